import { describe, expect, file, group, inspect, it, byOs, command, pkg, port, service, user } from 'infraspec'

describe('ssh', () => {
  it(service(byOs({ debian: 'ssh', redhat: 'sshd' })))
    .toBeRunning()
    .toBeEnabled()
  it(port(22)).toBeListening({ protocol: 'tcp' })
  it(file('/etc/ssh/sshd_config')).toBeOwnedBy('root').not.toBeWritableBy('others')

  it('lets nobody in as root, and nobody in without a key', async () => {
    const { stdout } = await inspect(command('sshd -T'))
    expect(stdout).toMatch(/^permitrootlogin no$/m)
    expect(stdout).toMatch(/^passwordauthentication no$/m)
    expect(stdout).toMatch(/^permitemptypasswords no$/m)
  })
})

describe('accounts', () => {
  it(user('root')).toHaveLockedPassword()
  it(user('ops')).toExist()
  it(group('sudo')).toExist()
  it(file('/etc/shadow')).toHaveMode('0640').toBeOwnedBy('root').toHaveGroup('shadow')
  it(file('/etc/passwd')).toHaveMode('0644').toBeOwnedBy('root')

  it('has nobody else with the rights of root', async () => {
    const passwd = await inspect(file('/etc/passwd'), 'content')
    const roots = passwd.exists ? passwd.content.match(/^[^:]+:[^:]*:0:/gm) : null
    expect(roots).toEqual(['root:x:0:'])
  })
})

describe('time', () => {
  it(pkg('chrony')).toBeInstalled()
  it(service(byOs({ debian: 'chrony', redhat: 'chronyd' })))
    .toBeRunning()
    .toBeEnabled()
})

describe('logs', () => {
  it(service('rsyslog')).toBeRunning().toBeEnabled()
  it(pkg('logrotate')).toBeInstalled()
  it(service(byOs({ debian: 'cron', redhat: 'crond' }))).toBeRunning()
})

describe('what has no business here', () => {
  it(pkg('telnetd')).not.toBeInstalled()
  it(service('rpcbind')).not.toBeRunning().not.toBeEnabled()
  it(port(111)).not.toBeListening()
})
