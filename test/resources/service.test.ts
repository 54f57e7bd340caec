import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown, type Comparison, type EvidenceContext } from '../../src/resources/define-resource.ts'
import { service } from '../../src/resources/service.ts'
import type { ServiceState } from '../../src/resources/services/state.ts'
import { systemd } from '../../src/resources/services/systemd.ts'
import { anAnswer, aPlatform, run, shells } from './live/ask.ts'
import { fixture } from './live/fixture.ts'

const { definition } = service('nginx')
const { toBeInstalled, toBeRunning, toBeActive, toBeEnabled, toBeMasked, toBeStatic, toBeFailed } = definition.matchers
const keyOf = definition.key as (name: string) => string

/** What the fixtures were asked for, in this order. */
const units = (
  'cron.service nope.service dbus-org.freedesktop.login1.service hidden.service systemd-journald.service ' +
  'socketed.socket socketed.service crashing.service killed.service once.service linger.service bad.service ' +
  'indirect.service linked.service oldstyle.service oldoff.service systemd-remount-fs.service apt-daily.timer ' +
  'multi-user.target -.mount'
).split(' ')

const fixtures = ['systemd-247', 'systemd-252', 'systemd-257']

describe.each(fixtures)('%s', (name) => {
  const states = systemd.parse(fixture(`service/${name}`), units, aPlatform())
  const state = (unit: string): ServiceState => asState(states.get(unit))

  // unit, installed, running, active, enabled, and what is said when it is not enabled
  it.each([
    ['cron.service', true, true, true, true, 'enabled'],
    ['nope.service', false, false, false, false, 'there is no such service'],
    ['hidden.service', true, false, false, false, 'masked'],
    ['socketed.socket', true, true, true, true, 'enabled'],
    ['socketed.service', true, false, false, false, 'disabled (started by socketed.socket)'],
    ['crashing.service', true, false, false, true, 'enabled'],
    ['killed.service', true, false, false, true, 'enabled'],
    ['once.service', true, false, true, true, 'enabled'],
    ['linger.service', false, true, true, false, 'it has no unit file (started by multi-user.target)'],
    ['bad.service', true, false, false, false, 'static: it has no [Install] section'],
    ['indirect.service', true, false, false, false, 'indirect: other units are enabled with it, not itself'],
    ['linked.service', true, false, false, false, 'linked: its file is known, but nothing wants it at boot'],
    ['oldstyle.service', true, false, true, true, 'generated'],
    [
      'oldoff.service',
      true,
      false,
      false,
      false,
      'generated: from an init script or fstab that does not start it at boot',
    ],
    ['apt-daily.timer', true, true, true, true, 'enabled'],
    ['-.mount', true, true, true, false, 'it has no unit file'],
  ])('%s', (unit, installed, running, active, enabled, words) => {
    expect(toBeInstalled(state(unit))).toBe(installed)
    expect(passes(toBeRunning(state(unit)))).toBe(running)
    expect(passes(toBeActive(state(unit)))).toBe(active)
    expect(toBeEnabled(state(unit))).toEqual({ pass: enabled, expected: 'enabled', actual: words })
  })

  it('says what state it is in', () => {
    const activity = (unit: string): unknown => (toBeRunning(state(unit)) as Comparison).actual
    expect(activity('cron.service')).toBe('active (running)')
    expect(activity('once.service')).toBe('active (exited)')
    expect(activity('crashing.service')).toBe('activating (auto-restart, result exit-code)')
    expect(activity('killed.service')).toBe('failed (failed, result signal)')
    expect(activity('nope.service')).toBe('there is no such service')
  })

  it('does not take what is enabled until the next boot for enabled', () => {
    const { pass, actual } = toBeEnabled(state('systemd-remount-fs.service')) as Comparison
    expect(pass).toBe(false)
    expect(actual).toMatch(/^enabled-runtime: only until the next boot/)
  })

  it('finds a unit by an alias', () => {
    expect(state('dbus-org.freedesktop.login1.service')).toMatchObject({ exists: true, id: 'systemd-logind.service' })
  })

  it('tells masked, static and failed, and nothing of what is not there', () => {
    expect(toBeMasked(state('hidden.service'))).toMatchObject({ pass: true })
    expect(toBeMasked(state('cron.service'))).toMatchObject({ pass: false })
    expect(toBeStatic(state('systemd-journald.service'))).toMatchObject({ pass: true })
    expect(toBeStatic(state('cron.service'))).toMatchObject({ pass: false })
    expect(toBeFailed(state('killed.service'))).toMatchObject({ pass: true })
    expect(toBeFailed(state('crashing.service'))).toMatchObject({ pass: false })
    for (const matcher of [toBeMasked, toBeStatic, toBeFailed]) expect(matcher(state('nope.service'))).toBe('absent')
  })

  it('has everything about one', () => {
    expect(state('cron.service')).toEqual({
      exists: true,
      id: 'cron.service',
      names: ['cron.service'],
      description: 'Regular background program processing daemon',
      loadState: 'loaded',
      activeState: 'active',
      subState: 'running',
      unitFileState: 'enabled',
      wantedBy: ['multi-user.target'],
      triggeredBy: [],
      type: 'simple',
      mainPid: expect.any(Number),
      restarts: 0,
      result: 'success',
      exitCode: undefined,
      signal: undefined,
      since: expect.stringMatching(/^2026-11-23T\d\d:\d\d:\d\dZ$/),
      user: '',
      path: expect.stringMatching(/^(\/usr)?\/lib\/systemd\/system\/cron.service$/),
      reloadNeeded: false,
    })
    expect(state('crashing.service')).toMatchObject({ exitCode: 7, signal: undefined, result: 'exit-code' })
    expect(state('killed.service')).toMatchObject({ exitCode: undefined, signal: 9, result: 'signal' })
  })
})

describe('systemd', () => {
  const block = (fields: Record<string, string>): string =>
    Object.entries({
      Id: 'a.service',
      Names: 'a.service',
      LoadState: 'loaded',
      ActiveState: 'active',
      SubState: 'running',
      ...fields,
    })
      .map(([name, value]) => `${name}=${value}\n`)
      .join('')
  const parse = (stdout: string, key = 'a.service'): ServiceState | Unknown | undefined =>
    systemd.parse(anAnswer({ stdout }), [key], aPlatform()).get(key)

  it('calls one that reloads running, and one that starts not', () => {
    const states = ['reloading', 'refreshing', 'activating', 'deactivating', 'maintenance']
    const running = states.filter((ActiveState) => passes(toBeRunning(asState(parse(block({ ActiveState }))))))
    expect(running).toEqual(['reloading', 'refreshing'])
  })

  it('cannot tell whether one is enabled that has a file and no state of it', () => {
    const state = asState(parse(block({ UnitFileState: '', FragmentPath: '/etc/systemd/system/a.service' })))
    expect(toBeEnabled(state)).toBeInstanceOf(Unknown)
  })

  it('is another one after a restart, and without one the same', () => {
    const identity = (properties: Readonly<Record<string, string>>) =>
      JSON.stringify(definition.identity?.(asState(parse(block(properties)))))
    const first = identity({ MainPID: '100', NRestarts: '0' })
    expect(identity({ MainPID: '100', NRestarts: '0', ActiveState: 'reloading' })).toBe(first)
    expect(identity({ MainPID: '100', NRestarts: '1' })).not.toBe(first)
    expect(identity({ MainPID: '101', NRestarts: '0' })).not.toBe(first)
    expect(definition.identity?.({ exists: false })).toBeUndefined()
  })

  it('reads a name with a backslash', () => {
    const key = String.raw`a\x20b.service`
    const state = parse(block({ Id: key, Names: String.raw`"a\\x20b.service"` }), key)
    expect(state).toMatchObject({ exists: true, names: [key] })
  })

  it('does without the properties of a newer systemd', () => {
    expect(parse(block({ ExecMainStatus: 'nonsense', StateChangeTimestamp: 'n/a' }))).toMatchObject({
      restarts: undefined,
      exitCode: undefined,
      since: undefined,
      unitFileState: '',
    })
  })

  it.each([
    ['nothing', { stdout: '' }],
    ['the block of another unit', { stdout: block({ Id: 'b.service', Names: 'b.service' }) }],
    ['more blocks than names', { stdout: `${block({})}\n${block({})}` }],
    ['a block cut short', { stdout: 'Id=a.service\nNames=a.service\nLoadState=loaded\n' }],
    ['something else', { stdout: 'Password: \n' }],
    ['no bus', { exitCode: 1, stderr: 'Failed to connect to bus: No such file or directory\n' }],
    ['a bus that refuses', { exitCode: 1, stderr: 'Failed to get properties: Access denied\n' }],
    ['no systemctl', { exitCode: 127, stderr: 'sh: 1: systemctl: not found\n' }],
    ['one that cannot be run', { exitCode: 126, stderr: 'sh: 1: systemctl: Permission denied\n' }],
    ['sudo that refuses', { exitCode: 1, stderr: 'sudo: a password is required\n' }],
    ['systemd that is not process 1', fixture('service/not-booted')],
  ])('cannot tell from %s', (_, answer) => {
    expect(systemd.parse(anAnswer(answer), ['a.service'], aPlatform()).get('a.service')).toBeInstanceOf(Unknown)
  })

  it('says why', () => {
    const unknown = systemd.parse(fixture('service/not-booted'), ['a.service'], aPlatform()).get('a.service')
    expect((unknown as Unknown).reason).toMatch(/^systemctl: System has not been booted with systemd/)
  })

  // each of them would end systemctl, or add to what it prints
  const hostile = [
    '$(touch /tmp/infraspec-pwned)',
    "'; id; '",
    '-rf',
    '*',
    'a*.service',
    'x@.service',
    'a b.service',
    'a\nb',
    'ü.service',
    '',
  ]

  it.each(hostile)('does not ask for %j', (name) => {
    expect(systemd.ask([name], aPlatform()).text).toBe(':')
    expect(systemd.ask(['a.service', name], aPlatform()).text).toMatch(/-- a\.service$/)
    const states = systemd.parse(anAnswer({ stdout: block({}) }), [name, 'a.service'], aPlatform())
    expect(states.get(name)).toBeInstanceOf(Unknown)
    expect(states.get('a.service')).toMatchObject({ exists: true })
  })
})

describe('service', () => {
  it.each([
    ['nginx', 'nginx.service'],
    ['nginx.service', 'nginx.service'],
    ['report.timer', 'report.timer'],
    ['worker@1', 'worker@1.service'],
    ['foo.bar', 'foo.bar.service'],
    ['dbus-org.freedesktop.login1', 'dbus-org.freedesktop.login1.service'],
    ['-.mount', '-.mount'],
    [String.raw`dev-disk-by\x2dlabel-data.mount`, String.raw`dev-disk-by\x2dlabel-data.mount`],
  ])('%s is the unit %s', (name, unit) => {
    expect(keyOf(name)).toBe(unit)
  })

  it.each(['', 'a b', 'ng*', 'x@', 'x@.service', '@x', '/srv', 'a\nb', '$(id)', "it's", 'ü', 'a'.repeat(260)])(
    'refuses %j',
    (name) => {
      expect(() => keyOf(name)).toThrow(ConfigError)
    },
  )

  it('shows its status and its journal, or the names that are like it', () => {
    const labels = (state: ServiceState): string[] => {
      const context = { key: 'nginx.service', state, platform: aPlatform(), matcher: 'toBeRunning', negated: false }
      return (
        definition.evidence?.(context as EvidenceContext<ServiceState>).map(({ label }: { label: string }) => label) ??
        []
      )
    }
    const cron = systemd.parse(fixture('service/systemd-252'), units, aPlatform()).get('cron.service')
    expect(labels(asState(cron))).toEqual(['status of nginx.service', 'journal of nginx.service'])
    expect(labels({ exists: false })).toEqual(['units with a similar name'])
  })
})

const reason = spawnSync('systemctl', ['--version']).status === 0 ? '' : ' (skipped: there is no systemctl here)'
describe.skipIf(reason !== '').each(shells)(`in %s${reason}`, (...shell) => {
  it('is asked in words that systemctl understands', () => {
    const answer = run(systemd.ask(['cron.service', String.raw`a\x2db.service`], aPlatform()), shell)
    const states = systemd.parse(answer, ['cron.service', String.raw`a\x2db.service`], aPlatform())
    expect(answer.stderr).not.toMatch(/unrecognized|invalid option|Usage|syntax/i)
    for (const state of states.values()) expect(state instanceof Unknown || state?.exists !== undefined).toBe(true)
  })
})

function passes(verdict: unknown): boolean {
  return (verdict as Comparison).pass
}

function asState(state: ServiceState | Unknown | undefined): ServiceState {
  if (state === undefined || state instanceof Unknown) throw new Error(`not told: ${state?.reason}`)
  return state
}
