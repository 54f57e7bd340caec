import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished, vi } from 'vitest'

import { canBootHosts, loadHosts, type TestHostName } from '../hosts/hosts.ts'
import { startAws } from '../support/aws/fake-aws.ts'
import { infraspec, on, project, projectWith, ROOT } from './infraspec.ts'

const reason = canBootHosts() ?? (spawnSync('packer', ['version']).status === 0 ? undefined : 'packer is not installed')

/** What `infraspec init --packer` writes, in a project where `npx infraspec` is this checkout. */
async function packerProject(format: 'json' | 'hcl', spec?: string) {
  const cwd = project(spec === undefined ? {} : { 'specs/app.spec.ts': spec })
  mkdirSync(join(cwd, 'node_modules/.bin'), { recursive: true })
  // npm makes it executable when it installs a package
  const start = `#!/bin/sh\nexec node '${ROOT}/bin/infraspec.js' "$@"\n`
  writeFileSync(join(cwd, 'node_modules/.bin/infraspec'), start, { mode: 0o755 })
  expect((await infraspec(['init', '--packer', format], { cwd })).code).toBe(0)
  return cwd
}

/** Runs `packer build` and gives its code and what it said, without colour. */
async function packer(
  cwd: string,
  template: string,
  env: Readonly<Record<string, string>> = {},
  meanwhile: (child: ChildProcess) => unknown = () => undefined,
) {
  const child = spawn('packer', ['build', '-color=false', template], {
    cwd,
    env: { ...process.env, CI: undefined, VITEST: undefined, CHECKPOINT_DISABLE: '1', PACKER_CONFIG_DIR: cwd, ...env },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  void meanwhile(child)
  const text: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => text.push(chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, text: text.join('') }
}

interface Template {
  readonly provisioners: readonly object[]
}

/** The ids of the processes that run in a folder: Packer's, and all that it has started. */
function processesIn(folder: string): string[] {
  return readdirSync('/proc').filter((id) => {
    try {
      return /^\d+$/.test(id) && readlinkSync(`/proc/${id}/cwd`) === folder
    } catch {
      return false
    }
  })
}

/** What runs on the host of what a check of a test has started. */
function onHost(seconds: number): string {
  const args = ['app-1', 'pgrep', '-fx', `sleep ${seconds}`]
  return spawnSync(join(ROOT, 'test/hosts/exec'), args).stdout.toString()
}

const login = (name: TestHostName) => {
  const { hosts, identity } = loadHosts()
  return { host: hosts[name].address, identity }
}

/** A template of the `null` builder, with the provisioners as they were written. */
function nullTemplate(cwd: string, format: 'json' | 'hcl', name: TestHostName): string {
  const { host, identity } = login(name)
  const written = readFileSync(join(cwd, `packer/infraspec-gate.${format}`), 'utf8')
  const [file, text] =
    format === 'json'
      ? ['template.json', nullJson(host, identity, written)]
      : ['template.pkr.hcl', nullHcl(host, identity, written)]
  writeFileSync(join(cwd, file), text)
  return file
}

function nullJson(host: string, identity: string, written: string): string {
  const ssh = { communicator: 'ssh', ssh_host: host, ssh_username: 'deploy', ssh_private_key_file: identity }
  return JSON.stringify({ builders: [{ type: 'null', name: 'app', ...ssh }], ...(JSON.parse(written) as object) })
}

function nullHcl(host: string, identity: string, written: string): string {
  return `source "null" "app" {
  communicator = "ssh"
  ssh_host = "${host}"
  ssh_username = "deploy"
  ssh_private_key_file = "${identity}"
}
build {
  sources = ["source.null.app"]
${written}}
`
}

const amazon = (url: string) => ({
  type: 'amazon-ebs',
  name: 'app',
  region: 'eu-west-1',
  custom_endpoint_ec2: url,
  skip_region_validation: true,
  skip_metadata_api_check: true,
  skip_credential_validation: true,
  source_ami: 'ami-1',
  instance_type: 't3.micro',
  ssh_username: 'deploy',
  ssh_interface: 'public_ip',
  ami_name: 'app-test',
})

/** A template of amazon-ebs, with the provisioners as they were written. */
function amazonTemplate(cwd: string, format: 'json' | 'hcl', url: string): string {
  const written = readFileSync(join(cwd, `packer/infraspec-gate.${format}`), 'utf8')
  if (format === 'json') {
    writeFileSync(
      join(cwd, 'ami.json'),
      JSON.stringify({ builders: [amazon(url)], ...(JSON.parse(written) as object) }),
    )
    return 'ami.json'
  }
  const { type, name, ...settings } = amazon(url)
  const lines = Object.entries(settings).map(([key, value]) => `  ${key} = ${JSON.stringify(value)}`)
  const source = `source "${type}" "${name}" {\n${lines.join('\n')}\n}\n`
  const build = `build {\n  sources = ["source.${type}.${name}"]\n${written}}\n`
  writeFileSync(join(cwd, 'ami.pkr.hcl'), source + build)
  return 'ami.pkr.hcl'
}

const WRONG = `import { describe, it, pkg } from 'infraspec'\ndescribe('nginx', () => it(pkg('nginx-light')).not.toBeInstalled())\n`

describe.skipIf(reason !== undefined)(`a build of Packer${reason ? `: skipped, ${reason}` : ''}`, () => {
  // the null builder gives no key to provisioners: infraspec takes the file
  const key = () => ({ INFRASPEC_IDENTITY: login('app-1').identity })

  it.each(['json', 'hcl'] as const)('is let through by the provisioners as they are written, in %s', async (format) => {
    const cwd = await packerProject(format)
    const { code, text } = await packer(cwd, nullTemplate(cwd, format, 'app-1'), key())
    expect(text).toContain('app: ✓ 6 checks passed on 1 host (exit 0)')
    expect(text).toContain('1 host from packer (--inventory): app')
    expect(text).toContain('Builds finished')
    expect(code).toBe(0)
    const junit = readFileSync(join(cwd, 'out/infraspec.xml'), 'utf8')
    expect(junit).toContain('classname="app.app"')
  })

  it.each(['json', 'hcl'] as const)('is blocked by a check that fails, in %s', async (format) => {
    const cwd = await packerProject(format, WRONG)
    const { code, text } = await packer(cwd, nullTemplate(cwd, format, 'app-1'), key())
    expect(text).toContain('package "nginx-light" is installed')
    expect(text).toContain('Script exited with non-zero exit status: 1.')
    expect(text).not.toContain('artifacts of successful builds')
    expect(code).toBe(1)
  })

  it('is blocked where there is no key, and the diagnosis is a line of the build and no error of Packer', async () => {
    const cwd = await packerProject('json')
    const { code, text } = await packer(cwd, nullTemplate(cwd, 'json', 'app-1'), { SSH_AUTH_SOCK: '', HOME: cwd })
    expect(text).toMatch(/^ {4}app: note: --key-stdin: there was no key on standard input/m)
    expect(text).toContain('Script exited with non-zero exit status: 3.')
    expect(code).toBe(1)
  })

  it.each([
    ['json', 'passes', undefined, 0],
    ['json', 'fails', WRONG, 1],
    ['hcl', 'passes', undefined, 0],
    ['hcl', 'fails', WRONG, 1],
  ] as const)(
    'of amazon-ebs, in %s, has CreateImage called if and only if the gate passes: it %s',
    async (format, _, spec, expected) => {
      const { host } = login('app-1')
      const aws = await startAws()
      onTestFinished(() => aws.close())
      const account = aws.account()
      account.addImage({ id: 'ami-1', name: 'base' })
      const key = readFileSync(loadHosts().rsaIdentity, 'utf8')
      Object.assign(account, { machines: [{ public: host, private: host }], keyMaterial: key })
      const cwd = await packerProject(format, spec)
      const { code, text } = await packer(cwd, amazonTemplate(cwd, format, aws.url), {
        ...aws.env,
        AWS_POLL_DELAY_SECONDS: '1',
        PACKER_LOG: '1',
        HOME: cwd,
        SSH_AUTH_SOCK: '',
      })
      const called = aws.calls.map(({ action }) => action)
      expect(text).toContain('Running local shell script')
      expect(called.filter((action) => action === 'CreateImage')).toHaveLength(expected === 0 ? 1 : 0)
      expect(code).toBe(expected)
      expect(called).toContain('TerminateInstances')
      expect(text).toMatch(expected === 0 ? /app: ✓ 6 checks passed on 1 host/ : /app: ✗ 1 check failed/)
      // it logged in with the build's own key, which is in no log, although Packer's was on
      expect(text).not.toContain('there was no key on standard input')
      for (const line of key.trim().split('\n').slice(1, -1)) expect(text).not.toContain(line)
    },
  )

  it.each([
    ['its provisioner took longer than its timeout', '5s', undefined],
    ['it got SIGTERM', '5m', 'SIGTERM'],
    ['it was killed', '5m', 'SIGKILL'],
  ] as const)('leaves nothing here or on the host where %s', async (_, timeout, signal) => {
    const seconds = 3000 + Math.floor(Math.random() * 6000)
    const spec = `import { command, expect, it } from 'infraspec'
      it('waits', () => expect(command('sleep ${seconds}', { timeout: '3h' })).toExitWith(0))
      for (let second = 1; second < 60; second += 1) {
        it('fails after ' + second, async () => {
          await new Promise((resolve) => setTimeout(resolve, second * 1000))
          expect(second).toBe(0)
        })
      }`
    const cwd = await packerProject('json', spec)
    const template = nullTemplate(cwd, 'json', 'app-1')
    const { provisioners, ...rest } = JSON.parse(readFileSync(join(cwd, template), 'utf8')) as Template
    writeFileSync(
      join(cwd, template),
      JSON.stringify({ ...rest, provisioners: [...provisioners.slice(0, -1), { ...provisioners.at(-1), timeout }] }),
    )
    let ran = false
    const { code } = await packer(cwd, template, key(), async (child) => {
      await vi.waitUntil(() => onHost(seconds) !== '', { timeout: 30_000, interval: 200 })
      ran = true
      if (signal !== undefined) child.kill(signal)
    })
    expect(ran).toBe(true)
    expect(code).toBe(signal === 'SIGKILL' ? null : 1)
    await vi.waitUntil(() => processesIn(cwd).length === 0, { timeout: 45_000, interval: 200 })
    expect(onHost(seconds)).toBe('')
    // it has come to its end, and says why
    expect(readFileSync(join(cwd, 'out/infraspec.xml'), 'utf8')).toContain('standard output was closed')
  })

  // Packer kills the shell around it and nothing else: what is left learns of it by its next line
  it('that was given up is given up by infraspec, too, at the next line that it writes', async () => {
    const spec = `it(file('/etc/passwd')).toExist(); it('waits', () => expect(command('sleep 300', { timeout: '5m' })).toExitWith(0))`
    const meanwhile = (child: ChildProcess) => child.stdout?.destroy()
    const run = await infraspec(['run', '--role', 'app', ...on('app-1')], { cwd: projectWith(spec), meanwhile })
    expect(run.report).toMatchObject({ interrupted: true })
    expect(run.code).toBe(130)
    const left = spawnSync(join(ROOT, 'test/hosts/exec'), ['app-1', 'pgrep', '-fx', 'sleep 300'])
    expect(left.stdout.toString()).toBe('')
  })
})
