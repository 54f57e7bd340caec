import { describe, expect, it } from 'vitest'

import { createJsonReporter } from '../../../reporters/json.ts'
import { failingHosts } from '../../../src/run/hosts/failing-hosts.ts'
import { outliersOf } from '../../../src/run/verdict/outliers.ts'
import type { RunReport } from '../../../src/run/report.ts'
import { check, failed, green, passed } from '../../reporters/sample.ts'
import { makeProject } from '../project.ts'

const [one, two, three] = green.hosts.map(({ id }) => id) as [string, string, string]
const at = 'specs/app.spec.ts:1:1'

function report(more: Partial<RunReport> = {}): RunReport {
  const checks = [
    check('app', ['differs'], at, { [one]: failed('no'), [two]: passed(), [three]: passed() }),
    check('app', ['is wrong everywhere'], at, { [one]: failed('no'), [two]: failed('no'), [three]: failed('no') }),
  ]
  const whole = { ...green, checks, ...more }
  return { ...whole, outliers: outliersOf(whole) }
}

function failing(text: string, roles?: readonly string[]) {
  return failingHosts('report.json', roles, makeProject({ 'report.json': text }))
}

const written = (of: RunReport) => String(createJsonReporter().onEnd(of))

describe('the failing hosts of a report', () => {
  it('are its outliers, by their instance where they have one', () => {
    const hosts = green.hosts.map((host) => (host.id === one ? { ...host, instance: 'i-0abc' } : host))
    expect(failing(written(report())).text).toBe(`${one}\n`)
    expect(failing(written(report({ hosts })), ['app']).text).toBe('i-0abc\n')
  })

  it('are not those that fail alike, or that nothing is known of, and notes say so', () => {
    const hosts = green.hosts.map((host) => (host.id === three ? { ...host, status: 'unreachable' as const } : host))
    expect(failing(written(report({ hosts }))).notes).toEqual([
      `not listed, for others of the role fail alike: ${two}, ${three}`,
      `not listed, for nothing could be told of them: ${three}`,
    ])
  })

  it.each(['', '{', 'null', '[]', '{"schema":2}', '{"schema":1,"roles":[]}'])('cannot be read from %j', (text) => {
    expect(() => failing(text)).toThrow(expect.objectContaining({ name: 'ConfigError', code: 'report' }))
  })

  it('are asked of a role that the report knows', () => {
    expect(() => failing(written(report()), ['db'])).toThrow('knows nothing of the role "db"')
  })
})
