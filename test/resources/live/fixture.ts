import { readFileSync } from 'node:fs'
import type { Answer } from '../../../src/host/answer.ts'
import { anAnswer } from './ask.ts'

/**
 * An answer that a real host gave.
 *
 * A fixture begins with a line that says which host, then `exit CODE`, and the two streams under `== stdout` and
 * `== stderr`, as they came.
 */
export function fixture(path: string): Answer {
  const text = readFileSync(new URL(`../fixtures/${path}.txt`, import.meta.url), 'utf8')
  const [, exitCode, stdout, stderr] = /^from .+\nexit (\d+)\n== stdout\n([^]*)== stderr\n([^]*)$/.exec(text) ?? []
  if (stdout === undefined || stderr === undefined) throw new Error(`${path} is not a fixture`)
  return anAnswer({ exitCode: Number(exitCode), stdout, stderr })
}
