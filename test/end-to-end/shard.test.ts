import { describe, expect, it } from 'vitest'

import { infraspec, project, totals } from './infraspec.ts'

const spec = (user: string) => `import { it, user } from 'infraspec'\nit(user('${user}')).toExist()\n`

function twoSpecs(): string {
  return project({
    'roles/app.ts': "export default { specs: ['one', 'two'] }",
    'specs/one.spec.ts': spec('root'),
    'specs/two.spec.ts': spec('nobody-here'),
  })
}

const LOCAL = ['run', '--role', 'app', '--host', 'local']

describe('a run in shards', () => {
  it('checks each pair of a host and a spec in one of them', async () => {
    const cwd = twoSpecs()
    const runs = [
      await infraspec([...LOCAL, '--shard', '1/2'], { cwd }),
      await infraspec([...LOCAL, '--shard', '2/2'], { cwd }),
    ]
    expect(new Set(runs.map(({ code }) => code))).toEqual(new Set([0, 1]))
    expect(runs.map(totals)).toEqual(expect.arrayContaining([{ passed: 1 }, { failed: 1 }]))
    expect(runs.map(({ report }) => report.shard)).toEqual([
      { index: 1, total: 2 },
      { index: 2, total: 2 },
    ])
    expect(runs[0]?.stdout).toContain('shard 1 of 2 (exit')
  })

  it('is not green in one that has nothing to check', async () => {
    const cwd = twoSpecs()
    const env = { CIRCLE_NODE_TOTAL: '3' }
    const codes: (number | null)[] = []
    for (const CIRCLE_NODE_INDEX of ['0', '1', '2']) {
      codes.push((await infraspec([...LOCAL, '--shard', 'auto'], { cwd, env: { ...env, CIRCLE_NODE_INDEX } })).code)
    }
    expect(new Set(codes)).toEqual(new Set([0, 1, 4]))
  })

  it('is never implied', async () => {
    const env = { CIRCLE_NODE_INDEX: '0', CIRCLE_NODE_TOTAL: '2' }
    expect(totals(await infraspec(LOCAL, { cwd: twoSpecs(), env }))).toEqual({ passed: 1, failed: 1 })
  })

  it('checks nothing when a rerun names no spec, and says so', async () => {
    const run = await infraspec([...LOCAL, '--pass-with-no-files'], { cwd: twoSpecs() })
    expect([run.code, run.stdout]).toEqual([0, ''])
    expect(run.stderr).toContain('no spec was given, so nothing is checked')
    const named = await infraspec([...LOCAL, '--pass-with-no-files', 'two'], { cwd: twoSpecs() })
    expect(named.code).toBe(1)
  })
})
