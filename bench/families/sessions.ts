import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import type { Family } from '../main.ts'

/** 200 hosts at once against their bare handshakes, as docs/reliability.md has it. */
export const sessions: Family = async ({ rounds, keep }) => {
  const main = fileURLToPath(new URL('../sessions/main.js', import.meta.url))
  const text = execFileSync(process.execPath, [main, '--rounds', String(rounds)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  keep(text.trim().split('\n').join('\n\n'), rounds)
}
