import type { ChildProcess } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { infraspec, project, projectWith } from './infraspec.ts'

const FILES = {
  'package.json': '{ "type": "commonjs" }',
  'roles/app.ts':
    "import { defineRole } from 'infraspec/config'\nexport default defineRole({ hosts: ['ann@web-1'] })\n",
  'roles/thrown.ts': 'type Gone = 1\nexport default nothing.there\n',
  'roles/syntax.ts': 'export default {\n  specs: [\n}\n',
  'roles/hostile.ts': "export default { specs: ['app'], hosts: ['-oProxyCommand=touch /tmp/hacked'] }\n",
  'specs/app.spec.ts': '',
}

describe('a command line that is wrong ends with 2, one paragraph on standard error and no stack', () => {
  it.each([
    ['', 'error: Which command? There are: run, gate, access, ami, sweep, init, hosts, facts, probes\n'],
    ['rn', 'Did you mean "run"?'],
    ['run', 'error: Name a role: --role NAME. Known roles: app, hostile, syntax, thrown\n'],
    ['run --role ap', 'error: There is no role "ap". Did you mean "app"?'],
    ['run --role app --rol x', 'error: infraspec run has no flag --rol. Did you mean "--role"?'],
    ['run --role app --focus', 'error: infraspec run has no flag --focus.'],
    ['run --role app nope', 'error: Role app has no spec "nope". It has: app\n'],
    ['run --role app --host -oProxyCommand=id', 'error: --host needs a value'],
    ['run --role app --host=-oProxyCommand=id', 'error: A host in --host begins with a dash: "-oProxyCommand=id"'],
    ['run --role app --host winrm://web', 'error: --host names a host by winrm://'],
    ['run --role app --port 99999', 'error: --port says port "99999"'],
    ['run --role app --identity missing', 'error: --identity names '],
    ['run --role app --known-hosts missing', 'error: --known-hosts names '],
    ['run --role app --host-key md5', 'error: --host-key says "md5"'],
    ['run --role app --reporter junti', 'Did you mean "junit"?'],
    [
      'run --role thrown',
      'error: Cannot load roles/thrown.ts: ReferenceError: nothing is not defined (roles/thrown.ts:2:16)\n  2 | ',
    ],
    ['run --role syntax', 'error: roles/syntax.ts:3:1: '],
    ['run --role hostile', 'error: A host in roles/hostile.ts begins with a dash'],
    ['facts', 'or hosts: --host ADDRESS'],
  ])('infraspec %s', async (line, message) => {
    const { code, stdout, stderr } = await infraspec(line.split(' ').filter(Boolean), { cwd: project(FILES) })
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(/^ +at /m)
    expect(stderr.trim()).not.toContain('\n\n')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

it('lists the hosts of a role, of a project of CommonJS', async () => {
  const { code, stdout, stderr } = await infraspec(['hosts', '--role', 'app'], { cwd: project(FILES) })
  expect(stdout).toBe(
    'NAME   ADDRESS  USER  TRANSPORT  ROLES  SOURCE\nweb-1  web-1    ann   ssh        app    roles/app.ts\n',
  )
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

it('reads the environment, beneath its flags, and takes what Packer left out for missing', async () => {
  const env = { INFRASPEC_ROLE: 'app', INFRASPEC_HOST: '10.0.0.1', INFRASPEC_USER: 'ERR_X', INFRASPEC_PORT: '22' }
  const { stdout } = await infraspec(['hosts', '--port', '2222'], { cwd: project(FILES), env })
  expect(stdout).toContain('10.0.0.1  10.0.0.1:2222  -     ssh        app    INFRASPEC_HOST')
})

it('notes a variable that nothing reads', async () => {
  const env = { INFRASPEC_HOTS: '10.0.0.1' }
  const { code, stderr } = await infraspec(['hosts', '--role', 'app'], { cwd: project(FILES), env })
  expect(stderr).toBe('note: INFRASPEC_HOTS is not read by infraspec. Did you mean "INFRASPEC_HOST"?\n')
  expect(code).toBe(0)
})

describe('a key on standard input', () => {
  const args = ['hosts', '--role', 'app', '--key-stdin']

  it('that is missing leaves key files and the agent', async () => {
    const { code, stderr } = await infraspec(args, { cwd: project(FILES), stdin: '\n' })
    expect(stderr).toBe('note: --key-stdin: there was no key on standard input; using key files and the agent\n')
    expect(code).toBe(0)
  })

  it('that is none is refused', async () => {
    const { code, stderr } = await infraspec(args, { cwd: project(FILES), stdin: 'hunter2\n' })
    expect(stderr).toContain('error: What --key-stdin read from standard input is not a private key')
    expect(stderr).not.toContain('hunter2')
    expect(code).toBe(2)
  })
})

it('helps on standard output', async () => {
  const { code, stdout, stderr } = await infraspec(['probes', '--help'])
  expect(stdout).toContain('npx infraspec probes --role app')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

it('does not mind a reader that has gone', async () => {
  const meanwhile = (child: ChildProcess) => child.stdout?.destroy()
  const { code, stderr } = await infraspec(['run', '--help'], { meanwhile })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

it('says so on a Node that is too old', async () => {
  const old = "Object.defineProperty(process.versions, 'node', { value: '18.20.4' })"
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(old)}` }
  const { code, stderr } = await infraspec(['--help'], { env })
  expect(stderr).toBe('error: infraspec needs Node.js 20.19 or newer, and this is 18.20.4\n')
  expect(code).toBe(2)
})

it.each(['facts', 'probes', 'hosts', 'run'])('%s is 4 for a role without hosts, and says so', async (command) => {
  const cwd = projectWith(`it(file('/etc/passwd')).toExist()`, "export default { specs: ['app'], hosts: [] }")
  const ran = await infraspec([command, '--role', 'app'], { cwd })
  expect(ran.stdout + ran.stderr).toContain('Role app has no host')
  expect(ran.code).toBe(4)
})
