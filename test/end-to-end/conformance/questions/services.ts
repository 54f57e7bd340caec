import { family, type Question } from '../question.ts'

const STATIC = 'it looks at the exit code of `systemctl is-enabled` alone, which is 0 for a static unit'

const unit = (name: string) => (name.includes('.') ? name : `${name}.service`)

/** Services and their processes. */
export const services: readonly Question[] = [
  ...family(
    [
      ...['nginx', 'app', 'chrony', 'cron', 'rsyslog', 'ssh', 'sshd', 'chronyd', 'dbus', 'worker@1'].map(
        (name) => [name, 'yes'] as const,
      ),
      ['systemd-logind', 'yes'],
      ['failing', 'no'],
      ['report', 'no'],
      ['rpcbind', 'no'],
      ['nosuch', 'no'],
      ['ng', 'no'],
      ['root', 'no'],
      ['sleep', 'no'],
      ['e2scrub_reap', 'no'],
    ],
    (name) => ({
      text: `service "${name}" is running`,
      infraspec: `it(service('${name}')).toBeRunning()`,
      serverspec: `expect(service('${name}')).to be_running`,
      testinfra: `host.service('${name}').is_running`,
    }),
  ),
  ...family(
    [
      ...['nginx', 'app', 'chrony', 'cron', 'failing', 'hello.socket', 'report.timer', 'worker@1', 'sshd'].map(
        (name) => [name, 'yes'] as const,
      ),
      ['e2scrub_reap', 'yes'],
      ['report', 'no', { serverspec: STATIC, testinfra: STATIC }],
      ['dbus', 'no', { serverspec: STATIC, testinfra: STATIC }],
      ['systemd-journald', 'no', { serverspec: STATIC, testinfra: STATIC }],
      ['rpcbind', 'no'],
      ['nosuch', 'no'],
    ],
    (name) => ({
      text: `service "${name}" is enabled`,
      infraspec: `it(service('${name}')).toBeEnabled()`,
      serverspec: `expect(service('${name}')).to be_enabled`,
      testinfra: `host.service('${name}').is_enabled`,
    }),
  ),
  ...family(
    [
      ['nginx', 'yes'],
      ['report', 'yes'],
      ['ngin', 'no'],
      ['s', 'no'],
      ['nosuch', 'no'],
    ],
    (name) => ({
      text: `there is a service "${name}"`,
      infraspec: `it(service('${name}')).toBeInstalled()`,
    }),
  ),
  ...family(
    [
      ['rpcbind', 'yes'],
      ['nginx', 'no'],
    ],
    (name) => ({
      text: `service "${name}" is masked`,
      infraspec: `it(service('${name}')).toBeMasked()`,
      testinfra: `host.service('${unit(name)}').is_masked`,
    }),
  ),
  ...family(
    [
      ['nginx', 'yes'],
      ['sshd', 'yes'],
      ['chronyd', 'yes'],
      ['ngin', 'no'],
      ['nosuch', 'no'],
      ['app.pl', 'no'],
    ],
    (name) => ({
      text: `a process "${name}" runs`,
      infraspec: `it(proc('${name}')).toBeRunning()`,
      serverspec: `expect(process('${name}')).to be_running`,
      testinfra: `len(host.process.filter(comm='${name}')) > 0`,
    }),
  ),
  ...family(
    [
      ['cron 1', 'yes'],
      ['chronyd 2', 'yes'],
      ['perl 2', 'yes'],
      ['rsyslogd 2', 'no'],
    ],
    (subject) => {
      const [name, count] = subject.split(' ')
      return {
        text: `${count} processes "${name}" run`,
        infraspec: `it(proc('${name}')).toHaveCount(${count})`,
        serverspec: `expect(process('${name}').count).to eq ${count}`,
        testinfra: `len(host.process.filter(comm='${name}')) == ${count}`,
      }
    },
  ),
]
