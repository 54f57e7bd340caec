import { afterAll, describe, expect, it } from 'vitest'
import { canBootHosts, loadHosts, type TestHostName } from '../../hosts/hosts.ts'
import { type FaultRelay, type RelayFault, startFaultRelay } from '../../support/fault-relay.ts'
import { CLAIMED, COMMANDS, told, type Told } from './claims.ts'
import { FORKS, SHELLS, VARIANTS } from './injected.ts'
import { left, leave, LEFT_WITHIN } from './results.ts'
import { visit, type Visited } from './runs.ts'
import { startVariants } from './variants.ts'

// One run for all of them: each host of it has a fault of its own, and is asked what is true and what is false.

const PLACES = 12
const hosts = new Map<string, Told>()
const relays: FaultRelay[] = []
let end = () => {}

const at = (name: TestHostName): string => loadHosts().hosts[name].address
const onPort = (name: string, port: number, user = 'deploy'): Visited => ({ name, address: at('app-1'), port, user })

/** A host behind a relay on which something goes wrong. */
async function behind(name: string, fault?: RelayFault): Promise<Visited> {
  const relay = await startFaultRelay({ host: at('app-1'), port: VARIANTS.healthy.port }, fault)
  relays.push(relay)
  return { name, address: '127.0.0.1', port: relay.port, user: 'deploy' }
}

/** How many bytes come from the host when nothing goes wrong. */
interface Measured {
  /** Until its facts are read. */
  readonly opening: number
  /** Until everything is answered, in which nothing but the truth is told. */
  readonly whole: number
}

async function measure(): Promise<Measured> {
  const whole = await visit({ root: [await behind('whole')] })
  expect(told(whole.report, 'whole')).toMatchObject({ truths: { passed: CLAIMED }, lies: { failed: CLAIMED } })
  const opening = await visit({ root: [await behind('opening')] }, { spec: '' })
  expect(opening.report.hosts).toMatchObject([{ status: 'checked', counters: { connections: 1, scripts: 1 } }])
  return { whole: relays[0]!.received(), opening: relays[1]!.received() }
}

async function onTheWay({ opening, whole }: Measured): Promise<Visited[]> {
  // Probes are asked again on the second connection, which needs fewer bytes: it must not get as far.
  const answers = [Math.round((opening + whole) / 2), opening] as const
  const once = Array.from({ length: PLACES }, (_, index) =>
    behind(`drop-once-${index}`, { after: [Math.round((whole * index) / PLACES), Infinity], how: 'drop' }),
  )
  return Promise.all([
    ...once,
    behind('drop-handshake', { after: [700], how: 'drop' }),
    behind('drop-answer', { after: answers, how: 'drop' }),
    behind('stall-connect', { after: [0], how: 'stall' }),
    behind('stall-handshake', { after: [700], how: 'stall' }),
    behind('stall-answer', { after: answers, how: 'stall' }),
  ])
}

function onTheHost(): Visited[] {
  const { people, healthy: _healthy, 'sudo-revoked': _revoked, 'max-startups': startups, ...variants } = VARIANTS
  const shells = Object.entries(SHELLS).map(([name, user]) =>
    user === 'rbash' || user === 'nologin'
      ? onPort(name, people.port, user)
      : { name, address: at('odd-1'), port: 22, user },
  )
  return [
    ...Object.entries(variants).map(([name, { port }]) => onPort(name, port)),
    ...[1, 2, 3, 4, 5, 6].map((number) => onPort(`max-startups-${number}`, startups.port)),
    ...shells,
    { name: 'sudo-refused', address: at('blind-1'), port: 22, user: 'deploy' },
  ]
}

/** What of its checks was told, and what could not be. */
function summary({ truths, lies, error }: Told): object {
  const told = truths.passed + lies.failed
  return { told, untold: 2 * CLAIMED - told - truths.failed - lies.passed, wrongGreens: lies.passed, error }
}

/** What a host said whose name begins like this. */
const named = (start: string): Told[] => [...hosts].flatMap(([name, said]) => (name.startsWith(start) ? [said] : []))

const all = { truths: { passed: CLAIMED }, lies: { failed: CLAIMED } }
/** What asks systemctl cannot be told in a chroot. */
const butServices = { truths: { passed: CLAIMED - 2, errored: 2 }, lies: { failed: CLAIMED - 2, errored: 2 } }
const none = (error: string | RegExp) => ({ truths: { 'not-run': CLAIMED }, error: expect.stringMatching(error) })

describe.skipIf(canBootHosts() !== undefined)('under every fault', () => {
  afterAll(async () => {
    end()
    await Promise.all(relays.map((relay) => relay.close()))
    const sum = (pick: (said: Told) => number) => [...hosts.values()].reduce((all, said) => all + pick(said), 0)
    leave('faults', {
      outcomes: hosts.size * 2 * CLAIMED,
      wrongGreens: sum(({ lies }) => lies.passed),
      wrongReds: sum(({ truths }) => truths.failed),
      hosts: Object.fromEntries([...hosts].map(([name, said]) => [name, summary(said)])),
    })
  })

  it('the run ends, and tells of every host', async () => {
    end = await startVariants('app-1', Object.values(VARIANTS))
    const root = [...(await onTheWay(await measure())), ...onTheHost()]
    const plain = FORKS.map((count) => onPort(`fork-${count}`, VARIANTS.people.port, `fork${count}`))
    const { report } = await visit({ root, plain })
    for (const { name } of [...root, ...plain]) hosts.set(name, told(report, name))
    expect(report.exitCode).toBe(1)
    expect(report.hosts.map(({ name }) => name).toSorted()).toEqual([...hosts.keys()].toSorted())
  }, 120_000)

  it('nothing false passes, and nothing true fails, in either polarity', () => {
    const wrong = [...hosts].filter(([, { truths, lies }]) => lies.passed > 0 || truths.failed > 0)
    expect(wrong).toEqual([])
    for (const [name, { truths, lies }] of hosts) {
      const count = (tally: object) => Object.values(tally).reduce((sum: number, one: number) => sum + one, 0)
      expect([name, count(truths), count(lies)]).toEqual([name, CLAIMED, CLAIMED])
    }
  })

  it.each([
    ['disk-full', all],
    ['read-only', all],
    ['busybox', all],
    ['no-tmp', butServices],
    ['no-timeout', butServices],
    ['no-setsid', butServices],
    ['clock-host', butServices],
    ['max-sessions', all],
    ['fish', all],
    ['tcsh', all],
    ['noisy', all],
    ['locale', all],
    ['force-command', none('shell-refused')],
    ['rbash', none('shell-refused')],
    ['nologin', none('shell-refused')],
    ['execer', none('shell-silent')],
    ['sudo-refused', none('sudo-password-required')],
    ['drop-handshake', none(/^(closed|connection)-/)],
    ['stall-connect', none('connect-timeout')],
    ['stall-handshake', none('connect-timeout')],
  ])('%s', (name, expected) => {
    expect(hosts.get(name)).toMatchObject(expected)
  })

  it.each(['drop-answer', 'stall-answer'])('%s: what was answered before is told, and the rest is not', (name) => {
    const { truths, lies } = hosts.get(name)!
    expect(truths.passed + lies.failed).toBeGreaterThan(0)
    expect(truths.errored + truths['not-run']).toBeGreaterThan(0)
    expect(lies.errored + lies['not-run']).toBeGreaterThan(0)
  })

  it('drop-once: what only reads is asked again once, and a command that ran is not', () => {
    // Before anybody logged in it is tried again, and what was dropped last had been answered.
    const everywhere = named('drop-once-')
    expect(everywhere.map(({ error }) => error)).toEqual(Array(PLACES).fill(undefined))
    const [before, ...others] = everywhere.slice(0, PLACES - 1)
    expect(before).toMatchObject(all)
    const again = others.filter(({ connections }) => connections === 2)
    expect(again.length).toBeGreaterThan(PLACES / 2)
    for (const { truths, lies } of again) {
      expect(truths.passed + truths.errored).toBe(CLAIMED)
      expect(truths.errored).toBeLessThanOrEqual(COMMANDS)
      expect(lies.failed + lies.errored).toBe(CLAIMED)
      expect(lies.errored).toBeLessThanOrEqual(COMMANDS)
    }
  })

  it('fork: what could not be started is not told, and the rest is', () => {
    const passed = named('fork-').map(({ truths }) => truths.passed)
    expect(passed[0]).toBe(0)
    expect(passed.at(-1)).toBeGreaterThan(CLAIMED / 2)
  })

  it('max-startups: who gets in is answered', () => {
    expect(named('max-startups-').some(({ truths }) => truths.passed === CLAIMED)).toBe(true)
  })

  it(`leaves nothing running within ${LEFT_WITHIN} s`, async () => {
    expect(await left('app-1', 'odd-1', 'blind-1')).toEqual([])
  })
})
