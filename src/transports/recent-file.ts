import { readFile } from 'node:fs/promises'

/** Milliseconds. */
const RECENT = 1000

const reads = new Map<string, { readonly at: number; readonly text: Promise<string> }>()

/**
 * The text of a file that every host of a fleet needs: what was read a moment ago is not read again.
 *
 * Rejects as `readFile` does.
 */
export function readRecent(path: string): Promise<string> {
  const known = reads.get(path)
  if (known !== undefined && performance.now() - known.at < RECENT) return known.text
  const text = readFile(path, 'utf8')
  reads.set(path, { at: performance.now(), text })
  return text
}
