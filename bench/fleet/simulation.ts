import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Program } from '../client.ts'

/** Hosts that are one process of this machine. */
export interface Simulation {
  /** infraspec checks the first so many of them, with the role `fleet` of a project. */
  readonly infraspec: (count: number) => Program
  /** Nothing but the handshakes. */
  readonly bare: (count: number) => Program
  /** How many checks each host has. */
  readonly checks: number
  readonly close: () => void
}

/** Starts it; what it answers is what the host behind this ssh command line answers. */
export async function startSimulation(root: string, login: readonly string[], identity: string): Promise<Simulation> {
  const server = spawn(process.execPath, [own('server.js'), ...login], { stdio: ['pipe', 'pipe', 'inherit'] })
  const first = await new Promise<string>((resolve, reject) => {
    server.stdout.setEncoding('utf8').once('data', resolve)
    server.once('exit', () => reject(new Error('The simulated hosts did not start')))
  })
  const { port, hostKey } = JSON.parse(first) as { readonly port: number; readonly hostKey: string }
  const checks = writeSpec(root)
  const knownHosts = join(root, 'known_hosts-fleet')
  writeFileSync(
    knownHosts,
    addresses(1000)
      .map((address) => `[${address}]:${port} ${hostKey}\n`)
      .join(''),
  )
  return {
    checks,
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
        args: [own('bare.js'), String(port), identity, file],
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

const CHECKS: Readonly<Record<string, readonly string[]>> = {
  pkg: ['nginx-light', 'openssh-server', 'sudo', 'chrony', 'cron', 'rsyslog', 'logrotate', 'curl', 'ca-certificates'],
  service: ['nginx', 'app', 'chrony', 'cron', 'rsyslog', 'ssh'],
  user: ['app', 'deploy', 'root'],
  file: ['/etc/nginx/nginx.conf', '/etc/app/app.conf', '/etc/ssh/sshd_config', '/etc/passwd', '/etc/group'],
}

const MATCHERS: Readonly<Record<string, readonly string[]>> = {
  pkg: ['.toBeInstalled()', ".toHaveVersion({ atLeast: '0' })"],
  service: ['.toBeRunning()', '.toBeEnabled()'],
  user: ['.toExist()'],
  file: ['.toExist()', '.toBeFile()', '.not.toBeDirectory()'],
}

/** Fifty one-liners that hold on the test hosts; gives how many they are. */
function writeSpec(root: string): number {
  const kinds = Object.keys(CHECKS)
  const lines = kinds.flatMap((kind) =>
    CHECKS[kind]!.map((name) => `it(${kind}('${name}'))${MATCHERS[kind]!.join('')}`),
  )
  const ports = [22, 80].map((port) => `it(port(${port})).toBeListening()`)
  const text = [`import { file, it, pkg, port, service, user } from 'infraspec'\n`, ...lines, ...ports].join('\n')
  writeFileSync(join(root, 'specs/fleet.spec.ts'), `${text}\n`)
  return kinds.reduce((sum, kind) => sum + CHECKS[kind]!.length * MATCHERS[kind]!.length, ports.length)
}
