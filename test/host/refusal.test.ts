import { describe, expect, it } from 'vitest'
import { ConnectError, ProbeError } from '../../src/errors.ts'
import { refusal, type Silence } from '../../src/host/refusal.ts'
import { THIS_MACHINE } from './talk.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

function refused(stderr: string, changes: Partial<Silence> = {}) {
  return refusal({
    reason: 'died',
    exit: { exitCode: 1, signal: undefined },
    stdout: bytes(''),
    stderr: bytes(stderr),
    host: { ...THIS_MACHINE, name: 'web-1', user: 'deploy', sudo: true },
    user: undefined,
    waited: 5000,
    ...changes,
  })
}

describe('refusal', () => {
  it.for([
    ['sudo: a password is required\n', 'it asks for a password', 'NOPASSWD'],
    [
      'sudo: a terminal is required to read the password; either use the -S option\n',
      'it asks for a password',
      'NOPASSWD',
    ],
    ['sudo: sorry, you must have a tty to run sudo\n', 'it wants a terminal (requiretty)', '!requiretty'],
    ['deploy is not in the sudoers file.\n', 'sudoers does not allow it', 'allow deploy'],
    ['Sorry, user deploy may not run sudo on web-1.\n', 'sudoers does not allow it', 'allow deploy'],
    [
      "Sorry, user deploy is not allowed to execute '/usr/bin/sh' as root on web-1.\n",
      'sudoers does not allow it',
      'allow deploy',
    ],
    ['sh: 1: exec: sudo: not found\n', 'it is not installed', 'install sudo'],
    ['sh: line 1: exec: sudo: not found\n', 'it is not installed', 'install sudo'],
    ['sh: exec: line 0: sudo: not found\n', 'it is not installed', 'install sudo'],
    ['sudo: /etc/sudo.conf is owned by uid 5\n', 'it ended with exit code 1', 'sudo -n true'],
    ['sudo: il est nécessaire de saisir un mot de passe\n', 'it ended with exit code 1', 'sudo -n true'],
  ])('tells why sudo said %j', ([stderr, why, hint]) => {
    const error = refused(stderr!)
    expect(error).toBeInstanceOf(ConnectError)
    expect(error).toMatchObject({ code: 'sudo-refused', host: 'web-1' })
    expect(error.message).toMatch(`sudo is refused on web-1: ${why}\n  stderr   ${stderr!.trim()}`)
    expect(error.hint).toContain(hint)
  })

  it('does not blame sudo where none was asked for', () => {
    const host = { ...THIS_MACHINE, name: 'web-1', sudo: false }
    expect(refused('sudo: a password is required\n', { host })).toMatchObject({ code: 'shell-refused' })
  })

  it('quotes what an account without a shell prints', () => {
    const error = refused('', { stdout: bytes('This account is currently not available.\n') })
    expect(error).toMatchObject({ code: 'shell-refused' })
    expect(error.message).toBe(
      'web-1 gives no shell: it ended with exit code 1\n  stdout   This account is currently not available.',
    )
    expect(error.hint).toContain('nologin')
  })

  it('says what was seen when nothing comes', () => {
    const silent = { reason: 'timeout', exit: undefined } as const
    expect(refused('', silent).message).toBe('No shell answered on web-1 within 5 s; it printed nothing')
    expect(refused('menu: ', silent).message).toBe('No shell answered on web-1 within 5 s\n  stderr   menu:')
    expect(refused('', silent)).toMatchObject({ code: 'shell-silent', name: 'ConnectError' })
  })

  it('names the signal', () => {
    expect(refused('', { exit: { exitCode: undefined, signal: 'SIGKILL' } }).message).toContain('ended with SIGKILL')
    expect(refused('', { exit: { exitCode: undefined, signal: undefined } }).message).toContain('no exit code')
  })

  it('is about a probe only, when another user is refused', () => {
    expect(refused('sudo: unknown user nobodyx\n', { user: 'nobodyx' })).toMatchObject({ code: 'no-such-user' })
    const error = refused('sudo: a password is required\n', { user: 'www-data' })
    expect(error).toBeInstanceOf(ProbeError)
    expect(error.message).toMatch('sudo is refused as "www-data" on web-1: it asks for a password')
  })

  it('escapes and cuts what the host said', () => {
    const { message } = refused(`\u001B[31mred\u0007\nnext \u202Eevil${'x'.repeat(5000)}`)
    expect(message).toContain(String.raw`\u{1b}[31mred\u{7} ⏎ next \u{202e}evil`)
    expect(message.length).toBeLessThan(600)
  })
})
