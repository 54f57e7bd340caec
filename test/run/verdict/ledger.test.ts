import { describe, expect, it } from 'vitest'
import type { HostSpec } from '../../../src/host/host-spec.ts'
import { Ledger } from '../../../src/run/verdict/ledger.ts'
import type { RunEvent } from '../../../src/run/report.ts'
import type { LoadedRole } from '../../../src/run/options/options.ts'

const HOSTS = ['web-2', 'web-1', 'web-3']
const location = { file: 'specs/app.spec.ts', line: 1, column: 1 }

const plan = { index: 0, id: 'x', role: 'app', titles: ['x'], location, tags: [] }

function ledgerOf(emit: (event: RunEvent) => void = () => undefined): Ledger {
  const role: LoadedRole = {
    name: 'app',
    file: '/project/roles/app.ts',
    specs: ['/project/specs/app.spec.ts'],
    hosts: HOSTS,
    atLeast: 1,
    vars: {},
  }
  const hosts = HOSTS.map((id) => ({ id, name: id }) as HostSpec)
  const other = { ...role, name: 'db', hosts: ['web-1'] }
  return new Ledger({ root: '/project', roles: [role, other], hosts }, emit)
}

it('names specs as it names places: from the root', () => {
  expect(ledgerOf().roles[0]).toMatchObject({ specs: ['specs/app.spec.ts'] })
})

it('keeps the frames of the user, and durations of three decimals', () => {
  const ledger = ledgerOf()
  const stack =
    'Error: no\n    at check (/project/specs/app.spec.ts:3:7)\n    at run (file:///x/node_modules/vite/a.js:1:1)'
  const failure = { message: 'no', evidence: [], stack }
  ledger.finding({ type: 'checks', host: 'web-1', role: 'app', added: [plan], checks: [0] })
  const outcome = { status: 'failed', duration: 1.23456, failure } as const
  ledger.finding({ type: 'outcome', check: 0, host: 'web-1', outcome })
  ledger.problem({ kind: 'spec', message: 'no', stack })
  const own = '    at check (/project/specs/app.spec.ts:3:7)'
  expect(ledger.checks('')[0]?.outcomes['web-1']).toMatchObject({ duration: 1.235, failure: { stack: own } })
  expect(ledger.problems).toMatchObject([{ stack: own }])
})

it('has the outcomes of a check in the order of its role, whichever host answers first', () => {
  const ledger = ledgerOf()
  ledger.finding({ type: 'checks', host: 'web-3', role: 'app', added: [plan], checks: [0] })
  ledger.finding({ type: 'checks', host: 'web-1', role: 'app', added: [], checks: [0] })
  ledger.finding({ type: 'checks', host: 'web-2', role: 'app', added: [], checks: [0] })
  for (const host of ['web-3', 'web-1']) {
    ledger.finding({ type: 'passed', hosts: [{ host, checks: [0], durations: [1] }] })
  }
  expect(ledger.checks('').map(({ outcomes }) => Object.keys(outcomes))).toEqual([HOSTS])
})

it('tells of a check when no host of its role may add to it, whatever hosts of other roles do', () => {
  const told: string[] = []
  const ledger = ledgerOf((event) => event.type === 'check' && told.push(event.check.id))
  const pass = (check: number, host: string) =>
    ledger.finding({ type: 'passed', hosts: [{ host, checks: [check], durations: [1] }] })
  const database = { ...plan, index: 1, id: 'y', role: 'db' }
  ledger.finding({ type: 'checks', host: 'web-1', role: 'app', added: [plan], checks: [0] })
  ledger.finding({ type: 'checks', host: 'web-1', role: 'db', added: [database], checks: [1] })
  pass(0, 'web-1')
  expect(told).toEqual([])
  pass(1, 'web-1')
  expect(told).toEqual(['y'])
  ledger.finding({ type: 'checks', host: 'web-2', role: 'app', added: [], checks: [0] })
  pass(0, 'web-2')
  expect(told).toEqual(['y'])
  ledger.host('web-3', { status: 'failed', error: { name: 'ConnectError', code: 'x', message: 'dead' } })
  expect(told).toEqual(['y', 'x'])
  ledger.finding({ type: 'collected', order: [0, 1] })
  expect(told).toEqual(['y', 'x'])
})

it('does not forget a host that could not be reached because it hears of that late, and of the end tells all', () => {
  const told: string[] = []
  const ledger = ledgerOf((event) => event.type === 'check' && told.push(Object.keys(event.check.outcomes).join()))
  for (const host of ['web-1', 'web-2']) {
    ledger.finding({ type: 'checks', host, role: 'app', added: host === 'web-1' ? [plan] : [], checks: [0] })
    ledger.finding({ type: 'passed', hosts: [{ host, checks: [0], durations: [1] }] })
  }
  ledger.finding({ type: 'collected', order: [0] })
  expect(told).toEqual([])
  ledger.host('web-3', { status: 'failed', error: { name: 'ConnectError', code: 'x', message: 'dead' } })
  expect(told).toEqual(['web-2,web-1,web-3'])
  const other = { ...plan, index: 1, id: 'y' }
  ledger.finding({ type: 'checks', host: 'web-2', role: 'app', added: [other], checks: [1] })
  ledger.finding({ type: 'done' })
  expect(told).toHaveLength(1)
  ledger.finding({ type: 'passed', hosts: [{ host: 'web-2', checks: [1], durations: [1] }] })
  expect(told).toHaveLength(2)
})

it('tells which checks are still waited for once all are known', () => {
  const waiting: string[][] = []
  const ledger = ledgerOf(
    (event) => event.type === 'collected' && waiting.push(event.waiting.map(({ titles }) => titles.join(' › '))),
  )
  ledger.finding({ type: 'checks', host: 'web-1', role: 'app', added: [plan], checks: [0] })
  ledger.finding({ type: 'collected', order: [0] })
  expect(waiting).toEqual([[plan.titles.join(' › ')]])
})

describe('of each host', () => {
  const told: RunEvent[] = []
  const heard = () => told.splice(0).filter(({ type }) => type === 'host' || type === 'failing')
  const dead = { status: 'failed', error: { name: 'ConnectError', code: 'x', message: 'dead' } } as const
  const outcome = (host: string, check: number, status: 'failed' | 'not-run') => ({
    ...{ type: 'outcome' as const, check, host },
    outcome:
      status === 'failed'
        ? { status, duration: 1, failure: { message: 'no', evidence: [] } }
        : { status, duration: 1, reason: 'the host was lost' },
  })
  const second = { ...plan, index: 1, id: 'y' }

  it('tells when all of its roles are checked, whatever its neighbours do', () => {
    const ledger = ledgerOf((event) => told.push(event))
    ledger.finding({ type: 'checks', host: 'web-1', role: 'app', added: [plan], checks: [0] })
    ledger.finding({ type: 'passed', hosts: [{ host: 'web-1', checks: [0], durations: [1] }] })
    expect(heard()).toEqual([])
    ledger.finding({ type: 'checks', host: 'web-1', role: 'db', added: [], checks: [] })
    expect(heard()).toEqual([{ type: 'host', host: 'web-1', state: 'checked' }])
    ledger.finding({ type: 'checks', host: 'web-2', role: 'app', added: [], checks: [0] })
    ledger.host('web-3', dead)
    expect(heard()).toEqual([{ type: 'host', host: 'web-3', state: 'unreachable', error: dead.error }])
  })

  it('tells once of a check that does not hold, and as soon as it does not', () => {
    const ledger = ledgerOf((event) => told.push(event))
    for (const host of ['web-2', 'web-3']) {
      const added = host === 'web-2' ? [plan, second] : []
      ledger.finding({ type: 'checks', host, role: 'app', added, checks: [0, 1] })
      ledger.finding(outcome(host, 0, 'failed'))
    }
    const check = { id: 'x', role: 'app', titles: ['x'] }
    expect(heard()).toEqual([{ type: 'failing', host: 'web-2', status: 'failed', check }])
  })

  it('tells once that it was lost, and never that it is checked', () => {
    const ledger = ledgerOf((event) => told.push(event))
    ledger.finding({ type: 'checks', host: 'web-2', role: 'app', added: [plan, second], checks: [0, 1] })
    for (const check of [0, 1]) ledger.finding(outcome('web-2', check, 'not-run'))
    ledger.host('web-2', dead)
    expect(heard()).toMatchObject([{ host: 'web-2', state: 'unreachable', error: { code: 'connection-lost' } }])
  })
})
