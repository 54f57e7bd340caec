/** What is asked about one thing: every property is one check. */
export interface Question {
  readonly installed?: boolean
  readonly atLeast?: string
  readonly running?: boolean
  readonly enabled?: boolean
  readonly listening?: boolean
  readonly exists?: boolean
  readonly type?: string
  readonly mode?: string
  readonly owner?: string
  readonly group?: string
  readonly contains?: string
  readonly uid?: number
  readonly gid?: number
  readonly shell?: string
  readonly stdout?: string
}

export type Kind = 'pkg' | 'service' | 'port' | 'file' | 'user' | 'group' | 'proc' | 'command'

/** What is asked about a host: by kind, then by name. */
export type Questions = Readonly<Record<Kind, Readonly<Record<string, Question>>>>

/** The 56 questions of checks/app.spec.ts, for whoever asks without a framework. */
export const APP: Questions = {
  pkg: {
    'nginx-light': { installed: true, atLeast: '1.18' },
    'openssh-server': { installed: true, atLeast: '1:8.4' },
    ...same({ installed: true }, ['sudo', 'chrony', 'cron', 'rsyslog', 'logrotate', 'curl', 'ca-certificates']),
    ...same({ installed: false }, ['apache2', 'telnetd', 'nano']),
  },
  service: same({ running: true, enabled: true }, ['nginx', 'app', 'chrony', 'cron', 'rsyslog', 'ssh']),
  port: {
    80: { listening: true },
    22: { listening: true },
    3000: { listening: true },
    7070: { listening: true },
    443: { listening: false },
  },
  file: {
    '/etc/nginx/nginx.conf': { type: 'file', mode: '0644', owner: 'root', contains: 'worker_processes' },
    '/etc/app/app.conf': { type: 'file', mode: '0640', owner: 'root', group: 'app' },
    '/var/log/app': { type: 'directory', mode: '0750', owner: 'app', group: 'adm' },
    '/etc/ssh/sshd_config': { exists: true, contains: 'UsePAM yes' },
  },
  user: {
    app: { exists: true, uid: 1500, shell: '/usr/sbin/nologin' },
    deploy: { exists: true, shell: '/bin/bash' },
  },
  group: { app: { exists: true, gid: 1500 } },
  proc: same({ running: true }, ['nginx', 'cron', 'chronyd']),
  command: { 'curl -fsS http://localhost/health': { stdout: 'ok' } },
}

function same(question: Question, names: readonly string[]): Record<string, Question> {
  return Object.fromEntries(names.map((name) => [name, question]))
}

/** How many checks that is. */
export function countChecks(questions: Questions): number {
  const asked = Object.values(questions).flatMap((byName) => Object.values(byName))
  return asked.reduce((sum, question) => sum + Object.keys(question).length, 0)
}
