import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

import { startSshServer } from '../test/support/ssh-server.ts'

// `npm start`: the main job on this machine, through a real SSH connection to a server that lives as long as it.

const keys = await mkdtemp(join(tmpdir(), 'infraspec-demo-'))
const server = await startSshServer({ user: userInfo().username })
try {
  const identity = join(keys, 'id_ed25519')
  const knownHosts = join(keys, 'known_hosts')
  await writeFile(identity, server.clientKey, { mode: 0o600 })
  await writeFile(knownHosts, `${server.hostKey}\n`)
  await mkdir('out', { recursive: true })
  process.exitCode = await infraspec([
    'run',
    '--role',
    'local',
    '--host',
    `${userInfo().username}@127.0.0.1:${server.port}`,
    '--var',
    `port=${server.port}`,
    '--identity',
    identity,
    '--known-hosts',
    knownHosts,
    '--no-sudo',
    '--reporter',
    'console',
    '--reporter',
    'junit=out/local.xml',
  ])
  process.stderr.write('\nThe JUnit report is in out/local.xml. Next: README.md, "Your own hosts".\n')
} finally {
  await server.close()
  await rm(keys, { recursive: true })
}

/** Runs the built command line as a user would, and gives its exit code. */
function infraspec(flags: readonly string[]): Promise<number> {
  process.stderr.write(`npx infraspec ${flags.join(' ')}\n\n`)
  const child = spawn(process.execPath, ['bin/infraspec.js', ...flags], { stdio: ['ignore', 'inherit', 'inherit'] })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 130))
  })
}
