import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import type { Provider } from '../../src/host/provider.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { service } from '../../src/resources/service.ts'
import { monit } from '../../src/resources/services/monit.ts'
import { openrc, openrcServices } from '../../src/resources/services/openrc.ts'
import { properties } from '../../src/resources/services/properties.ts'
import { runit } from '../../src/resources/services/runit.ts'
import type { ServiceState } from '../../src/resources/services/state.ts'
import { supervisor, supervisorServices } from '../../src/resources/services/supervisor.ts'
import { systemdServices } from '../../src/resources/services/systemd-list.ts'
import { sysvinit } from '../../src/resources/services/sysvinit.ts'
import type { Answer } from '../../src/host/answer.ts'
import { anAnswer, aPlatform } from './live/ask.ts'
import { fixture } from './live/fixture.ts'

/** In a few words: `active running enabled`, `absent`, or why it could not be told. */
function told(provider: Provider<ServiceState>, answer: Answer, keys: readonly string[]) {
  const states = provider.parse(answer, keys, aPlatform())
  return Object.fromEntries(keys.map((key) => [key, words(states.get(key))]))
}

function words(state: ServiceState | Unknown | undefined): string {
  if (state === undefined) return '?'
  if (state instanceof Unknown) return `? ${state.reason}`
  return state.exists ? `${state.activeState} ${state.subState} ${state.unitFileState}` : 'absent'
}

describe('openrc', () => {
  it('is read', () => {
    const keys = ['ssh', 'beats', 'crashes', 'monit', 'nosuch'].map((name) => `${name}.service`)
    expect(told(openrc, fixture('service/openrc-0.56'), keys)).toEqual({
      'ssh.service': 'active running enabled',
      'beats.service': 'active running enabled',
      'crashes.service': 'inactive dead enabled',
      'monit.service': 'inactive dead disabled',
      'nosuch.service': 'absent',
    })
  })

  it('knows one that has crashed, and one that is supervised', () => {
    const stdout = ' a [  crashed  ]\n b [  started 00:01:02 (0)  ]\n=\n a | default\n b | boot shutdown\n=\n'
    expect(told(openrc, anAnswer({ stdout }), ['a', 'b'])).toEqual({
      a: 'failed crashed enabled',
      b: 'active running enabled',
    })
  })

  // As plain on openrc-1 of test/hosts: beats was killed, and its pid file is for root alone.
  it('cannot tell what only root may see, and is no list then', () => {
    const stdout =
      '! beats\n ssh   [  started  ]\n crashes   [  stopped  ]\n beats   [  started  ]\n=\n beats | default\n=\n'
    expect(told(openrc, anAnswer({ stdout }), ['beats', 'ssh', 'crashes'])).toEqual({
      beats: '? only root may see whether it has crashed since it was started',
      ssh: 'active running disabled',
      crashes: 'inactive dead disabled',
    })
    expect(openrcServices.parse(anAnswer({ stdout }), aPlatform())).toBeInstanceOf(Unknown)
    expect(told(openrc, anAnswer({ stdout: stdout.replace('beats', '*') }), ['ssh', 'crashes'])).toEqual({
      ssh: '? only root may see whether it has crashed since it was started',
      crashes: 'inactive dead disabled',
    })
  })

  it.each(['', '=\n', ' a [  started  ]\n=\n', ' a [  demarre  ]\n=\n=\n', '=\n=\n'])('%j is no list', (stdout) => {
    expect(openrcServices.parse(anAnswer({ stdout }), aPlatform())).toBeInstanceOf(Unknown)
  })
})

describe('runit', () => {
  it('is read', () => {
    expect(told(runit, fixture('service/runit-2.2'), ['beats.service', 'rests', 'ssh', 'nope'])).toEqual({
      'beats.service': 'active running enabled',
      rests: 'inactive dead disabled',
      ssh: 'active running enabled',
      nope: 'absent',
    })
    expect(told(runit, fixture('service/runit-denied'), ['beats'])['beats']).toMatch(/^\? sv: .*denied/)
  })

  it.each([
    ['run: a: (pid 9) 40s, normally down', 'active running disabled'],
    ['down: a: 1s, normally up', 'inactive dead enabled'],
    ['run: a: (pid 9) 4s; down: log: 4s, normally up', 'active running enabled'],
    ['finish: a: (pid 9) 4s', 'deactivating finishing disabled'],
    ['fail: a: runsv not running', '? sv: runsv not running'],
    ['run: b: (pid 9) 40s', '? sv printed "run: b: (pid 9) 40s"'],
    ['', '? sv: the answer has no end'],
  ])('%j is %s', (line, said) => {
    expect(told(runit, anAnswer({ stdout: line === '' ? '' : `${line}\n` }), ['a'])['a']).toBe(said)
  })
})

describe('supervisor', () => {
  it('is read', () => {
    const keys = ['beats', 'rests', 'crashes', 'workers:workers_0', 'workers', 'beat']
    expect(told(supervisor, fixture('service/supervisor-4.2'), keys)).toEqual({
      beats: 'active running enabled',
      rests: 'inactive dead disabled',
      crashes: 'failed failed enabled',
      'workers:workers_0': 'active running enabled',
      workers: 'absent',
      beat: 'absent',
    })
  })

  it('says why it could not be asked', () => {
    const reason = '? supervisorctl: unix:///nosuch.sock no such file'
    expect(told(supervisor, fixture('service/supervisor-down'), ['beats'])['beats']).toBe(reason)
  })

  it.each(['', '= 0\n', '= 0\n= 1\n', 'a UNKNOWN\n= 3\na in use auto 1\n= 0\n', 'a b c\n= 0\n= 0\n'])(
    '%j is no list',
    (stdout) => expect(supervisorServices.parse(anAnswer({ stdout }), aPlatform())).toBeInstanceOf(Unknown),
  )
})

describe('sysvinit', () => {
  const record = (code: number, levels: string, said = '') => `${code}\n${levels}\n${said}\0`

  it.each([
    [record(0, '2 3 4 5'), 'active running enabled'],
    [record(3, ''), 'inactive dead disabled'],
    [record(1, '2', 'dead, and its pid file exists'), 'failed dead enabled'],
    [record(3, '3 5'), 'inactive dead disabled'],
    [record(3, 'S'), 'inactive dead enabled'],
    ['-\0', 'absent'],
    ['!there is no /etc/init.d\0', '? there is no /etc/init.d'],
    [record(4, '2'), '? /etc/init.d/a status does not say whether it runs: exit code 4'],
    [record(1, '2', 'Usage: a {start|stop}'), '? /etc/init.d/a status does not say whether it runs: exit code 1 Usage'],
    ['', '? /etc/init.d could not be looked at'],
  ])('%j is %s', (text, said) => {
    expect(told(sysvinit, anAnswer({ stdout: `2\0${text}` }), ['a'])['a']).toContain(said)
  })

  it('does not know what is enabled in a runlevel that nobody knows', () => {
    expect(told(sysvinit, anAnswer({ stdout: `unknown\0${record(0, '2')}` }), ['a'])['a']).toMatch(/^\? runlevel/)
  })
})

describe('monit', () => {
  const { toBeMonitored } = service('x').definition.matchers
  const monitored = monit.parse(fixture('service/monit-5.34'), ['x'], aPlatform()).get('x')
  const state = (id: string) => ({ exists: true, id, monitored }) as never

  it.each([
    ['sshd', undefined, true],
    ['nothing', undefined, true],
    ['quiet', undefined, false],
    ['cron', undefined, false],
    ['ssh', { name: 'sshd' }, true],
  ])('watches over %s with %o: %s', (id, options, pass) => {
    expect(toBeMonitored(state(id), options)).toMatchObject({ pass })
  })

  it.each([
    anAnswer({ stdout: 'Monit: the monit daemon is not running\n', exitCode: 1 }),
    anAnswer({ stdout: ' Service Name   Status   Type\n sshd   OK   Process\n' }),
    anAnswer({ exitCode: 127, stderr: 'sh: monit: not found' }),
  ])('%# is no answer', (answer) => {
    expect(monit.parse(answer, ['x'], aPlatform()).get('x')).toBeInstanceOf(Unknown)
  })
})

describe('systemd', () => {
  it('lists what is loaded and what could be', () => {
    const items = systemdServices.parse(fixture('service/systemd-list-257'), aPlatform())
    const find = (name: string) => (items as readonly { name: string }[]).find((item) => item.name === name)
    expect(find('cron')).toEqual({ name: 'cron', activeState: 'active', subState: 'running', unitFileState: 'enabled' })
    expect(find('console-getty')).toMatchObject({ unitFileState: 'masked' })
    expect(find('auditd')).toBeUndefined()
    expect(systemdServices.parse(anAnswer({ stdout: 'cron.service loaded\n=\n=\n' }), aPlatform())).toBeInstanceOf(
      Unknown,
    )
    expect(systemdServices.parse(anAnswer({ stdout: '=\n' }), aPlatform())).toBeInstanceOf(Unknown)
  })

  it('tells every property, and none that it does not have', () => {
    const { toHaveProperty } = service('x').definition.matchers
    const stdout = 'Id=a.timer\nExecStart={ a }\nExecStart={ b }\nEmpty=\nAfter=a.target b.target\n'
    const known = properties.parse(anAnswer({ stdout }), ['a.timer'], aPlatform()).get('a.timer')
    const state = { exists: true, id: 'a.timer', properties: known } as never
    expect(toHaveProperty(state, 'ExecStart', /b/)).toMatchObject({ pass: true })
    expect(toHaveProperty(state, 'Empty', '')).toMatchObject({ pass: true })
    expect(toHaveProperty(state, 'Empty', 'x')).toMatchObject({ pass: false })
    expect(toHaveProperty(state, 'After', 'b.target')).toBeInstanceOf(Unknown)
    expect(toHaveProperty(state, 'After', 'd.target')).toMatchObject({ pass: false })
    expect(toHaveProperty(state, 'constructor', 'x')).toBeInstanceOf(Unknown)
    expect(properties.parse(anAnswer({ stdout: '' }), ['a.timer'], aPlatform()).get('a.timer')).toBeInstanceOf(Unknown)
  })
})

describe('service under another manager', () => {
  const { key, mechanism } = service('x').definition

  it('takes its names, and refuses what is none', () => {
    expect(key?.('workers:workers_0', { under: 'supervisor' } as never)).toBe('workers:workers_0')
    expect(mechanism?.({ under: 'supervisor' } as never)).toBe('supervisor')
    for (const name of ['', '-x', '../x', 'a b', 'a/b', '*']) {
      expect(() => key?.(name, { under: 'runit' } as never)).toThrow(ConfigError)
    }
    expect(() => mechanism?.({ under: 'upstart' } as never)).toThrow(/under is one of|no manager/)
  })
})
