import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { makeNonce } from '../../src/host/session/frames.ts'
import { framed } from '../../src/host/session/opening.ts'
import { execLine } from '../../src/transports/exec-line.ts'
import { loadHosts } from '../../test/hosts/hosts.ts'
import type { Server } from './servers.ts'

/** What a host is told in a run, for whoever wants to say the same. */
export interface Conversation {
  /** Opens the shell, which says what its host is. */
  readonly command: string
  /** The last words of the shell before it reads its input. */
  readonly greeting: string
  /** All that is asked then. */
  readonly input: string
}

/** Checks one host, and writes a file of what it was told: the audit log has all of it. */
export function recordConversation(root: string, { address, port }: Server): string {
  const log = join(root, 'audit.jsonl')
  const { identity } = loadHosts()
  const login = ['--identity', identity, '--ssh-config', 'none', '--host-key', 'accept-new']
  const flags = ['--host', `deploy@${address}:${port}`, ...login]
  const bin = join(root, 'node_modules/infraspec/bin/infraspec.js')
  execFileSync(process.execPath, [bin, 'run', '--role', 'fleet', ...flags, '--audit', log], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const told = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly kind: string; readonly command: string })
  const scripts = (kind: string): string[] => told.flatMap((each) => (each.kind === kind ? [each.command] : []))
  const [shell = ''] = scripts('shell')
  const nonce = makeNonce()
  const conversation: Conversation = {
    command: execLine({ sudo: true, script: shell }),
    greeting: `${/[0-9a-f]{32} 1 0/.exec(shell)?.[0] ?? ''}\n`,
    input: scripts('probe')
      .map((script, index) => framed(nonce, index + 2, script))
      .join(''),
  }
  const file = join(root, 'conversation.json')
  writeFileSync(file, JSON.stringify(conversation))
  return file
}
