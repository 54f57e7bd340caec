import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { CHECKS } from './project.ts'

/** Where and how to log in. */
export interface Target {
  readonly address: string
  readonly port: number
  readonly user: string
  readonly identity: string
  readonly knownHosts: string
}

/** A process that asks the host everything. */
export interface Contestant {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** What it prints when all of its checks passed. */
  readonly passed: RegExp
  /** What `ssh` is told after each run, so that the next one starts as the first did. */
  readonly after?: readonly string[]
}

/** infraspec's own command line, as a user runs it. */
export function infraspec(target: Target, root: string, role: 'app' | 'wide', node = process.execPath): Contestant {
  const { address, port, user, identity, knownHosts } = target
  const flags = ['--role', role, '--host', `${user}@${address}:${port}`, '--identity', identity]
  const report = join(root, `${role}.json`)
  return {
    name: 'infraspec',
    command: node,
    args: [
      join(root, 'node_modules/infraspec/bin/infraspec.js'),
      'run',
      ...flags,
      '--known-hosts',
      knownHosts,
      '--reporter',
      'console',
      '--reporter',
      `json=${report}`,
    ],
    cwd: root,
    passed: role === 'app' ? /checks +56 passed \(56\)/ : /checks +\d+ passed \(\d+\)/,
  }
}

/** How the script is run. */
export interface ScriptOptions {
  readonly name?: string
  readonly node?: string
  readonly extra?: readonly string[]
}

/** The script that somebody who wants it fast would write by hand. */
export function script(
  { address, port, user, identity }: Target,
  { name = 'script', node = process.execPath, extra = [] }: ScriptOptions = {},
): Contestant {
  const login = ['--host', address, '--port', String(port), '--user', user, '--identity', identity]
  return {
    name,
    command: node,
    args: [fileURLToPath(new URL('script.js', import.meta.url)), ...login, ...extra],
    cwd: CHECKS,
    passed: /^\d+ passed, 0 failed$/m,
  }
}

/** Testinfra over the system's ssh, with or without one connection for everything. */
export function testinfra(
  target: Target,
  root: string,
  { persist, file = join(CHECKS, 'test_app.py') }: { readonly persist: boolean; readonly file?: string },
): Contestant {
  const folder = join(root, `ssh-${target.port}`)
  mkdirSync(folder, { recursive: true })
  const config = join(folder, persist ? 'persist' : 'plain')
  const { address, port, user, identity, knownHosts } = target
  const lines = [
    ...['Host *', `IdentityFile ${identity}`, 'IdentitiesOnly yes', `UserKnownHostsFile ${knownHosts}`],
    ...(persist ? ['ControlMaster auto', `ControlPath ${folder}/%C`, 'ControlPersist 60'] : []),
  ]
  writeFileSync(config, `${lines.join('\n  ')}\n`)
  return {
    name: persist ? 'Testinfra, ControlPersist' : 'Testinfra, as shipped',
    command: '/usr/bin/python3',
    args: [
      '-m',
      'pytest',
      '-q',
      '-p',
      'no:cacheprovider',
      `--hosts=ssh://${user}@${address}:${port}`,
      `--ssh-config=${config}`,
      '--sudo',
      file,
    ],
    cwd: root,
    env: { PYTHONDONTWRITEBYTECODE: '1' },
    passed: /^\d+ passed in/m,
    ...(persist && { after: ['-F', config, '-p', String(port), '-O', 'exit', `${user}@${address}`] }),
  }
}

/** Serverspec, which keeps one connection and opens a channel for each question. */
export function serverspec(
  { address, port, user, identity, knownHosts }: Target,
  root: string,
  file = join(CHECKS, 'app_spec.rb'),
): Contestant {
  const target = { HOST: address, USER: user, PORT: String(port), IDENTITY: identity, KNOWN_HOSTS: knownHosts }
  return {
    name: 'Serverspec',
    command: '/usr/bin/rspec',
    args: ['--no-color', file],
    cwd: root,
    env: Object.fromEntries(Object.entries(target).map(([name, value]) => [`TARGET_${name}`, value])),
    passed: /^\d+ examples, 0 failures$/m,
  }
}
