import { spawnSync } from 'node:child_process'

import { canBootHosts } from '../hosts/hosts.ts'

/** Brings up the real hosts before the end-to-end tests. They are left up: the next run starts sooner. */
export default function setup(): void {
  const reason = canBootHosts()
  if (reason !== undefined) {
    process.stderr.write(`\nThe tests that need real hosts are skipped: ${reason}\n\n`)
    return
  }
  const { status } = spawnSync('test/hosts/up', { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error(`test/hosts/up ended with ${status}`)
}
