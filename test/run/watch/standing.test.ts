import { describe, expect, it } from 'vitest'

import type { Verdict } from '../../../src/run/verdict/exit-code.ts'
import type { CheckReport, HostReport, Outcome, Problem } from '../../../src/run/report.ts'
import { Standings } from '../../../src/run/watch/standing.ts'
import { check, failed, errored, host, passed } from '../../reporters/sample.ts'

const SPECS = new Set(['/p/specs/a.spec.ts', '/p/specs/b.spec.ts'])
const [A, B] = [...SPECS] as [string, string]

const of = (file: string, outcome: Outcome): CheckReport => check('app', ['it'], `${file}:1:1`, { 'web-1': outcome })
const round = (checks: readonly CheckReport[], more: Partial<Verdict> = {}): Verdict => ({
  ...{ checks, problems: [], hosts: [host('web-1', '10.0.0.1')], interrupted: false },
  ...more,
})
const problem = (kind: Problem['kind'], file?: string): Problem => {
  return { kind, message: 'no', location: file === undefined ? undefined : { file, line: 1, column: 1 } }
}
const GREEN = [of('specs/a.spec.ts', passed()), of('specs/b.spec.ts', passed())]
const down: HostReport = host('web-1', '10.0.0.1', { status: 'unreachable' })

describe('how specs stand', () => {
  it.each<[string, Verdict, number, number]>([
    ['green', round(GREEN), 0, 0],
    ['a failure is of its spec', round([of('specs/a.spec.ts', failed('no')), GREEN[1]!]), 1, 0],
    ['each has its own', round([of('specs/a.spec.ts', failed('no')), of('specs/b.spec.ts', errored('?'))]), 1, 3],
    ['a failure of a helper is of all', round([...GREEN, of('lib/helper.ts', failed('no'))]), 1, 1],
    ['a spec that cannot be read', round([GREEN[0]!], { problems: [problem('spec', 'specs/b.spec.ts')] }), 0, 2],
    ['a host that was silent is of all', round(GREEN, { problems: [problem('nothing-checked')] }), 4, 4],
    ['a host that was lost is of all', round(GREEN, { hosts: [down] }), 3, 3],
    ['a round that was cut short', round([], { interrupted: true }), 130, 130],
  ])('%s', (_, found, a, b) => {
    const standings = new Standings('/p')
    standings.take(SPECS, found)
    expect([standings.bad.get(A)?.exitCode ?? 0, standings.bad.get(B)?.exitCode ?? 0]).toEqual([a, b])
  })

  it('come to what a run would, each as it was last run', () => {
    const standings = new Standings('/p')
    expect(standings.exitCode).toBe(0)
    standings.take(SPECS, round([of('specs/a.spec.ts', errored('?')), of('specs/b.spec.ts', failed('no'))]))
    expect(standings.exitCode).toBe(1)
    standings.take(new Set([B]), round([GREEN[1]!]))
    expect(standings.exitCode).toBe(3)
    expect([...standings.bad.keys()]).toEqual([A])
    standings.keep(new Set([B]))
    expect(standings.exitCode).toBe(0)
  })
})
