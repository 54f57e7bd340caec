import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { startSshServer } from '../support/ssh-server.ts'
import { infraspec, project, ROOT, temporaryFolder } from './infraspec.ts'
import { loadedBy, type Loaded } from './loaded-modules.ts'

const SPEC = "import { file, it } from 'infraspec'\nit(file('/etc/passwd')).toBeFile()\n"

/** What each thread of a run with one static host loads, in the order in which the threads began. */
async function loaded(): Promise<{ readonly main: Loaded; readonly sessions: Loaded; readonly evaluation: Loaded }> {
  const server = await startSshServer()
  onTestFinished(() => server.close())
  const folder = temporaryFolder()
  const cwd = project({
    id_ed25519: server.clientKey,
    known_hosts: `${server.hostKey}\n`,
    'roles/app.ts': `import { defineRole } from 'infraspec/config'
      export default defineRole({ specs: ['app'], hosts: ['tester@127.0.0.1:${server.port}'] })`,
    'specs/app.spec.ts': SPEC,
  })
  const login = ['--identity', 'id_ed25519', '--known-hosts', 'known_hosts', '--ssh-config', 'none']
  const run = await infraspec(['run', '--role', 'app', ...login], { cwd, env: { NODE_V8_COVERAGE: folder } })
  expect(run.stdout).toContain('1 check passed on 1 host')
  const threads = readdirSync(folder).map((name) => loadedBy(readFileSync(join(folder, name), 'utf8'), ROOT))
  const having = (module: string) => threads.find(({ modules }) => modules.includes(module)) as Loaded
  expect(threads).toHaveLength(3)
  return {
    main: having('src/cli/main.ts'),
    sessions: having('src/host/session-thread.ts'),
    evaluation: having('src/run/evaluation/evaluation-thread.ts'),
  }
}

// What is here by name is paid for by every run. A resource, a command or an inventory that is added changes nothing.
it('loads what one static host needs, and nothing else', async () => {
  const { main, sessions, evaluation } = await loaded()
  expect(main.packages).toEqual([
    ...['@jridgewell/gen-mapping', '@jridgewell/remapping', '@jridgewell/resolve-uri'],
    ...['@jridgewell/sourcemap-codec', '@jridgewell/trace-mapping', '@rolldown/pluginutils'],
    ...['p-limit', 'picocolors', 'rolldown', 'valibot', 'yocto-queue'],
  ])
  // the module runner, which is one file
  expect(evaluation.packages).toEqual(['vite'])
  const natives = ['cpu-features']
  expect(sessions.packages.filter((name) => !natives.includes(name))).toEqual([
    ...['asn1', 'bcrypt-pbkdf', 'p-limit', 'safer-buffer', 'ssh2', 'tweetnacl', 'yocto-queue'],
  ])

  // reporters: the two that the test asked for
  expect(named(main, /^reporters\/[^/]+\.ts$/)).toEqual(['console', 'escape', 'json', 'outcomes', 'state-text', 'text'])
  // sources of hosts: what makes one of each, and nothing that asks one
  expect(named(main, /^src\/inventory\/(ansible|ec2|terraform|mackerel|packer)/)).toEqual([
    'ansible',
    'ec2',
    'options',
    'mackerel',
    'options',
    'terraform',
  ])
  // of vaults, what roles may call, and for which project
  expect(named(main, /^src\/(aws|gates)\//)).toEqual(['project', 'vault'])
  expect(named(main, /profile|\/watch\//)).toEqual([])
  expect(named(sessions, /^src\/transports\/(?!ssh)/)).toEqual([
    ...['endpoint', 'exec-line', 'host-key', 'known-hosts', 'login-keys', 'public-keys', 'recent-file', 'registry'],
  ])
  expect(named(evaluation, /^src\/(run|transports|inventory|cli)\//)).toEqual(['evaluation-thread'])

  expect(main.files).toBeLessThanOrEqual(51)
  expect(sessions.files).toBeLessThanOrEqual(12)
  expect(evaluation.files).toBeLessThanOrEqual(10)
})

/** The names of the modules that match, without folder and ending. */
function named({ modules }: Loaded, pattern: RegExp): string[] {
  return modules.filter((name) => pattern.test(name)).map((name) => basename(name, '.ts'))
}
