import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import * as infraspecExports from '../../src/index.ts'
import { canBootHosts, loadHosts } from '../hosts/hosts.ts'
import { infraspec, on, project, ROOT, titled } from './infraspec.ts'
import { loadProofs, type Place, type Situation } from './situations.ts'

// The four situations of every resource on real hosts. Those of a host are asked together: one run a polarity.

const proofs = await loadProofs()
const all = [...proofs.values()].flatMap(({ situations }) => situations)
const names = [...new Set(all.map(hostOf))]

describe.skipIf(canBootHosts() !== undefined).each(names)('the resources on %s', (name) => {
  const situations = all.filter((situation) => hostOf(situation) === name)
  beforeAll(() =>
    inside(
      name,
      situations.map(({ before }) => before),
    ),
  )
  afterAll(() =>
    inside(
      name,
      situations.map(({ after }) => after),
    ),
  )

  async function run(kind: 'holds' | 'fails' | 'absent' | 'untold', negated: boolean) {
    const checks = situations.flatMap((situation) => situation[kind])
    const cwd = project({
      'roles/app.ts': "export default { specs: ['app'] }",
      'specs/app.spec.ts': spec(name, checks, negated),
    })
    const ran = await infraspec(['run', '--role', 'app', ...(name === 'here' ? ['--host', 'local'] : on(name))], {
      cwd,
    })
    expect(ran.report.checks, ran.stderr).toHaveLength(checks.length)
    const titles = ['passed', 'failed', 'errored'].map((status) => [status, titled(ran, status)])
    return Object.fromEntries(titles) as Titles
  }

  it('hold where they should', async () => {
    const titles = await run('holds', false)
    expect([...titles.failed, ...titles.errored]).toEqual([])
    const negated = await run('holds', true)
    expect([...negated.passed, ...negated.errored]).toEqual([])
  })

  it('do not hold where they should not', async () => {
    const titles = await run('fails', false)
    expect([...titles.passed, ...titles.errored]).toEqual([])
    const negated = await run('fails', true)
    expect([...negated.failed, ...negated.errored]).toEqual([])
  })

  it.each([false, true])('fail in both polarities for what is not there (negated: %s)', async (negated) => {
    const titles = await run('absent', negated)
    expect([...titles.passed, ...titles.errored]).toEqual([])
  })

  it.each([false, true])('are errors in both polarities where it cannot be told (negated: %s)', async (negated) => {
    const titles = await run('untold', negated)
    expect([...titles.passed, ...titles.failed]).toEqual([])
  })
})

type Titles = Readonly<Record<'passed' | 'failed' | 'errored', readonly string[]>>

function hostOf({ host = 'app-1' }: Situation): Place {
  return host
}

/** Each check under a title of its own: the same one may be made of two resources that look alike. */
function spec(name: Place, checks: readonly string[], negated: boolean): string {
  const lines = checks.map((check, index) => {
    const line = addressed(name, negated ? check.replace(/\)\.to/, ').not.to') : check)
    return `describe(${JSON.stringify(`${index} ${line}`)}, () => { ${line} })`
  })
  const exported = Object.keys(infraspecExports).join(', ')
  return `import { ${exported} } from 'infraspec'\n${lines.join('\n')}`
}

/** With the addresses of a host, the version 6 one as a person would not write it. */
function addressed(name: Place, check: string): string {
  if (name === 'here') return check
  const { address, address6 } = loadHosts().hosts[name]
  const net = address.slice(0, -1)
  return check
    .replace('ADDRESS6', address6.replace('::2', ':0:0:0:2'))
    .replace('ADDRESS', address)
    .replace('NETWORK', `${net}0/29`)
    .replace('GATEWAY', `${net}1`)
}

function inside(name: Place, scripts: readonly (string | undefined)[]): void {
  for (const script of scripts.filter((text) => text !== undefined)) {
    if (name === 'here') execFileSync('sh', ['-euc', script])
    else execFileSync(`${ROOT}/test/hosts/exec`, [name, 'sh', '-euc', script])
  }
}
