import { byOs, command, describe, expect, file, group, inspect, it, pkg, port, proc, service, user } from 'infraspec'

// One spec for two operating systems: names that differ are said once, and what only one has says why.

const webServer = byOs({ debian: 'nginx-light', redhat: 'nginx' })
const webUser = byOs({ debian: 'www-data', redhat: 'nginx' })

describe('the web server', () => {
  it(pkg(webServer)).toBeInstalled().toHaveVersion({ atLeast: '1.18' })
  it(service('nginx')).toBeRunning().toBeEnabled()
  it(user(webUser)).toExist().toBeSystemUser().toHaveLockedPassword()
  it(port(80)).toBeListening({ protocol: 'tcp', family: 'ipv4' }).toBeListening({ protocol: 'tcp', family: 'ipv6' })
  it(port(443)).not.toBeListening()
})

describe('its configuration', ({ os }) => {
  const sites = os.family === 'debian' ? '/etc/nginx/sites-enabled' : '/etc/nginx/conf.d'
  it(file('/etc/nginx/nginx.conf')).toBeFile().toBeOwnedBy('root').toHaveGroup('root')
  it(file(sites)).toBeDirectory().not.toBeWritableBy('others')

  it('is what nginx runs with', async () => {
    await expect(command('nginx -t')).toHaveStderr(/syntax is ok/)
  })
})

describe.runIf(({ os }) => os.family === 'debian', 'a firewall is a later matter on Rocky')('on Debian', () => {
  it(file('/etc/nginx/sites-enabled/default')).not.toExist()
  it(file('/etc/nginx/sites-enabled/app')).toBeSymlink().toBeLinkedTo('../sites-available/app')
})

describe.runIf(({ os }) => os.family === 'redhat', 'SELinux is what Rocky has')('on Rocky', () => {
  it(pkg('policycoreutils')).toBeInstalled()
})

describe('its processes', () => {
  it(group(webUser)).toExist()

  it('run as the web user, with one master as root', async () => {
    const nginx = await inspect(proc('nginx'))
    if (!nginx.exists) return expect.unreachable('nginx does not run')
    expect(nginx.processes.filter(({ args }) => args.includes('master')).map(({ user }) => user)).toEqual(['root'])
    expect(nginx.processes.filter(({ args }) => args.includes('worker')).length).toBeGreaterThan(0)
  })
})
