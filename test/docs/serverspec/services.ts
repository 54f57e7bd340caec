import { row, type Rows } from './row.ts'

/** Packages, services, processes, containers. */
export const services: Readonly<Record<string, Rows>> = {
  package: [
    row('be_installed', `it(pkg('nginx')).toBeInstalled()`, '`pkg`, because `package` is a reserved word'),
    row(
      'be_installed.by',
      `it(pkg('rails', { by: 'gem' })).toBeInstalled()`,
      'the exact name: Serverspec finds `requests-oauthlib` for `requests`',
    ),
    row(
      'be_installed.with_version',
      `it(pkg('nginx')).toHaveVersion('1.22.1-9')`,
      'the whole version on every system, or bounds: `{ atLeast: "1.22" }`',
    ),
    row(
      'its(:version)',
      `it(pkg('nginx')).toHaveVersion({ atLeast: '1.22', below: '2' })`,
      "by the package system's own rules",
    ),
  ],
  service: [
    row('be_enabled', `it(service('nginx')).toBeEnabled()`, 'a static unit is not enabled: `toBeStatic()`'),
    row('be_enabled.with_level', `it(service('nginx', { under: 'sysvinit' })).toBeEnabled({ runlevel: '3' })`),
    row('be_enabled.under', `it(service('app', { under: 'runit' })).toBeEnabled()`),
    row(
      'be_running',
      `it(service('nginx')).toBeRunning()`,
      'the init system alone is asked: Serverspec takes any process with the name for it',
    ),
    row('be_running.under', `it(service('app', { under: 'supervisor' })).toBeRunning()`),
    row('be_monitored_by', `it(service('nginx')).toBeMonitored()`, 'by monit; god has no maintainer any more'),
    row('be_monitored_by.with_name', `it(service('nginx')).toBeMonitored({ name: 'web' })`),
  ],
  process: [
    row(
      'be_running',
      `it(proc('nginx')).toBeRunning()`,
      '`proc`, because `process` is one of Node; a zombie does not run',
    ),
    row(
      'its(:user)',
      `it(proc('nginx')).toHaveUser('www-data', { args: /worker/ })`,
      'of all of them: Serverspec looks at the first one',
    ),
    row('its(:group)', `it(proc('nginx')).toHaveGroup('www-data', { args: /worker/ })`),
    row('its(:args)', `it(proc('sshd')).toHaveArgs(/-D/)`),
    row(
      'its(:pid)',
      `it('has one', async () => { const { processes } = await inspect(proc('cron')) as { processes: readonly { pid: number }[] }; expect(processes).toHaveLength(1) })`,
    ),
    row('its(:ppid)', `it(proc('cron')).toMatchState({ processes: [expect.objectContaining({ ppid: 1 })] })`),
    row(
      'its(:count)',
      `it(proc('nginx')).toHaveCount({ atLeast: 2 })`,
      'of processes with this name: Serverspec counts lines of ps that have the word anywhere',
    ),
  ],
  cron: [
    row('have_entry', `it(cron('root')).toHaveJob({ schedule: '0 3 * * *', command: '/usr/local/bin/backup' })`),
    row(
      'have_entry.with_user',
      `it(cron('app')).toHaveJob({ schedule: '*/5 * * * *', command: /poll/ })`,
      'of the crontab of the user, of /etc/crontab and of /etc/cron.d',
    ),
    row(
      'its(:table)',
      `it('has jobs', async () => { const state = await inspect(cron('root')); expect(state.exists && state.jobs.length).toBe(3) })`,
    ),
  ],
  docker_container: [
    row('exist', `it(container('web')).toExist()`),
    row('be_running', `it(container('web')).toBeRunning()`),
    row('have_volume', `it(container('web')).toHaveVolume('/etc/nginx', { source: '/srv/nginx' })`),
    row('its(:inspection)', `it(container('web')).toMatchState({ restartPolicy: 'always' })`),
    row("its(['A.B.[0].C'])", `it(container('web')).toHaveLabel('role', 'web').toPublishPort(80, { hostPort: 8080 })`),
  ],
  docker_image: [
    row('exist', `it(image('nginx:1.25')).toExist()`),
    row('its(:inspection)', `it(image('nginx:1.25')).toMatchState({ architecture: 'amd64' })`),
    row("its(['A.B'])", `it(image('nginx:1.25')).toMatchState({ architecture: 'amd64' })`),
  ],
  lxc: [row('exist', `it(lxc('web')).toExist()`), row('be_running', `it(lxc('web')).toBeRunning()`)],
  kvm: ['exist', 'be_running', 'be_enabled'].map((asks) => row(asks, undefined, 'virtual machines of a hypervisor')),
  command: [
    row('its(:stdout)', `it(command('nginx -v')).toHaveStdout(/nginx/)`),
    row(
      'its(:stdout_as_json)',
      `it('answers', async () => { const { stdout } = await inspect(command('curl -fs localhost/state')); expect(JSON.parse(stdout)).toMatchObject({ ok: true }) })`,
    ),
    row('its(:stderr)', `it(command('nginx -t')).toHaveStderr(/syntax is ok/)`, 'separate from stdout, always'),
    row(
      'its(:exit_status)',
      `it(command('true')).toExitWith(0)`,
      'of what a signal has ended it is an error: Serverspec says 0',
    ),
  ],
}
