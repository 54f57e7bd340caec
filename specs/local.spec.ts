import { command, describe, expect, file, group, inspect, it, port, service, user } from 'infraspec'

describe('accounts', () => {
  it(user('root')).toExist().toHaveUid(0).toHaveHome('/root')
  it(group('root')).toHaveGid(0)
  it(user('nobody-ever-called-this')).not.toExist()
  it(file('/etc/passwd')).toBeFile().toHaveMode('0644').toBeOwnedBy('root').not.toBeEmpty()
})

describe('file system', () => {
  it(file('/')).toBeDirectory().toBeOwnedBy('root')
  it(file('/tmp')).toBeDirectory().toHaveMode('1777')
  it(file('/proc/self/exe')).toBeSymlink()
  it(file('/dev/null')).toBeCharacterDevice().toHaveMode('0666')
})

describe('ssh', ({ vars }) => {
  it(port(vars.port)).toBeListening({ protocol: 'tcp', on: '127.0.0.1' })
})

describe('kernel', ({ arch }) => {
  it(command('uname -s')).toHaveStdout('Linux')

  it('says the same of its architecture twice', async () => {
    await expect(command('uname -m')).toHaveStdout(arch)
    const version = await inspect(file('/proc/version'))
    expect(version).toMatchObject({ exists: true, type: 'file' })
  })
})

describe.runIf(({ init }) => init === 'systemd', 'only where systemd is the init system')('systemd', () => {
  it(service('systemd-journald')).toBeRunning()
})
