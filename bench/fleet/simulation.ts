import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Program } from '../client.ts'
import { FIFTY } from '../fifty.ts'

/** Hosts that are one process of this machine, each with fifty checks. */
export interface Simulation {
  /** infraspec checks the first so many of them, with the role `fleet` of a project. */
  readonly infraspec: (count: number) => Program
  /** Plain ssh2 says the same to them, once infraspec has said it to one. */
  readonly bare: (count: number) => Program
  readonly close: () => void
}

/** Starts it; what it answers is what the host behind this ssh command line answers. */
export async function startSimulation(root: string, login: readonly string[], identity: string): Promise<Simulation> {
  const conversation = join(root, 'conversation.json')
  const server = spawn(process.execPath, [own('server.js'), conversation, ...login], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const first = await new Promise<string>((resolve, reject) => {
    server.stdout.setEncoding('utf8').once('data', resolve)
    server.once('exit', () => reject(new Error('The simulated hosts did not start')))
  })
  const { port, hostKey } = JSON.parse(first) as { readonly port: number; readonly hostKey: string }
  writeFileSync(join(root, 'specs/fleet.spec.ts'), FIFTY)
  const knownHosts = join(root, 'known_hosts-fleet')
  writeFileSync(
    knownHosts,
    addresses(1000)
      .map((address) => `[${address}]:${port} ${hostKey}\n`)
      .join(''),
  )
  return {
    infraspec: (count) => {
      writeRole(root, count, port)
      const bin = join(root, 'node_modules/infraspec/bin/infraspec.js')
      const flags = ['--role', 'fleet', '--identity', identity, '--known-hosts', knownHosts, '--ssh-config', 'none']
      const passed = new RegExp(`hosts +${count} passed \\(${count}\\)`)
      return { args: [bin, 'run', ...flags, '--connect-timeout', '120s'], cwd: root, passed }
    },
    bare: (count) => {
      const file = join(root, `addresses-${count}`)
      writeFileSync(file, `${addresses(count).join('\n')}\n`)
      return {
        args: [own('bare.js'), String(port), identity, file, conversation],
        cwd: root,
        passed: new RegExp(`^${count} visited`),
      }
    },
    close: () => server.stdin.end(),
  }
}

function own(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url))
}

function addresses(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}`)
}

function writeRole(root: string, count: number, port: number): void {
  const hosts = JSON.stringify(addresses(count).map((address) => `bench@${address}:${port}`))
  const role = `{ specs: ['fleet'], sudo: true, hosts: ${hosts} }`
  writeFileSync(
    join(root, 'roles/fleet.ts'),
    `import { defineRole } from 'infraspec/config'\n\nexport default defineRole(${role})\n`,
  )
}
