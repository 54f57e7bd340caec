import { expect, it } from 'vitest'
import type { HostSpec } from '../../src/host/messages.ts'
import { Ledger } from '../../src/run/ledger.ts'
import type { LoadedRole } from '../../src/run/options.ts'

const HOSTS = ['web-2', 'web-1', 'web-3']
const location = { file: 'specs/app.spec.ts', line: 1, column: 1 }

it('has the outcomes of a check in the order of its role, whichever host answers first', () => {
  const role = { name: 'app', file: '/roles/app.ts', specs: [], hosts: HOSTS, atLeast: 1, vars: {} } as LoadedRole
  const ledger = new Ledger(
    [role],
    HOSTS.map((id) => ({ id, name: id }) as HostSpec),
    () => undefined,
  )
  const plan = { index: 0, id: 'x', role: 'app', titles: ['x'], location, tags: [] }
  ledger.finding({ type: 'checks', host: 'web-3', role: 'app', added: [plan], checks: [0] })
  ledger.finding({ type: 'checks', host: 'web-1', role: 'app', added: [], checks: [0] })
  ledger.finding({ type: 'checks', host: 'web-2', role: 'app', added: [], checks: [0] })
  for (const host of ['web-3', 'web-1']) {
    ledger.finding({ type: 'outcomes', outcomes: [{ check: 0, host, outcome: { status: 'passed', duration: 1 } }] })
  }
  expect(ledger.checks('').map(({ outcomes }) => Object.keys(outcomes))).toEqual([HOSTS])
})
