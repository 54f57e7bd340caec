import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, describe, expect, it, vi } from 'vitest'

import { encrypt } from '../gates/vault/encrypt.ts'
import { canBootHosts, loadHosts } from '../hosts/hosts.ts'
import { infraspec, on, project, ROOT, titled, totals } from './infraspec.ts'

const TOKEN = 'geheim-4711'
const FILE = '/var/tmp/infraspec-gate'

/** The hosts of a project whose Ansible and whose infraspec read the same inventory and the same vault. */
function ansibleProject(tasks: string) {
  const { hosts, identity, knownHosts } = loadHosts()
  const { address } = hosts['app-1']
  return project({
    'hosts.ini': `[app]\nweb-1 ansible_host=${address}\n[app:vars]\nansible_user=deploy\nansible_become=true
ansible_ssh_private_key_file=${identity}\nansible_ssh_common_args='-o UserKnownHostsFile=${knownHosts}'\n`,
    'group_vars/app/vault.yml': encrypt(`vault_token: ${TOKEN}\n`, 'swordfish'),
    'ansible.cfg': '[defaults]\nvault_password_file = pass\n',
    pass: 'swordfish\n',
    'site.yml': `- hosts: app\n  gather_facts: false\n  tasks:\n${tasks}`,
    'roles/app.ts':
      "import { ansible } from 'infraspec/config'\nexport default { hosts: ansible({ inventory: 'hosts.ini' }) }\n",
    'specs/app.spec.ts': `import { describe, file, it } from 'infraspec'
      describe('the token', ({ vars }) => {
        it(file('${FILE}')).toHaveMode('0640').toHaveContent(\`token=\${String(vars.vault_token)}\\n\`)
      })`,
    'specs/before.spec.ts': `import { describe, file, it } from 'infraspec'
      describe('the host', () => it(file('${FILE}.hold')).not.toExist())`,
  })
}

const copy = (content: string) => `    - name: the token
      copy: {dest: ${FILE}, mode: '0640', content: "${content}"}\n`
const GOOD = copy('token={{ vault_token }}\\n')
const PLAYBOOK = ['--', 'ansible-playbook', '-i', 'hosts.ini', 'site.yml']

describe.skipIf(canBootHosts() !== undefined)('a gate', () => {
  const exec = (...words: string[]) => spawnSync(join(ROOT, 'test/hosts/exec'), ['app-1', ...words])
  afterAll(() => void exec('rm', '-f', FILE, `${FILE}.hold`))

  it('lets a good playbook through that changes nothing when it is run again', async () => {
    exec('rm', '-f', FILE)
    const args = ['gate', '--role', 'app', '--before', 'before', '--idempotent', '--reporter', 'junit=out.xml']
    const cwd = ansibleProject(GOOD)
    const run = await infraspec([...args, ...PLAYBOOK], { cwd })
    expect(run.stderr).toContain('✓ 3 checks passed on 1 host (exit 0)')
    expect(run.code).toBe(0)
    // the playbook has the standard output, both times
    expect(run.stdout.match(/PLAY RECAP/g)).toHaveLength(2)
    expect(run.report.gate).toMatchObject({ command: 'ansible-playbook', status: 'passed', exitCode: 0 })
    expect(run.report.hosts[0]).toMatchObject({ name: 'web-1', counters: { connections: 2 } })
    const junit = readFileSync(join(cwd, 'out.xml'), 'utf8')
    expect(junit.match(/<testcase [^>]*name="[^"]*"/g)).toHaveLength(3)
    expect(junit).toContain('name="before › the host › ')
    expect(run.stderr + junit + JSON.stringify(run.report)).not.toContain(TOKEN)
  })

  it('is 1 where the playbook succeeds and leaves the host wrong, and tells no secret', async () => {
    const run = await infraspec(['gate', '--role', 'app', ...PLAYBOOK], { cwd: ansibleProject(copy('token=wrong\\n')) })
    expect(run.stdout).toMatch(/failed=0/)
    expect(titled(run, 'failed')).toEqual([expect.stringContaining('the token › ')])
    expect(run.stderr).toContain('[redacted]')
    expect(run.stderr + JSON.stringify(run.report)).not.toContain(TOKEN)
    expect(run.code).toBe(1)
  })

  it('is 1 where a second run changes something, and names the host and the task', async () => {
    const cwd = ansibleProject(`${GOOD}    - name: now\n      command: date\n`)
    const run = await infraspec(['gate', '--role', 'app', '--idempotent', ...PLAYBOOK], { cwd })
    expect(totals(run)).toEqual({ passed: 2 })
    expect(run.report.problems).toMatchObject([{ kind: 'not-idempotent' }])
    expect(run.stderr).toContain('its second run changed something on web-1 (1): "now"')
    expect(run.code).toBe(1)
  })

  it('is 3 where the second run does not reach a host, although the playbook ignores that', async () => {
    const cwd = ansibleProject(GOOD)
    writeFileSync(join(cwd, 'hosts.ini'), '[other]\nlost ansible_host=127.0.0.1 ansible_port=1\n', { flag: 'a' })
    const ignoring = '- hosts: other\n  gather_facts: false\n  ignore_unreachable: true\n  tasks:\n    - ping:\n'
    writeFileSync(join(cwd, 'site.yml'), ignoring, { flag: 'a' })
    const run = await infraspec(['gate', '--role', 'app', '--idempotent', ...PLAYBOOK], { cwd })
    expect(run.stderr).toContain('could not be told: its second run did not reach lost')
    expect(run.report.gate).toMatchObject({ status: 'passed' })
    expect(run.code).toBe(3)
  })

  it('is 2 where a spec has .only, which would hide what is to be gated', async () => {
    const cwd = ansibleProject('')
    const spec = `import { file, it } from 'infraspec'\nit.only(file('/etc/passwd')).toExist()\nit(file('/no')).toExist()\n`
    writeFileSync(join(cwd, 'specs/app.spec.ts'), spec)
    const run = await infraspec(['gate', '--role', 'app', '--', 'true'], { cwd })
    expect(run.stderr).toContain('.only is refused in a gate')
    expect(run.code).toBe(2)
    const packer = { PACKER_RUN_UUID: 'a-b', PACKER_BUILD_NAME: 'app' }
    const build = await infraspec(['run', '--role', 'app'], { cwd, env: packer })
    expect(build.stdout).toContain('.only is refused inside of Packer')
    expect(build.code).toBe(2)
    expect((await infraspec(['run', '--role', 'app'], { cwd })).code).toBe(0)
  })

  it('is 5 where the playbook fails, says its code, and checks nothing after it', async () => {
    const cwd = ansibleProject('    - command: "false"\n')
    const run = await infraspec(['gate', '--role', 'app', ...PLAYBOOK], { cwd })
    expect(run.stderr).toContain('ansible-playbook exited with 2: nothing was checked after it')
    expect(run.report).toMatchObject({ checks: [], gate: { status: 'failed', exitCode: 2 } })
    expect(run.code).toBe(5)
  })

  it('does not run the command where a check before it does not pass', async () => {
    exec('touch', `${FILE}.hold`)
    const cwd = ansibleProject('')
    const run = await infraspec(['gate', '--role', 'app', '--before', 'before', '--', 'touch', 'ran'], { cwd })
    expect(existsSync(join(cwd, 'ran'))).toBe(false)
    expect(run.report).toMatchObject({ gate: { status: 'not-run' }, problems: [{ kind: 'command-not-run' }] })
    expect(run.code).toBe(1)
  })

  it('does not run it either where that could not be told', async () => {
    const cwd = ansibleProject('')
    const hosts = ['--host', `deploy@${loadHosts().hosts['down-1'].address}`, ...on()]
    const run = await infraspec(['gate', '--role', 'app', '--before', 'before', ...hosts, '--', 'touch', 'ran'], {
      cwd,
    })
    expect(existsSync(join(cwd, 'ran'))).toBe(false)
    expect(run.code).toBe(3)
  })

  it.each([
    [
      'the inventory is broken by the command',
      ['sh', '-c', 'echo "plugin: no.such.plugin" >hosts.ini; mv hosts.ini hosts.yml; ln -s missing hosts.ini'],
      'hosts of ansible',
      'passed',
    ],
    ['the command cannot be started', ['./no-interpreter'], 'Cannot run ./no-interpreter', 'not-run'],
  ])('reports what it checked before, with the error, where %s', async (_, words, message, status) => {
    exec('rm', '-f', `${FILE}.hold`)
    const cwd = ansibleProject('')
    writeFileSync(join(cwd, 'no-interpreter'), '#!/no/such/program\n', { mode: 0o755 })
    const args = ['gate', '--role', 'app', '--before', 'before', '--reporter', 'junit=out.xml', '--', ...words]
    const run = await infraspec(args, { cwd })
    expect(totals(run)).toEqual({ passed: 1 })
    expect(run.report).toMatchObject({ gate: { status }, exitCode: 2 })
    expect(run.report.problems).toMatchObject([{ kind: 'usage', message: expect.stringContaining(message) as string }])
    const junit = readFileSync(join(cwd, 'out.xml'), 'utf8')
    expect(junit).toMatch(/<testcase [^>]*name="before › the host › /)
    expect(junit).toMatch(/<error [^>]*type="ConfigError"/)
    expect(run.stderr).toContain(message)
    expect(run.code).toBe(2)
  })

  it('hands a signal on, waits for the command, and reports', async () => {
    const cwd = ansibleProject('')
    const script = `trap 'sleep 0.2; : >ended; exit 0' TERM; : >begun; while :; do sleep 0.1; done`
    const run = await infraspec(['gate', '--role', 'app', '--', 'sh', '-c', script], {
      cwd,
      meanwhile: async (child) => {
        await vi.waitUntil(() => existsSync(join(cwd, 'begun')), { timeout: 30_000 })
        child.kill('SIGTERM')
      },
    })
    expect(existsSync(join(cwd, 'ended'))).toBe(true)
    expect(run.report).toMatchObject({ interrupted: true, checks: [] })
    expect(run.code).toBe(130)
  })
})
