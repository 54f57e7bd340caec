import type {
  CheckReport,
  Failure,
  HostProfile,
  HostReport,
  Location,
  Outcome,
  ProfileReport,
  RunEvent,
  RunReport,
} from '../../src/run/report.ts'
import type { Platform } from '../../src/host/platform/platform.ts'

/** What no reporter may let through: a screen wiped, a title set, a line faked, XML and CI commands, text turned round. */
export const HOSTILE = [
  '\u001b[2J\u001b[1;1H\u001b]0;owned\u0007 all good\r\u001b[31mred\u001b[0m\u009b31m',
  '::error file=x::owned',
  '\t::set-output name=x::y ##[error]z ##vso[task.complete] ]]> <failure/> &amp; \u0000\ufffe\ud800',
  'user\u202e gpj.exe \u2066isolated\u2069 \u2028end',
].join('\n')

const debian: Platform = {
  os: { id: 'debian', family: 'debian', name: 'Debian GNU/Linux 12 (bookworm)', version: '12', codename: 'bookworm' },
  arch: 'x86_64',
  kernel: { name: 'Linux', release: '6.1.0-28-cloud-amd64' },
  init: 'systemd',
  packages: 'dpkg',
  tools: ['dpkg-query', 'systemctl', 'journalctl', 'ss', 'stat'],
  user: { name: 'root', uid: 0 },
  identity: { hostname: 'ip-10-0-3-7', machineId: '0d1c', bootId: '', sshConnection: '10.0.0.5 51022 10.0.3.7 22' },
  userland: 'gnu',
}

const counters = { connections: 1, scripts: 3, commands: 1, bytesSent: 8_412, bytesReceived: 20_118 }

/** A host that answered. */
export function host(name: string, address: string, more: Partial<HostReport> = {}): HostReport {
  return {
    id: name,
    name,
    address,
    port: 22,
    user: 'admin',
    transport: 'ssh',
    roles: ['app'],
    source: 'ec2:Role=app',
    status: 'checked',
    platform: debian,
    hostKey: { fingerprint: 'SHA256:uNiVg0ct3m7nJ2xYqkS0m1vXv3rYt8y8Z3l0eWq9cGk', verified: true },
    counters,
    ...more,
  }
}

/** A check of a role, with its outcomes by host. */
export function check(
  role: string,
  titles: readonly string[],
  at: string,
  outcomes: Readonly<Record<string, Outcome>>,
): CheckReport {
  const [file = '', line = '1', column = '3'] = at.split(':')
  const location: Location = { file, line: Number(line), column: Number(column) }
  return { id: [role, file, ...titles].join('/'), role, titles, location, tags: [], outcomes }
}

/** An outcome of each kind. */
export const passed = (duration = 12): Outcome => ({ status: 'passed', duration })
export const skipped = (reason: string): Outcome => ({ status: 'skipped', duration: 0, reason })
export const notRun = (reason: string): Outcome => ({ status: 'not-run', duration: 0, reason })
export const failed = (message: string, more: Partial<Failure> = {}): Outcome => ({
  status: 'failed',
  duration: 41,
  failure: { message, evidence: [], ...more },
})
export const errored = (message: string, more: Partial<Failure> = {}): Outcome => ({
  status: 'errored',
  duration: 38,
  failure: { message, evidence: [], ...more },
})

const lost = notRun('host unreachable')

const serviceDown = failed('service "nginx" is not running', {
  expected: 'running',
  actual: 'failed (Result: exit-code)',
  state: {
    exists: true,
    installed: true,
    running: false,
    enabled: true,
    activeState: 'failed',
    subState: 'failed',
    pid: 0,
  },
  command: 'systemctl show --property=Id,LoadState,ActiveState,SubState,UnitFileState -- nginx.service',
  exitCode: 0,
  evidence: [
    {
      label: 'journal of nginx.service',
      text: [
        'Oct 14 02:11:07 ip-10-0-3-8 systemd[1]: Starting nginx.service - A high performance web server and a reverse proxy server...',
        'Oct 14 02:11:07 ip-10-0-3-8 nginx[812]: nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)',
        'Oct 14 02:11:07 ip-10-0-3-8 nginx[812]: nginx: [emerg] bind() to [::]:80 failed (98: Address already in use)',
        ...Array.from(
          { length: 9 },
          (_, index) => `Oct 14 02:11:0${index} ip-10-0-3-8 nginx[812]: nginx: [emerg] still could not bind()`,
        ),
        'Oct 14 02:11:09 ip-10-0-3-8 systemd[1]: nginx.service: Control process exited, code=exited, status=1/FAILURE',
        'Oct 14 02:11:09 ip-10-0-3-8 systemd[1]: Failed to start nginx.service - A high performance web server.',
      ].join('\n'),
    },
    { label: 'who listens on port 80', text: 'LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("apache2",pid=700,fd=4))' },
  ],
})

const health = failed("the stdout of command 'curl -fsS http://localhost/health' does not match /ok/", {
  expected: '/ok/',
  actual: '{\n  "status": "degraded",\n  "database": "connection refused"\n}',
  command: 'curl -fsS http://localhost/health',
  exitCode: 0,
  attempts: 31,
  diff: '- Expected\n+ Received\n\n- /ok/\n+ {\n+   "status": "degraded",\n+   "database": "connection refused"\n+ }',
  stack: '    at /specs/app.spec.ts:21:7',
  also: ['the exit code is 0'],
  evidence: [],
})

const refused = (name: string, address: string) =>
  errored(`Cannot inspect port 443 on ${name} (${address}): permission denied`, {
    command: 'sudo -n ss -Hltnp',
    exitCode: 1,
    stderr: 'sudo: a password is required\n',
    evidence: [
      {
        label: 'sudo -l',
        text: 'User admin may run the following commands on this host:\n    (root) /usr/bin/systemctl',
      },
    ],
  })

const checks: readonly CheckReport[] = [
  check('app', ['time', 'package "chrony" is installed'], 'specs/base.spec.ts:4:3', {
    'web-1': passed(),
    'web-2': passed(14),
    'web-3': lost,
  }),
  check('app', ['time', 'service "chrony" is running'], 'specs/base.spec.ts:5:3', {
    'web-1': passed(),
    'web-2': passed(),
    'web-3': lost,
  }),
  check('app', ['nginx', 'package "nginx" is installed'], 'specs/app.spec.ts:4:3', {
    'web-1': passed(),
    'web-2': passed(),
    'web-3': lost,
  }),
  check('app', ['nginx', 'service "nginx" is running'], 'specs/app.spec.ts:5:3', {
    'web-1': passed(),
    'web-2': serviceDown,
    'web-3': lost,
  }),
  check('app', ['nginx', 'answers on the health path'], 'specs/app.spec.ts:20:3', {
    'web-1': health,
    'web-2': health,
    'web-3': lost,
  }),
  check('app', ['tls', 'port 443 is listening'], 'specs/app.spec.ts:30:3', {
    'web-1': refused('web-1', '10.0.3.7'),
    'web-2': refused('web-2', '10.0.3.8'),
    'web-3': lost,
  }),
  check('app', ['tls', 'certificate is renewed by certbot'], 'specs/app.spec.ts:33:3', {
    'web-1': skipped('certificates come from ACM'),
    'web-2': skipped('certificates come from ACM'),
    'web-3': lost,
  }),
  check('app', ['leader', 'cron job "reindex" exists'], 'specs/app.spec.ts:40:3', { 'web-1': passed() }),
  check('db', ['postgres', 'service "postgresql" is running'], 'specs/db.spec.ts:3:3', {
    'web-1': passed(),
    'db.internal': passed(),
  }),
  check('db', ['postgres', `file "/etc/motd" contains ${HOSTILE}`], 'specs/db.spec.ts:9:3', {
    'db.internal': failed(`file "/etc/motd" does not contain ${HOSTILE}`, {
      expected: HOSTILE,
      actual: `${HOSTILE}${HOSTILE}`,
      state: { content: HOSTILE },
      command: `cat -- '${HOSTILE}'`,
      stderr: HOSTILE,
      evidence: [{ label: HOSTILE, text: HOSTILE }],
    }),
  }),
  check('db', ['postgres', 'takes connections'], 'specs/db.spec.ts:14:3', {
    'db.internal': notRun('the host was lost'),
  }),
]

const hosts: readonly HostReport[] = [
  host('web-1', '10.0.3.7', { roles: ['app', 'db'] }),
  host('web-2', '10.0.3.8'),
  host('web-3', '10.0.3.9', {
    status: 'unreachable',
    platform: undefined,
    hostKey: undefined,
    error: {
      name: 'ConnectError',
      code: 'refused',
      message: 'Cannot connect to web-3 (10.0.3.9:22): connection refused',
      host: 'web-3',
      hint: 'check that sshd runs there, and that the security group lets this machine in',
    },
    counters: { connections: 1, scripts: 0, commands: 0, bytesSent: 0, bytesReceived: 0 },
  }),
  host('db.internal', 'db.internal', {
    roles: ['db'],
    source: '--host',
    hostKey: { fingerprint: 'SHA256:4kz2Qq0r7Y0cYh5u1ZcWnA8m3o6yP1tVb9sEwXrGdTf', verified: false },
  }),
]

/** A run in which everything happened that can happen. */
export const sample: RunReport = {
  schema: 1,
  id: '01JA3Z0Q6T',
  infraspec: '0.1.0',
  startedAt: '2026-01-14T02:11:10.250Z',
  duration: 1240,
  exitCode: 2,
  interrupted: false,
  roles: [
    { name: 'app', specs: ['base', 'app'], hosts: ['web-1', 'web-2', 'web-3'], atLeast: 2 },
    { name: 'db', specs: ['db', 'backup'], hosts: ['web-1', 'db.internal'], atLeast: 1 },
  ],
  hosts,
  checks,
  problems: [
    {
      kind: 'spec',
      message: "Cannot read specs/backup.spec.ts: Unexpected token, expected ','",
      hint: 'the checks of this file were not run; the others were',
      role: 'db',
      location: { file: 'specs/backup.spec.ts', line: 3, column: 14 },
      stack: '  3 | describe("backup" () => {\n    |              ^',
    },
  ],
  totals: totalsOf(checks),
}

/** A green run of one role on three hosts. */
export const green: RunReport = withChecks(
  checks
    .slice(0, 3)
    .map((each) => ({ ...each, outcomes: { 'web-1': passed(), 'web-2': passed(), 'web-3': passed() } })),
  {
    exitCode: 0,
    roles: sample.roles.slice(0, 1),
    hosts: [host('web-1', '10.0.3.7'), host('web-2', '10.0.3.8'), host('web-3', '10.0.3.9')],
    problems: [],
  },
)

/** The sample with other checks, and the totals that belong to them. */
export function withChecks(these: readonly CheckReport[], more: Partial<RunReport> = {}): RunReport {
  return { ...sample, checks: these, totals: totalsOf(these), ...more }
}

/** The events that lead to a report, in the order in which they come. */
export function eventsOf(report: RunReport): RunEvent[] {
  return [
    { type: 'start', roles: report.roles, hosts: report.hosts },
    ...report.hosts.map((each): RunEvent => {
      const state = each.status === 'unreachable' ? 'unreachable' : 'ready'
      return { type: 'host', host: each.id, state, error: each.error }
    }),
    ...report.problems.map((problem): RunEvent => ({ type: 'problem', problem })),
    { type: 'collected', checks: report.checks.length, outcomes: report.checks.length, waiting: report.checks },
    ...report.checks.map((each): RunEvent => ({ type: 'check', check: each })),
    ...report.hosts.flatMap(({ id, status }): RunEvent[] =>
      status === 'unreachable' ? [] : [{ type: 'host', host: id, state: 'checked' }],
    ),
  ]
}

function totalsOf(these: readonly CheckReport[]): RunReport['totals'] {
  const totals = { passed: 0, failed: 0, errored: 0, skipped: 0, 'not-run': 0 }
  for (const each of these) for (const outcome of Object.values(each.outcomes)) totals[outcome.status] += 1
  return totals
}

/** Where the time with one host went. */
export const HOST_PROFILE: HostProfile = {
  host: 'web-1',
  begin: 180,
  duration: 321.4,
  parts: {
    ...{ queued: 0.1, connecting: 20, banner: 5, kex: 10, authentication: 6.2, shell: 118, preamble: 9, boot: 0 },
    ...{ waiting: 3, scripts: 100, commands: 40, evaluation: 10 },
  },
  scripts: [
    { begin: 360, duration: 100, probes: 4, bytesSent: 1178, bytesReceived: 18_060 },
    { as: 'app', begin: 361, duration: 30, probes: 0, bytesSent: 1978, bytesReceived: 868 },
  ],
  commands: [{ command: 'curl localhost', begin: 362, duration: 140, bytesReceived: 3 }],
}

/** Where the time of a run went. */
export const PROFILE: ProfileReport = {
  duration: 760,
  parts: [
    { thread: 'main', part: 'node', begin: 0, duration: 45 },
    { thread: 'main', part: 'checking', begin: 45, duration: 715 },
    { thread: 'sessions', part: 'loading', begin: 60, duration: 55 },
    { thread: 'evaluation', part: 'specs', begin: 181, duration: 27.6 },
  ],
  hosts: [HOST_PROFILE],
}
