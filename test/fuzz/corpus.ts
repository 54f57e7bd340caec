import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Answer } from '../../src/host/answer.ts'
import type { Platform } from '../../src/host/platform/platform.ts'
import { answer, debian, run, shells } from '../resources/support/shells.ts'
import type { Fuzzed } from './resources.ts'

/** An answer of a real host or of this machine, and what was asked for. */
export interface Sample {
  readonly from: string
  readonly keys: readonly string[]
  readonly answer: Answer
}

const FIXTURES = new URL('../resources/fixtures/', import.meta.url)
const LONGEST = 20_000

/** What this machine answers to a provider, and everything that was captured for its resource. */
export function samples({ file, provider, keys }: Fuzzed): Sample[] {
  return [...live(provider, keys), ...captured(file, keys)]
}

function live(provider: Fuzzed['provider'], keys: readonly string[]): Sample[] {
  const [shell] = shells
  if (shell === undefined || 'command' in provider || !tellsHere(provider)) return []
  const here = run(shell, provider.ask(keys, debian).text)
  return here.stdout.length > LONGEST ? [] : [{ from: 'this machine', keys, answer: here }]
}

function tellsHere({ on }: { readonly on: (platform: Platform) => boolean }): boolean {
  return on(debian)
}

function captured(file: string, keys: readonly string[]): Sample[] {
  const folder = new URL(`${file}/`, FIXTURES)
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name): Sample[] => {
    const text = readFileSync(new URL(name, folder), 'utf8')
    if (!name.endsWith('.json')) return text.length > LONGEST ? [] : [{ from: name, keys, answer: answer(text) }]
    return (JSON.parse(text) as Captured[]).flatMap(({ keys: asked = keys, stdout, stderr = '', exitCode = 0 }) =>
      stdout === undefined || stdout.length > LONGEST
        ? []
        : [{ from: name, keys: asked, answer: answer(stdout, { stderr, exitCode }) }],
    )
  })
}

interface Captured {
  readonly keys?: readonly string[]
  readonly stdout?: string
  readonly stderr?: string
  readonly exitCode?: number
}
