import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import * as infraspecExports from '../../src/index.ts'
import { canBootHosts, loadHosts } from '../hosts/hosts.ts'
import { startHere, type Here } from './here.ts'
import { infraspec, on, project, ROOT, titled } from './infraspec.ts'
import { loadProofs, type Place, type Situation } from './situations.ts'

// The four situations of every resource on real hosts. All of a host, as they stand and negated, are asked in one run.

const proofs = await loadProofs()
const all = [...proofs.values()].flatMap(({ situations }) => situations)
const names = [...new Set(all.map(hostOf))]

describe.skipIf(canBootHosts() !== undefined).each(names)('the resources on %s', (name) => {
  const situations = all.filter((situation) => hostOf(situation) === name)
  let here: Here | undefined
  beforeAll(async () => {
    if (name === 'here') here = await startHere()
    const scripts = situations.map(({ before }) => before)
    inside(name, scripts, here?.env)
  })
  afterAll(async () => {
    const scripts = situations.map(({ after }) => after)
    inside(name, scripts, here?.env)
    await here?.down()
  })

  let statuses: ReadonlyMap<string, string>

  it('are asked', async () => {
    const checks = KINDS.flatMap((kind) =>
      situations.flatMap((situation) => situation[kind].map((line) => ({ kind, line }))),
    )
    const cwd = project({
      'roles/app.ts': "export default { specs: ['app'] }",
      'specs/app.spec.ts': spec(name, checks),
    })
    const to = name === 'here' ? ['--host', 'local'] : on(name)
    const ran = await infraspec(['run', '--role', 'app', ...to], { cwd, ...(here && { env: here.env }) })
    expect(ran.report.checks, `${ran.stdout}${ran.stderr}`).toHaveLength(2 * checks.length)
    statuses = new Map(
      ['passed', 'failed', 'errored'].flatMap((status) => titled(ran, status).map((title) => [title, status] as const)),
    )
    expect(statuses.size, 'each has an outcome').toBe(2 * checks.length)
  })

  it.each([
    ['hold where they should', 'holds', 'passed', 'failed'],
    ['do not hold where they should not', 'fails', 'failed', 'passed'],
    ['fail in both polarities for what is not there', 'absent', 'failed', 'failed'],
    ['are errors in both polarities where it cannot be told', 'untold', 'errored', 'errored'],
  ])('%s', (_, kind, status, negated) => {
    const wrong = (prefix: string, right: string) =>
      [...statuses].filter(([title, actual]) => title.startsWith(`${prefix} `) && actual !== right)
    expect([...wrong(kind, status), ...wrong(`${kind}, negated`, negated)]).toEqual([])
  })
})

const KINDS = ['holds', 'fails', 'absent', 'untold'] as const

interface Check {
  readonly kind: (typeof KINDS)[number]
  readonly line: string
}

function hostOf({ host = 'app-1' }: Situation): Place {
  return host
}

/** Each check, and its negation, under a title of its own: the same one may be made of two resources that look alike. */
function spec(name: Place, checks: readonly Check[]): string {
  const lines = checks.flatMap(({ kind, line }, index) => {
    const check = addressed(name, line)
    return [
      titledCheck(`${kind} ${index}`, check),
      titledCheck(`${kind}, negated ${index}`, check.replace(/\)\.to/, ').not.to')),
    ]
  })
  const exported = Object.keys(infraspecExports).join(', ')
  return `import { ${exported} } from 'infraspec'\n${lines.join('\n')}`
}

function titledCheck(title: string, check: string): string {
  return `describe(${JSON.stringify(`${title} ${check}`)}, () => { ${check} })`
}

/** With the addresses of a host, the version 6 one as a person would not write it. */
function addressed(name: Place, check: string): string {
  if (name === 'here') return check.replaceAll('ZONE', process.env['INFRASPEC_TEST_ZONE'] ?? '0')
  const { address, address6 } = loadHosts().hosts[name]
  const net = address.slice(0, -1)
  return check
    .replace('ADDRESS6', address6.replace('::2', ':0:0:0:2'))
    .replace('ADDRESS', address)
    .replace('NETWORK', `${net}0/29`)
    .replace('GATEWAY', `${net}1`)
}

function inside(name: Place, scripts: readonly (string | undefined)[], env: Here['env'] = {}): void {
  for (const script of scripts.filter((text) => text !== undefined)) {
    if (name === 'here') execFileSync('sh', ['-euc', script], { env: { ...process.env, ...env } })
    else execFileSync(`${ROOT}/test/hosts/exec`, [name, 'sh', '-euc', script])
  }
}
