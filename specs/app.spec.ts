import { as, command, describe, expect, file, group, it, pkg, port, proc, service, user } from 'infraspec'

describe('nginx', () => {
  it(pkg('nginx-light')).toBeInstalled()
  it(pkg('apache2')).not.toBeInstalled()
  it(service('nginx')).toBeRunning().toBeEnabled()
  it(port(80)).toBeListening({ protocol: 'tcp' })
  it(file('/etc/nginx/nginx.conf')).toHaveMode('0644').toBeOwnedBy('root')

  it('answers on the health path', async () => {
    await expect(command('curl -fsS http://localhost/health')).toHaveStdout('ok')
  })
})

describe('the application', ({ vars }) => {
  it(user('app')).toExist().toHaveUid(1500).toHavePrimaryGroup('app').toHaveShell('/usr/sbin/nologin')
  it(group('app')).toHaveGid(1500)
  it(service('app')).toBeEnabled().throughout('2s').toBeRunning()
  it(port(3000)).toBeListening({ protocol: 'tcp', on: '127.0.0.1' }).toBeListeningOnlyOn('127.0.0.1')
  it(proc('perl')).toHaveUser('app', { args: /app\.pl/ })

  it('has as many workers as the role says', async () => {
    await expect(service('worker@1')).toBeRunning()
    expect(vars.workers).toBe(1)
  })

  it('answers through nginx', async () => {
    await expect(command('curl -fsS http://localhost/')).toSucceed()
  })
})

describe('its secrets', () => {
  it(file('/etc/app/app.conf')).toHaveMode('0640').toBeOwnedBy('root').toHaveGroup('app')
  it(as('app', file('/etc/app/app.conf')))
    .toBeReadable()
    .not.toBeWritable()
  it(as('www-data', file('/etc/app/app.conf'))).not.toBeReadable()
})

describe('its logs', () => {
  it(file('/var/log/app')).toBeDirectory().toHaveMode('0750').toBeOwnedBy('app').toHaveGroup('adm')
  it(file('/etc/rsyslog.d/60-forward.conf')).toContain('logs.internal')
})

describe('its status socket', () => {
  it(port(7070)).toBeListening({ protocol: 'tcp', on: '127.0.0.1' })
})
