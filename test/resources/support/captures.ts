import { readFileSync } from 'node:fs'
import { Unknown } from '../../../src/resources/define-resource.ts'
import type { Provider } from '../../../src/host/provider.ts'
import { answer, debian } from './shells.ts'

/** What a real host answered, and what it meant: `{ unknown: reason }` is what could not be told. */
interface Capture {
  readonly host: string
  readonly name: string
  readonly keys: readonly string[]
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  readonly expected: Readonly<Record<string, unknown>>
}

/** The captures of one file of test/resources/fixtures. */
export function captures(file: string): readonly Capture[] {
  return JSON.parse(readFileSync(new URL(`../fixtures/${file}.json`, import.meta.url), 'utf8')) as Capture[]
}

/** What a provider makes of a capture, in the words of its `expected`. */
export function parsed(provider: Provider<unknown>, { keys, exitCode, stdout, stderr }: Capture): object {
  const states = provider.parse(answer(stdout, { exitCode, stderr }), keys, debian)
  return Object.fromEntries(keys.map((key) => [key, plain(states.get(key))]))
}

function plain(value: unknown): unknown {
  if (value instanceof Unknown) return { unknown: value.reason }
  return JSON.parse(JSON.stringify(value, (_, entry: unknown) => entry)) as unknown
}
