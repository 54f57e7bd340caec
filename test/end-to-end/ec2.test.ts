import { describe, expect, it, onTestFinished } from 'vitest'
import { loadHosts, type TestHostName } from '../hosts/hosts.ts'
import { startAws } from '../support/aws/fake-aws.ts'
import { consoleOf } from './console-of.ts'
import { infraspec, project } from './infraspec.ts'

/** A fake AWS in which test hosts are instances, and a project with a role for them. */
async function useInstances(...names: readonly TestHostName[]) {
  const aws = await startAws()
  onTestFinished(() => aws.close())
  const { hosts, identity } = loadHosts()
  const instances = names.map((name) =>
    aws.account().addInstance({
      tags: { Role: 'app', Name: name },
      privateAddress: hosts[name].address,
      console: name === 'down-1' ? undefined : consoleOf(name),
    }),
  )
  const role = (more: string) =>
    `import { ec2 } from 'infraspec/config'\nexport default { hosts: ec2({ tags: { Role: 'app' } }), ssh: { user: 'deploy', identity: ${JSON.stringify(identity)}, config: 'none' }, knownHosts: '/dev/null', ${more} }`
  const spec = `import { describe, it, service } from 'infraspec'\ndescribe('nginx', ({ vars }) => { it(service('nginx')).toBeRunning(); if (vars.ec2.tags.Role !== 'app') throw new Error('no tags') })`
  const run = (more = '', ...flags: string[]) => {
    const cwd = project({ 'roles/app.ts': role(more), 'specs/app.spec.ts': spec })
    return infraspec(['run', '--role', 'app', ...flags], { cwd, env: aws.env })
  }
  return { aws, instances, run }
}

describe('instances of EC2', () => {
  it('are found by tags, known by their consoles, and told of with their ids', async () => {
    const { instances, run } = await useInstances('app-1', 'app-2')
    const ran = await run('atLeast: 2')
    expect(ran.code, ran.stdout + ran.stderr).toBe(0)
    expect(
      ran.report.hosts.map(({ name, instance, source, hostKey }) => [name, instance, source, hostKey?.verified]),
    ).toEqual([
      ['app-1', instances[0]!.id, 'ec2:Role=app (roles/app.ts)', true],
      ['app-2', instances[1]!.id, 'ec2:Role=app (roles/app.ts)', true],
    ])
  })

  it('that show another key than their consoles are not trusted, nor those whose consoles say nothing', async () => {
    const { instances, run } = await useInstances('app-1', 'app-2')
    instances[0]!.console = consoleOf('app-2')
      .replaceAll('SHA256:', 'SHA256:A')
      .replace(/(SHA256:.{43})./g, '$1')
    instances[1]!.console = undefined
    const ran = await run()
    expect(ran.code).toBe(3)
    expect(ran.report.hosts.map(({ error }) => error?.code)).toEqual(['host-key-mismatch', 'host-key-unknown'])
    expect(ran.stderr).toContain('note: the console output of app-2')
  })

  it('that are gone by the time that they cannot be reached are no error while atLeast holds', async () => {
    const { aws, instances, run } = await useInstances('app-1', 'down-1')
    const lost = await run()
    expect(lost.code).toBe(3)
    aws.beforeAnswer = ({ action }) => {
      if (action === 'DescribeInstances') instances[1]!.state = 'terminated'
    }
    const gone = await run()
    expect(gone.code, gone.stdout + gone.stderr).toBe(0)
    expect(gone.report.hosts.map(({ status }) => status)).toEqual(['checked', 'gone'])
    expect(gone.stdout).toContain('on 1 host, 1 host gone')
    instances[1]!.state = 'running'
    const few = await run('atLeast: 2')
    expect(few.code).toBe(4)
    expect(few.stdout).toContain('Role app has 1 host left and asks for 2: the others are gone')
  })

  it('that are none make 4 unless that is allowed, and an error of AWS makes 2', async () => {
    const { aws, instances, run } = await useInstances('app-1')
    instances[0]!.state = 'stopped'
    expect((await run()).code).toBe(4)
    expect((await run('', '--allow-no-hosts')).code).toBe(0)
    aws.account().credentials = 'expired'
    const expired = await run()
    expect(expired.code).toBe(2)
    expect(expired.stderr).toContain('roles/app.ts: the hosts of ec2:Role=app cannot be listed')
    expect(expired.stderr).not.toContain('not-a-real-secret-key')
  })

  it('are named on the command line too', async () => {
    const { aws, run } = await useInstances('app-1', 'app-2')
    aws.account().addInstance({ tags: { Kind: 'x', Name: 'other' }, privateAddress: '10.9.9.9' })
    const ran = await run('', '--inventory', 'ec2:Role=app,Name=app-2?address=private')
    expect(ran.code, ran.stdout + ran.stderr).toBe(0)
    expect(ran.report.hosts.map(({ name, source }) => [name, source])).toEqual([
      ['app-2', 'ec2:Role=app,Name=app-2 (--inventory)'],
    ])
  })
})
