import { command, describe, expect, file, group, it, pkg, port, proc, service, user } from 'infraspec'

describe('packages', () => {
  it(pkg('nginx-light')).toBeInstalled().toHaveVersion({ atLeast: '1.18' })
  it(pkg('openssh-server')).toBeInstalled().toHaveVersion({ atLeast: '1:8.4' })
  it(pkg('sudo')).toBeInstalled()
  it(pkg('chrony')).toBeInstalled()
  it(pkg('cron')).toBeInstalled()
  it(pkg('rsyslog')).toBeInstalled()
  it(pkg('logrotate')).toBeInstalled()
  it(pkg('curl')).toBeInstalled()
  it(pkg('ca-certificates')).toBeInstalled()
  it(pkg('apache2')).not.toBeInstalled()
  it(pkg('telnetd')).not.toBeInstalled()
  it(pkg('nano')).not.toBeInstalled()
})

describe('services', () => {
  it(service('nginx')).toBeRunning().toBeEnabled()
  it(service('app')).toBeRunning().toBeEnabled()
  it(service('chrony')).toBeRunning().toBeEnabled()
  it(service('cron')).toBeRunning().toBeEnabled()
  it(service('rsyslog')).toBeRunning().toBeEnabled()
  it(service('ssh')).toBeRunning().toBeEnabled()
})

describe('ports', () => {
  it(port(80)).toBeListening()
  it(port(22)).toBeListening()
  it(port(3000)).toBeListening()
  it(port(7070)).toBeListening()
  it(port(443)).not.toBeListening()
})

describe('files', () => {
  it(file('/etc/nginx/nginx.conf')).toBeFile().toHaveMode('0644').toBeOwnedBy('root').toContain('worker_processes')
  it(file('/etc/app/app.conf')).toBeFile().toHaveMode('0640').toBeOwnedBy('root').toHaveGroup('app')
  it(file('/var/log/app')).toBeDirectory().toHaveMode('0750').toBeOwnedBy('app').toHaveGroup('adm')
  it(file('/etc/ssh/sshd_config')).toExist().toContain('UsePAM yes')
})

describe('people', () => {
  it(user('app')).toExist().toHaveUid(1500).toHaveShell('/usr/sbin/nologin')
  it(user('deploy')).toExist().toHaveShell('/bin/bash')
  it(group('app')).toExist().toHaveGid(1500)
})

describe('processes', () => {
  it(proc('nginx')).toBeRunning()
  it(proc('cron')).toBeRunning()
  it(proc('chronyd')).toBeRunning()
})

describe('health', () => {
  it('answers on the health path', async () => {
    await expect(command('curl -fsS http://localhost/health')).toHaveStdout('ok')
  })
})
