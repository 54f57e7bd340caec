import { readFileSync, readdirSync } from 'node:fs'

/** Whether any process on this machine has this word in its command line. */
export function runs(word: string): boolean {
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && commandLine(name).includes(word))
}

function commandLine(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'latin1')
  } catch {
    return ''
  }
}

/** A number of seconds for `sleep` that no other process sleeps. */
export function rareSeconds(): string {
  return `${40_000 + Math.floor(Math.random() * 9000)}.${Math.floor(Math.random() * 1e6)}`
}
