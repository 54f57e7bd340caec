import { execFileSync } from 'node:child_process'
import { expect, describe, it, onTestFinished } from 'vitest'
import { loadHosts } from '../hosts/hosts.ts'
import { text } from '../support/aws/query.ts'
import { startAws } from '../support/aws/fake-aws.ts'
import { consoleOf } from './console-of.ts'
import { infraspec, project, type RunSettings, ROOT } from './infraspec.ts'

const IMAGE = 'ami-0123456789abcdef0'

/** A fake AWS whose instances are the test host app-1, and a project with a role for it. */
async function useImage(matcher = 'toBeRunning()', more: Readonly<Record<string, string>> = {}) {
  const aws = await startAws()
  onTestFinished(() => aws.close())
  const account = aws.account()
  account.addImage({ id: IMAGE, tags: { Name: 'app' } })
  const { hosts, identity } = loadHosts()
  account.machines = [{ public: hosts['app-1'].address, private: '10.0.0.9', console: consoleOf('app-1') }]
  const files = {
    ...more,
    'roles/app.ts':
      "export default { hosts: ['never.invalid'], atLeast: 3, ssh: { user: 'deploy', config: 'none' }, knownHosts: '/dev/null' }",
    'specs/app.spec.ts': `import { it, service } from 'infraspec'\nit(service('nginx')).${matcher}`,
  }
  const verify = (settings: RunSettings & { readonly flags?: readonly string[]; readonly image?: string } = {}) => {
    const flags = settings.flags ?? ['--identity', identity]
    return infraspec(['ami', 'verify', settings.image ?? IMAGE, '--role', 'app', ...flags], {
      ...settings,
      cwd: project(files),
      env: { ...aws.env, CIRCLE_SHA1: 'a'.repeat(40), ...settings.env },
    })
  }
  const instances = () => [...account.instances.values()]
  const verified = () => account.images.get(IMAGE)?.tags
  const sweep = () => infraspec(['sweep'], { env: aws.env })
  return { aws, account, verify, instances, verified, sweep }
}

describe('ami verify', () => {
  it('says what it does on the stream of its report, inside of Packer too', async () => {
    const { verify } = await useImage()
    const ran = await verify({ env: { PACKER_RUN_UUID: 'a-b', PACKER_BUILD_NAME: 'app' } })
    expect(ran.stderr).not.toContain('ami:')
    for (const said of ['ami: launched i-', `ami: ${IMAGE} is tagged as verified`, 'ami: terminated i-']) {
      expect(ran.stdout).toContain(said)
    }
  })

  it('launches an instance that ends by itself and has no rights, checks it, ends it, and tags the image', async () => {
    const { aws, verify, instances, verified } = await useImage()
    const ran = await verify({
      flags: ['--identity', loadHosts().identity, '--security-group', 'sg-1', '--subnet', 'subnet-1'],
    })
    expect(ran.code, ran.stdout + ran.stderr).toBe(0)
    expect(verified()).toEqual({
      Name: 'app',
      'infraspec:verified': 'app',
      'infraspec:verified:commit': 'a'.repeat(40),
      'infraspec:verified:at': expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    })
    expect(instances().map(({ state }) => state)).toEqual(['shutting-down'])
    const asked = aws.calls.find(({ action }) => action === 'RunInstances')!.params
    expect(asked).toMatchObject({
      InstanceInitiatedShutdownBehavior: 'terminate',
      MetadataOptions: { HttpTokens: 'required' },
      InstanceType: 't3.micro',
      SubnetId: 'subnet-1',
      SecurityGroupId: ['sg-1'],
    })
    expect(asked).not.toHaveProperty('IamInstanceProfile')
    const data = Buffer.from(text(asked['UserData']) ?? '', 'base64').toString()
    expect(data).toBe('#cloud-config\nbootcmd:\n  - [shutdown, -P, "+45"]\n')
    expect(ran.stdout).toContain('1 check passed on 1 host')
  })

  it('lets an instance live for as long as the run may take, as the configuration says', async () => {
    const config = { 'infraspec.config.ts': "export default { timeouts: { deadline: '2h' } }" }
    const { aws, verify } = await useImage('toBeRunning()', config)
    expect((await verify()).code).toBe(0)
    const { UserData } = aws.calls.find(({ action }) => action === 'RunInstances')!.params
    expect(Buffer.from(text(UserData) ?? '', 'base64').toString()).toContain('"+135"')
  })

  it('logs in by a key of its own when it is given none', async () => {
    const { aws, verify } = await useImage()
    // what cloud-init would do with the user data
    const file = '/home/deploy/.ssh/authorized_keys'
    const inside = (script: string) => execFileSync(`${ROOT}/test/hosts/exec`, ['app-1', 'sh', '-c', script])
    const before = inside(`cat ${file}`).toString()
    onTestFinished(() => void inside(`printf %s '${before}' > ${file}`))
    aws.beforeAnswer = ({ action, params }) => {
      if (action !== 'RunInstances') return
      const data = Buffer.from(text(params['UserData']) ?? '', 'base64').toString()
      const key = /ssh_authorized_keys:\n {2}- "(ssh-ed25519 [^"]+)"/.exec(data)?.[1]
      inside(`echo '${key}' >> ${file}`)
    }
    const ran = await verify({ flags: [], env: { SSH_AUTH_SOCK: undefined } })
    expect(ran.code, ran.stdout + ran.stderr).toBe(0)
    expect(ran.stdout + ran.stderr).not.toContain('PRIVATE KEY')
  })

  it('does not tag an image that fails, and takes off what was said of it before', async () => {
    const { account, verify, instances, verified } = await useImage('not.toBeRunning()')
    account.images.get(IMAGE)!.tags['infraspec:verified'] = 'app'
    expect((await verify()).code).toBe(1)
    expect(verified()).toEqual({ Name: 'app' })
    expect(instances()[0]?.state).toBe('shutting-down')
  })

  it('does not trust an instance that shows another key than its console, and ends it', async () => {
    const { account, verify, instances, verified } = await useImage()
    account.machines = [{ ...account.machines[0]!, console: consoleOf('app-2') }]
    const ran = await verify()
    expect(ran.code).toBe(3)
    expect(ran.stdout).toContain('Cannot trust')
    expect(verified()).toEqual({ Name: 'app' })
    expect(instances()[0]?.state).toBe('shutting-down')
  })

  it('ends the instance when it is interrupted, and when its console says nothing in time', async () => {
    const { aws, account, verify, instances, verified } = await useImage()
    account.machines = [{ ...account.machines[0]!, console: undefined }]
    const ran = await verify({
      meanwhile: (child) => {
        aws.beforeAnswer = ({ action }) => void (action === 'GetConsoleOutput' && child.kill('SIGTERM'))
      },
    })
    expect(ran.code).toBe(130)
    aws.beforeAnswer = () => undefined
    const late = await verify({ flags: ['--identity', loadHosts().identity, '--wait', '1s'] })
    expect(late.stderr).toContain('tells no host key')
    expect(instances().map(({ state }) => state)).toEqual(['terminated', 'shutting-down'])
    expect(verified()).toEqual({ Name: 'app' })
  })

  it('that was killed leaves an instance that a sweep ends once its time is over', async () => {
    const { aws, verify, instances, sweep } = await useImage()
    const ran = await verify({
      meanwhile: (child) => {
        aws.beforeAnswer = ({ action }) => void (action === 'RunInstances' && child.kill('SIGKILL'))
      },
    })
    expect(ran.code).toBe(null)
    aws.beforeAnswer = () => undefined
    expect((await sweep()).stdout).toContain('nothing was left')
    const [left] = instances()
    left!.tags['infraspec:until'] = '2026-01-01T00:00:00.000Z'
    expect(await sweep()).toMatchObject({ code: 0, stdout: `took back the instance ${left!.id}\n` })
    expect(left!.state).toBe('shutting-down')
  })

  it('launches nothing when there is no such image, role or spec', async () => {
    const { verify, instances } = await useImage()
    const none = await verify({ image: 'ami-0000000000000000a' })
    expect(none).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not in this region and account') as string,
    })
    expect((await verify({ image: 'web' })).code).toBe(2)
    expect((await verify({ flags: ['--role', 'nope'] })).stderr).toContain('There is no role "nope"')
    expect(instances()).toEqual([])
  })
})
