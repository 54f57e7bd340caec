/** Every fault that is injected, in the words of docs/reliability.md. */
export const FAULTS = {
  'drop-handshake': 'connection dropped during the handshake, each time',
  'drop-answer': 'connection dropped during the first answers, each time',
  'drop-once': 'connection dropped once, at twelve places from its first byte to its last',
  'stall-connect': 'host that accepts and then says nothing',
  'stall-handshake': 'connection that stalls in the handshake',
  'stall-answer': 'connection that stalls in the middle of an answer',
  reboot: 'host that reboots in mid-run',
  'disk-full': 'full disk: every place to write is full',
  'read-only': 'read-only root',
  'no-tmp': 'no /tmp, in a chroot',
  'no-timeout': 'no `timeout`',
  'no-setsid': 'no `setsid`',
  busybox: 'busybox instead of GNU, sh included',
  'max-sessions': '`MaxSessions 1`',
  'force-command': '`ForceCommand`',
  'max-startups': '`MaxStartups` that drops connections',
  rbash: 'restricted shell (rbash) as login shell',
  nologin: 'nologin as login shell',
  fish: 'fish as login shell',
  tcsh: 'tcsh as login shell',
  noisy: 'login shell that prints on both streams',
  execer: 'login shell that becomes another one',
  fork: '`fork: Resource temporarily unavailable`, from the first process to the eighth',
  'clock-host': 'clock of the host years off',
  'clock-here': 'clock of this machine years off',
  locale: 'French ISO-8859-15 locale',
  'cut-output': 'output longer than the limit for one answer',
  'sudo-refused': 'sudo that refuses everybody',
  'sudo-revoked': 'sudo refused in mid-run',
} as const satisfies Readonly<Record<string, string>>

/** The name of a fault. */
export type FaultName = keyof typeof FAULTS

/** How a run can end, each looked at for processes that it leaves. */
export const ENDINGS = {
  passed: 'every check passed',
  failed: 'a check failed',
  SIGINT: 'SIGINT',
  unheard: 'SIGINT while what the host says does not come through any more',
  SIGTERM: 'SIGTERM',
  SIGKILL: 'SIGKILL of the run',
  deadline: 'its deadline',
  'lost-connection': 'the connection is lost for good',
  'uncaught-error': 'an error that nobody caught',
} as const satisfies Readonly<Record<string, string>>

/** The name of an ending. */
export type EndingName = keyof typeof ENDINGS
