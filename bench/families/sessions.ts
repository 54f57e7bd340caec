import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import type { Family } from '../main.ts'

/** 200 hosts at once against their bare handshakes; a process of its own, whose memory is measured. */
export const sessions: Family = async () => {
  const main = fileURLToPath(new URL('../sessions/main.js', import.meta.url))
  const text = execFileSync(process.execPath, [main], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  return text.trim().split('\n').join('\n\n')
}
