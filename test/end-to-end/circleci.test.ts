import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'

import { canBootHosts, loadHosts, type TestHostName } from '../hosts/hosts.ts'
import { startAws } from '../support/aws/fake-aws.ts'
import { infraspec, project, ROOT, temporaryFolder } from './infraspec.ts'

type Step = string | { readonly run?: { readonly name: string; readonly command: string } }

/** What is looked at of a configuration of CircleCI. */
interface Config {
  readonly version: number
  readonly executors: Readonly<Record<string, unknown>>
  readonly commands: Readonly<Record<string, { readonly steps: readonly Step[] }>>
  readonly jobs: Readonly<Record<string, { readonly executor: string; readonly steps: readonly Step[] }>>
  readonly workflows: Readonly<Record<string, { readonly jobs: readonly Readonly<Record<string, WorkflowJob>>[] }>>
}

interface WorkflowJob {
  readonly context: string
  readonly requires?: readonly string[]
  readonly filters: { readonly branches: { readonly only: string } }
}

const BUILT_IN = ['checkout', 'store_test_results', 'store_artifacts', 'run']

/** A project as `init` makes it, with the template, the inventory and the playbook that its pipeline calls. */
async function pipeline(name: TestHostName) {
  const cwd = project({ 'package.json': '{ "devDependencies": {} }' })
  expect((await infraspec(['init', '--packer', 'json', '--circleci'], { cwd })).code).toBe(0)
  const { hosts, identity } = loadHosts()
  const { address, user } = hosts[name]
  const gate = JSON.parse(readFileSync(join(cwd, 'packer/infraspec-gate.json'), 'utf8')) as object
  const ssh = { communicator: 'ssh', ssh_host: address, ssh_username: user, ssh_private_key_file: identity }
  const builders = [{ type: 'null', name: 'app', ...ssh }]
  writeFileSync(join(cwd, 'packer/app.json'), JSON.stringify({ builders, ...gate }))
  mkdirSync(join(cwd, 'ansible'))
  writeFileSync(
    join(cwd, 'ansible/inventory'),
    `${address} ansible_user=${user} ansible_ssh_private_key_file=${identity}\n`,
  )
  writeFileSync(join(cwd, 'ansible/app.yml'), '- hosts: all\n  gather_facts: false\n  tasks: [{ raw: "true" }]\n')
  const config = parse(readFileSync(join(cwd, '.circleci/config.yml'), 'utf8')) as Config
  return { cwd, config }
}

/** Everything that a job runs, the steps of the commands that it uses included. */
function runsOf(
  { commands, jobs }: Config,
  job: string,
): readonly { readonly name: string; readonly command: string }[] {
  const expand = (steps: readonly Step[]): readonly Step[] =>
    steps.flatMap((step) => (typeof step === 'string' && commands[step] ? expand(commands[step].steps) : [step]))
  return expand(jobs[job]?.steps ?? []).flatMap((step) => (typeof step === 'string' ? [] : (step.run ?? [])))
}

/** Runs a step as CircleCI does: a shell of its own, which reads what the steps before left in $BASH_ENV. */
async function runStep(command: string, cwd: string, env: Readonly<Record<string, string | undefined>>) {
  const child = spawn('bash', ['-eo', 'pipefail', '-c', command], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const text: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => text.push(String(chunk)))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, text: text.join('') }
}

/** Runs all steps of a job until one fails; gives the code of the last one, and all that was said. */
async function runJob(config: Config, job: string, cwd: string, env: Readonly<Record<string, string | undefined>>) {
  const said: string[] = []
  for (const { name, command } of runsOf(config, job)) {
    const { code, text } = await runStep(command, cwd, env)
    said.push(`== ${name}\n${text}`)
    if (code !== 0) return { code, text: said.join('\n') }
  }
  return { code: 0, text: said.join('\n') }
}

/** The environment of a node of CircleCI whose contexts are filled, with AWS and the hosts of the tests behind it. */
async function node(...names: readonly TestHostName[]) {
  const aws = await startAws()
  onTestFinished(() => aws.close())
  const { hosts, identity, knownHosts } = loadHosts()
  const group = aws.account().addGroup({ tags: { 'infraspec:allow': 'ssh' } }).id
  for (const name of names) {
    aws.account().addInstance({ privateAddress: hosts[name].address, tags: { Role: 'app', Name: name } })
  }
  const home = temporaryFolder()
  const env = {
    ...aws.env,
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    HOME: home,
    BASH_ENV: join(home, 'bash-env'),
    CHECKPOINT_DISABLE: '1',
    PACKER_CONFIG_DIR: home,
    // ssh takes its own known_hosts from the home of the user, whatever HOME says
    ANSIBLE_SSH_COMMON_ARGS: `-o UserKnownHostsFile=${knownHosts}`,
    CI: 'true',
    CIRCLE_OIDC_TOKEN_V2: 'a.b.c',
    CIRCLE_WORKFLOW_JOB_ID: '8a1e0c3e-0000-4000-8000-000000000000',
    CIRCLE_NODE_INDEX: '0',
    CIRCLE_NODE_TOTAL: '1',
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/ci',
    SSH_SECURITY_GROUP: group,
    // the network of this machine is not one that a service outside could see
    INFRASPEC_IP: '203.0.113.7',
    INFRASPEC_USER: 'deploy',
    INFRASPEC_IDENTITY: identity,
    INFRASPEC_KNOWN_HOSTS: knownHosts,
    VITEST: undefined,
  }
  writeFileSync(env.BASH_ENV, '')
  return { aws, group, env }
}

describe.skipIf(canBootHosts() !== undefined)('the pipeline that init --circleci writes', () => {
  it('is made of what CircleCI knows, and names nothing that is not there', async () => {
    const { config } = await pipeline('app-1')
    expect(config.version).toBe(2.1)
    for (const { executor, steps } of Object.values(config.jobs)) {
      expect(Object.keys(config.executors)).toContain(executor)
      for (const step of steps) {
        const name = typeof step === 'string' ? step : Object.keys(step)[0]
        expect([...BUILT_IN, ...Object.keys(config.commands)]).toContain(name)
      }
    }
    for (const { jobs } of Object.values(config.workflows)) {
      const named = jobs.flatMap((job) => Object.keys(job))
      for (const [job, { requires = [] }] of jobs.flatMap((entry) => Object.entries(entry))) {
        expect(Object.keys(config.jobs)).toContain(job)
        expect(named).toEqual(expect.arrayContaining([...requires]))
      }
    }
  })

  it('gives its contexts to protected branches alone, and has no key of AWS', async () => {
    const { cwd, config } = await pipeline('app-1')
    const jobs = Object.values(config.workflows).flatMap((workflow) =>
      workflow.jobs.flatMap((job) => Object.values(job)),
    )
    expect(jobs.map(({ filters }) => filters.branches.only)).toEqual(jobs.map(() => 'main'))
    expect(readFileSync(join(cwd, '.circleci/config.yml'), 'utf8')).not.toMatch(/AWS_(SECRET_)?ACCESS_KEY/)
  })

  it('is what docs/pipeline.md shows', async () => {
    const { cwd } = await pipeline('app-1')
    const page = readFileSync(join(ROOT, 'docs/pipeline.md'), 'utf8')
    for (const file of ['config.yml', 'Dockerfile', 'orb.yml']) {
      expect(page).toContain(readFileSync(join(cwd, '.circleci', file), 'utf8').trim())
    }
  })

  it.for(['bake', 'provision', 'verify', 'sweep'])(
    'has a job %s, each step of which works as it is written',
    async (job) => {
      const { cwd, config: written } = await pipeline('app-1')
      const { env, aws, group } = await node('app-1', 'app-2')
      // what a checkout of a user's has: infraspec in its devDependencies, and a lock
      await runStep(`npm install --no-audit --no-fund --ignore-scripts --save-dev 'file:${ROOT}'`, cwd, {
        ...env,
        HOME: process.env['HOME'],
      })
      const ran = await runJob(written, job, cwd, { ...env, npm_config_cache: join(process.env['HOME'] ?? '', '.npm') })
      expect(ran.code, ran.text).toBe(0)
      expect(aws.account().rulesOf(group)).toEqual([])
      if (job === 'verify') expect(ran.text).toMatch(/passed on 2 hosts.*\(exit 0\)/)
      if (job !== 'bake') expect(aws.calls.map(({ action }) => action)).toContain('AssumeRoleWithWebIdentity')
    },
  )

  it('does not go on where a host is wrong', async () => {
    const { cwd, config: written } = await pipeline('app-1')
    writeFileSync(join(cwd, 'specs/app.spec.ts'), `import { it, user } from 'infraspec'\nit(user('ops')).toExist()\n`)
    const { env, aws, group } = await node('app-1', 'app-2', 'broken-1')
    await runStep(`npm install --no-audit --no-fund --ignore-scripts --save-dev 'file:${ROOT}'`, cwd, {
      ...env,
      HOME: process.env['HOME'],
    })
    for (const job of ['provision', 'verify']) {
      const ran = await runJob(written, job, cwd, { ...env, npm_config_cache: join(process.env['HOME'] ?? '', '.npm') })
      expect(ran.code, ran.text).toBe(1)
      expect(ran.text).toContain('user "ops" does not exist')
    }
    expect(aws.account().rulesOf(group)).toEqual([])
  })
})
