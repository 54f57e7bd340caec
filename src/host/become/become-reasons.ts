/** Why a host does not let a login become another user. */
export interface BecomeReason {
  /** What follows the method in an error's code: `sudo-wrong-password`. */
  readonly code: string
  readonly pattern: RegExp
  readonly why: string
  readonly hint: (login: string) => string
}

const WRONG_PASSWORD: BecomeReason = {
  code: 'wrong-password',
  pattern: /sudo: .*incorrect password/,
  why: 'the password is wrong',
  hint: (login) =>
    `it was given once, and is not given again, for accounts lock: correct the password of ${login} (--ask-sudo-pass, INFRASPEC_SUDO_PASSWORD, or sudoPassword of the host)`,
}

const WITHHELD: BecomeReason = {
  code: 'password-withheld',
  pattern: /(?!)/,
  why: 'it asks for a password, which is never sent to a host whose key is not verified',
  hint: () => 'compare the fingerprint with the console of the host, then name it: --host-key SHA256:…',
}

/** What a {@link PasswordPrompt} found out by itself. */
export const PASSWORD_REASONS = { wrong: WRONG_PASSWORD, withheld: WITHHELD } as const

// What sudo(8) says in the C locale, and what a shell says that does not find it.
const SUDO: readonly BecomeReason[] = [
  WRONG_PASSWORD,
  {
    code: 'account-expired',
    pattern:
      /sudo: .*(?:account (?:or password )?(?:is |has )?expired|password (?:is |has )?expired|account validation failure)/i,
    why: 'the account or its password has expired, or is locked',
    hint: (login) => `see "chage -l ${login}" on the host`,
  },
  {
    code: 'needs-terminal',
    pattern: /sudo: .*must have a tty/,
    why: 'it wants a terminal (requiretty)',
    hint: (login) => `put "Defaults:${login} !requiretty" into sudoers`,
  },
  {
    code: 'not-allowed',
    pattern: /is not in the sudoers file|may not run sudo|is not allowed to (?:execute|run)/,
    why: 'sudoers does not allow it',
    hint: (login) => `allow ${login} in sudoers, or log in as another user`,
  },
  {
    code: 'password-required',
    pattern: /sudo: .*(?:password is required|required to read the password|no tty present|no password was provided)/,
    why: 'it asks for a password',
    hint: (login) => `allow ${login} NOPASSWD in sudoers, or give --ask-sudo-pass or INFRASPEC_SUDO_PASSWORD`,
  },
  {
    code: 'not-installed',
    pattern: /sudo: (?:command )?not found|sudo: No such file|unknown command:? '?sudo|'sudo' not found/i,
    why: 'it is not installed',
    hint: () => 'install sudo, log in as root, use --become doas, or --no-sudo',
  },
]

// doas(1) of OpenBSD and of opendoas; it takes a password from a terminal only
const DOAS: readonly BecomeReason[] = [
  {
    code: 'password-required',
    pattern: /doas: .*(?:Authori[sz]ation required|Authentication required|a tty is required)/i,
    why: 'it asks for a password, and takes one from a terminal only',
    hint: (login) => `write "permit nopass ${login}" into doas.conf`,
  },
  {
    code: 'not-allowed',
    pattern: /doas: .*Operation not permitted/i,
    why: 'doas.conf does not allow it',
    hint: (login) => `write "permit nopass ${login}" into doas.conf`,
  },
  {
    code: 'not-configured',
    pattern: /doas: .*(?:doas is not enabled|doas\.conf)/i,
    why: 'its doas.conf is missing or wrong',
    hint: () => 'see doas.conf(5)',
  },
  {
    code: 'not-installed',
    pattern: /doas: (?:command )?not found|doas: No such file|unknown command:? '?doas|'doas' not found/i,
    why: 'it is not installed',
    hint: () => 'install doas, log in as root, use --become sudo, or --no-sudo',
  },
]

// It is we who say it: see exec-line.ts
const SU: readonly BecomeReason[] = [
  {
    code: 'needs-root',
    pattern: /^infraspec: su asks for a password on a terminal/m,
    why: 'it asks everybody but root for a password on a terminal, and there is none',
    hint: () => 'log in as root, or use --become sudo or --become doas',
  },
]

/** What each method says, most telling first. */
export const BECOME_REASONS = { sudo: SUDO, doas: DOAS, su: SU } as const
