import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { sshdTest, type SshdState } from '../../src/resources/settings/sshd.ts'
import { sshdConfig } from '../../src/resources/sshd-config.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian, run, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('sshd-config/state'))('$host, $name', (capture) => {
    expect(parsed(sshdTest, capture)).toEqual(capture.expected)
  })
})

describe('sshd', () => {
  const read = (stdout: string, more = {}) => sshdTest.parse(answer(stdout, more), [''], debian).get('')

  it('keeps every value of what may be given several times', () => {
    const state = read('exit 0\n port 22\n port 2222\n banner none\n acceptenv LANG\n acceptenv LC_*\nend\n')
    expect((state as SshdState).settings).toEqual({
      port: ['22', '2222'],
      banner: ['none'],
      acceptenv: ['LANG', 'LC_*'],
    })
  })
  it.each([
    ['its files are wrong', 'exit 255\n /etc/ssh/sshd_config: line 3: Bad configuration option: Nope\nend\n', {}],
    ['only root may ask', 'exit 1\n sshd: no hostkeys available -- exiting.\nend\n', {}],
    ['it prints nothing', 'exit 0\nend\n', {}],
    ['the script ended early', 'exit 0\n port 22\n', {}],
    ['nothing was answered', '', { exitCode: 1, stderr: 'sudo: a password is required' }],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))

  it.each(shells)('is asked of the one on the PATH by $name, and nothing of a connection is run', (shell) => {
    const told = run(
      shell,
      `sshd() { printf 'port 22\\n%s\\n' "$*"; }; command() { echo sshd; }\n${sshdTest.ask(['', 'user=$(exit 3)'], debian).text}`,
    )
    expect(told.stdout).toBe('exit 0\n port 22\n -T\nexit 0\n port 22\n -T -C user=$(exit 3)\nend\n')
  })

  it('is meant for a connection by its user, host or address', () => {
    const { definition } = sshdConfig()
    expect(definition.key?.('sshd', { user: 'a', address: '::1' })).toBe('user=a,addr=::1')
    for (const odd of [{}, { user: 'a,addr=b' }, { host: '' }]) {
      expect(() => definition.key?.('sshd', odd)).toThrow(ConfigError)
    }
  })

  const more = { usepam: ['yes'], loglevel: ['INFO'], logingracetime: ['120'] }
  const settings = {
    port: ['22', '2222'],
    permitrootlogin: ['without-password'],
    ciphers: ['a,b'],
    banner: ['none'],
    ...more,
  }
  const state: SshdState = { exists: true, settings }
  it.each<[readonly unknown[], string]>([
    [['Port', 22], 'true'],
    [['port', '2222'], 'true'],
    [['Port', 2], 'false'],
    [['PermitRootLogin', 'prohibit-password'], 'true'],
    [['PermitRootLogin', 'no'], 'false'],
    [['PermitRootLogin', /^prohibit/], 'true'],
    [['PermitRootLogin', /^without/], 'true'],
    [['PermitRootLogin', /^yes/], 'false'],
    [['Ciphers', 'a'], 'unknown'],
    [['Ciphers', 'c'], 'false'],
    [['UsePAM', 'Yes'], 'true'],
    [['UsePAM', 'true'], 'true'],
    [['UsePAM', 'No'], 'false'],
    [['LogLevel', 'info'], 'unknown'],
    [['LoginGraceTime', '2m'], 'true'],
    [['LoginGraceTime', '1m60s'], 'true'],
    [['LoginGraceTime', '3m'], 'false'],
    [['Ciphers', /\ba\b/], 'true'],
    [['Nope', 'yes'], 'unknown'],
    [['constructor', 'yes'], 'unknown'],
  ])('toHaveSetting(...%o) is %s', (args, expected) => {
    const bare = Object.assign(Object.create(null) as object, settings)
    expect(judged(verdict(sshdConfig(), 'toHaveSetting', { ...state, settings: bare } as SshdState, ...args))).toBe(
      expected,
    )
  })
  it('is not compared with what was not set', () => {
    expect(() => verdict(sshdConfig(), 'toHaveSetting', state, 'port', undefined)).toThrow(ConfigError)
  })
})
