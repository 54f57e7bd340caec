const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  pkg: ['nginx-light', 'openssh-server', 'sudo', 'chrony', 'cron', 'rsyslog', 'logrotate', 'curl', 'ca-certificates'],
  service: ['nginx', 'app', 'chrony', 'cron', 'rsyslog', 'ssh'],
  user: ['app', 'deploy', 'root'],
  file: ['/etc/nginx/nginx.conf', '/etc/app/app.conf', '/etc/ssh/sshd_config', '/etc/passwd', '/etc/group'],
}

const MATCHERS: Readonly<Record<string, readonly string[]>> = {
  pkg: ['.toBeInstalled()', ".toHaveVersion({ atLeast: '0:0' })"],
  service: ['.toBeRunning()', '.toBeEnabled()'],
  user: ['.toExist()'],
  file: ['.toExist()', '.toBeFile()', '.not.toBeDirectory()'],
}

const LINES = [
  ...Object.entries(SUBJECTS).flatMap(([kind, names]) =>
    names.map((name) => `it(${kind}('${name}'))${MATCHERS[kind]!.join('')}`),
  ),
  ...[22, 80].map((port) => `it(port(${port})).toBeListening()`),
]

/** A spec of fifty one-liners that hold on the test hosts. */
export const FIFTY = `import { file, it, pkg, port, service, user } from 'infraspec'\n\n${LINES.join('\n')}\n`
