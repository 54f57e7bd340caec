import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'

import { canBootHosts } from '../hosts/hosts.ts'

/**
 * Brings up the real hosts before the end-to-end tests. They are left up: the next run starts sooner.
 * What the user knows of hosts stays as it was: the keys of the next hosts are others.
 */
export default function setup(): (() => void) | undefined {
  const reason = canBootHosts()
  if (reason !== undefined) {
    process.stderr.write(`\nThe tests that need real hosts are skipped: ${reason}\n\n`)
    return undefined
  }
  const { status } = spawnSync('test/hosts/up', { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error(`test/hosts/up ended with ${status}`)
  const before = known()
  return () => {
    if (known() === before) return
    // an error that is thrown here is printed by Vitest, and changes no exit code
    process.exitCode = 1
    throw new Error('A test has written to ~/.ssh/known_hosts of the user who runs the tests')
  }
}

function known(): string {
  try {
    return readFileSync(join(userInfo().homedir, '.ssh/known_hosts'), 'utf8')
  } catch {
    return ''
  }
}
