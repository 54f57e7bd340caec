import { describe, expect, it } from 'vitest'
import { ConnectError, ProbeError } from '../../../src/errors.ts'
import { passwordRefusal, refusal, type Silence } from '../../../src/host/become/refusal.ts'
import { THIS_MACHINE } from '../talk.ts'

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
    ['sudo-password-required', 'sudo: a password is required\n', 'it asks for a password', 'NOPASSWD'],
    [
      'sudo-password-required',
      'sudo: a terminal is required to read the password; either use the -S option\n',
      'it asks for a password',
      'INFRASPEC_SUDO_PASSWORD',
    ],
    [
      'sudo-wrong-password',
      'Sorry, try again.\nsudo: 1 incorrect password attempt\n',
      'the password is wrong',
      'deploy',
    ],
    ['sudo-wrong-password', 'sudo: 3 incorrect password attempts\n', 'the password is wrong', 'accounts lock'],
    [
      'sudo-needs-terminal',
      'sudo: sorry, you must have a tty to run sudo\n',
      'it wants a terminal (requiretty)',
      '!requiretty',
    ],
    ['sudo-not-allowed', 'deploy is not in the sudoers file.\n', 'sudoers does not allow it', 'allow deploy'],
    [
      'sudo-not-allowed',
      'Sorry, user deploy may not run sudo on web-1.\n',
      'sudoers does not allow it',
      'allow deploy',
    ],
    [
      'sudo-not-allowed',
      "Sorry, user deploy is not allowed to execute '/usr/bin/sh' as root on web-1.\n",
      'sudoers does not allow it',
      'allow deploy',
    ],
    [
      'sudo-account-expired',
      'sudo: Account expired, contact your system administrator\n',
      'the account or its password has expired',
      'chage -l deploy',
    ],
    [
      'sudo-account-expired',
      'sudo: Account or password is expired, reset your password and try again\n',
      'the account or its password has expired',
      'chage',
    ],
    [
      'sudo-account-expired',
      'sudo: account validation failure, is your account locked?\n',
      'the account or its password has expired, or is locked',
      'chage',
    ],
    ['sudo-not-installed', 'sh: 1: exec: sudo: not found\n', 'it is not installed', 'install sudo'],
    ['sudo-not-installed', 'sh: line 1: exec: sudo: not found\n', 'it is not installed', 'install sudo'],
    ['sudo-not-installed', 'sh: exec: line 0: sudo: not found\n', 'it is not installed', 'install sudo'],
    ['sudo-refused', 'sudo: /etc/sudo.conf is owned by uid 5\n', 'it ended with exit code 1', 'sudo -n true'],
    [
      'sudo-refused',
      'sudo: il est nécessaire de saisir un mot de passe\n',
      'it ended with exit code 1',
      'sudo -n true',
    ],
  ])('is %s for %j', ([code, stderr, why, hint]) => {
    const error = refused(stderr!)
    expect(error).toBeInstanceOf(ConnectError)
    expect(error).toMatchObject({ code, host: 'web-1' })
    expect(error.message).toMatch(`sudo is refused on web-1: ${why}`)
    expect(error.message).toMatch(`\n  stderr   ${stderr!.trim().replaceAll('\n', ' ⏎ ')}`)
    expect(error.hint).toContain(hint)
  })

  it.for([
    [
      'doas',
      'doas-password-required',
      'doas: Authentication required\n',
      'from a terminal only',
      'permit nopass deploy',
    ],
    ['doas', 'doas-not-allowed', 'doas: Operation not permitted\n', 'doas.conf does not allow it', 'permit nopass'],
    [
      'doas',
      'doas-not-configured',
      'doas: doas is not enabled, /etc/doas.conf: No such file or directory\n',
      'doas.conf',
      'doas.conf(5)',
    ],
    ['doas', 'doas-not-installed', 'sh: 1: exec: doas: not found\n', 'it is not installed', '--become sudo'],
    [
      'su',
      'su-needs-root',
      'infraspec: su asks for a password on a terminal\n',
      'everybody but root',
      'log in as root',
    ],
  ] as const)('tells why %s is %s', ([become, code, stderr, why, hint]) => {
    const host = { ...THIS_MACHINE, name: 'web-1', user: 'deploy', sudo: true, become }
    const error = refused(stderr, { host })
    expect(error).toMatchObject({ code, message: expect.stringContaining(`${become} is refused on web-1: `) })
    expect(error.message).toContain(why)
    expect(error.hint).toContain(hint)
  })

  it('finds the reason behind a lecture, and shows nothing of our prompt', () => {
    const lecture = `We trust you have received the usual lecture.${' x'.repeat(1000)}\n`
    const prompt = `infraspec-${'0a'.repeat(16)}:`
    expect(refused(`${lecture}${prompt}sudo: 1 incorrect password attempt\n`)).toMatchObject({
      code: 'sudo-wrong-password',
    })
    expect(refused(`${prompt}deploy is not in the sudoers file.\n`).message).toMatch(/stderr {3}deploy is not/)
  })

  it('says why a password was not given, and that a wrong one is not given again', () => {
    const host = { ...THIS_MACHINE, name: 'web-1', user: 'deploy', sudo: true }
    const withheld = passwordRefusal('withheld', host, undefined)
    expect(withheld).toBeInstanceOf(ConnectError)
    expect(withheld).toMatchObject({
      code: 'sudo-password-withheld',
      hint: expect.stringContaining('--host-key SHA256:'),
    })
    const wrong = passwordRefusal('wrong', host, 'www-data')
    expect(wrong).toBeInstanceOf(ProbeError)
    expect(wrong).toMatchObject({ code: 'sudo-wrong-password', message: expect.stringContaining('as "www-data"') })
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
