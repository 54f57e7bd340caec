import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { canBootHosts } from '../hosts/hosts.ts'
import { infraspec, on, project, ROOT, titled, totals } from './infraspec.ts'

const cwd = join(ROOT, 'test/project')

describe.skipIf(canBootHosts() !== undefined)('specs as users write them (test/project)', () => {
  it('hold on a web server: two systems, a log shipper with a resource of its own, free-form logic', async () => {
    const run = await infraspec(['run', '--role', 'web', ...on('app-1', 'app-2')], { cwd })
    expect(run.stdout).toContain('(exit 0)')
    expect(totals(run)).toEqual({ passed: 74, skipped: 2 })
    expect(run.code).toBe(0)
  })

  it('do not hold where there is no database: not one of them, in either polarity', async () => {
    const run = await infraspec(['run', '--role', 'database', ...on('app-1')], { cwd })
    expect(run.code).toBe(1)
    expect(titled(run, 'passed')).toEqual([])
    expect(totals(run)).toEqual({ failed: 19, errored: 1 })
  })

  it('keep the roles of one host apart', async () => {
    const run = await infraspec(['run', '--role', 'web', '--role', 'database', ...on('app-1')], { cwd })
    expect(run.report.roles.map(({ name }) => name)).toEqual(['web', 'database'])
    expect(totals(run)).toEqual({ passed: 37, skipped: 1, failed: 19, errored: 1 })
    expect(run.report.hosts).toHaveLength(1)
    expect(run.report.hosts[0]?.counters.connections).toBe(1)
  })

  it('can be chosen by tag and by name', async () => {
    const tagged = await infraspec(
      ['run', '--role', 'web', '--role', 'database', '--tag', 'database', ...on('app-1')],
      { cwd },
    )
    expect(totals(tagged)).toEqual({ failed: 19, errored: 1 })
    const named = await infraspec(
      ['run', '--role', 'web', '--name', '^log shipping › log forwarding', ...on('app-1')],
      { cwd },
    )
    expect(totals(named)).toEqual({ passed: 4 })
  })
})

it('helpers of the same name in different folders are different helpers', async () => {
  const spec = (own: string, imported: string) =>
    `import { expect, it } from 'infraspec'\nimport { name } from '${imported}'\nit('of ${own}', () => expect(name).toBe('${own}'))\n`
  const files = ['a', 'b', 'c'].flatMap((own) => [
    [`specs/${own}/name.ts`, `export const name = '${own}'\n`],
    [`specs/${own}/${own}.spec.ts`, spec(own, own === 'c' ? './name' : './name.js')],
  ])
  const cwd = project({ 'roles/app.ts': "export default { specs: ['*/*.spec.ts'] }", ...Object.fromEntries(files) })
  const run = await infraspec(['run', '--role', 'app', '--host', 'local'], { cwd })
  expect(totals(run)).toEqual({ passed: 3 })
})

it('a check waits for what depends on a look that nobody awaits', async () => {
  const spec = `import { command, expect, inspect, it } from 'infraspec'
    it('forgets', () => {
      expect(1).toBe(1)
      void inspect(command('echo no')).then(({ stdout }) => expect(stdout).toBe('yes'))
    })`
  const cwd = project({ 'roles/app.ts': "export default { specs: ['app'] }", 'specs/app.spec.ts': spec })
  const run = await infraspec(['run', '--role', 'app', '--host', 'local'], { cwd })
  expect(run.code).toBe(2)
  expect(run.stdout).toContain('outside of any check: expected')
})
