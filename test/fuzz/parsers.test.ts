import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../src/host/answer.ts'
import { Unknown } from '../../src/host/provider.ts'
import { answer, debian } from '../resources/support/shells.ts'
import { samples, type Sample } from './corpus.ts'
import { findProviders, type Fuzzed } from './resources.ts'
import { reportTried, runs, trying } from './runs.ts'

const all = await findProviders()
reportTried('parsers')

/** What a provider makes of an answer; what could not be told is left out. */
function read({ provider }: Fuzzed, given: Answer, keys: readonly string[]): ReadonlyMap<string, unknown> {
  trying()
  if ('command' in provider) return new Map(keys.map((key) => [key, provider.read(given, key)]))
  const states = provider.parse(given, keys, debian)
  return new Map(
    keys.flatMap((key) =>
      states.get(key) === undefined || states.get(key) instanceof Unknown ? [] : [[key, states.get(key)] as const],
    ),
  )
}

/** Whether a state says that there is such a thing; a list says nothing of the kind. */
const exists = (state: unknown): unknown => {
  const { exists: said, list } = (state ?? {}) as { readonly exists?: unknown; readonly list?: unknown }
  return list === true ? undefined : said
}
const withOutput = (given: Answer, stdout: string): Answer => ({
  ...answer(stdout),
  exitCode: given.exitCode,
  stderr: given.stderr,
})

/** Where an answer is cut: everywhere, or at 600 places of a long one. */
function cuts(length: number): number[] {
  const step = Math.max(1, length / 600)
  return Array.from({ length: Math.min(length, 600) }, (_, index) => Math.floor(index * step))
}

it('finds the providers of every resource', () => {
  expect(all.length).toBeGreaterThan(30)
})

describe.each(all)('$name', (fuzzed) => {
  const known = samples(fuzzed)

  it('takes any text without throwing, and makes nothing exist of it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string(),
        fc.nat(255),
        (stdout, stderr, exitCode) => {
          const states = read(fuzzed, answer(stdout, { stderr, exitCode }), fuzzed.keys)
          if ('command' in fuzzed.provider) return
          expect([...states.values()].filter((state) => exists(state) === true)).toEqual([])
        },
      ),
      runs(60),
    )
  })

  const parses = known.length > 0 && !('command' in fuzzed.provider)
  if (parses) {
    it('makes nothing exist or vanish of an answer that was cut', () => {
      expect(known.flatMap((sample) => turned(fuzzed, sample)).slice(0, 5)).toEqual([])
    })

    it('tells nothing else of an answer whose tool was killed', () => {
      expect(known.flatMap((sample) => changed(fuzzed, sample)).slice(0, 5)).toEqual([])
    })
  }

  if (known.length > 0)
    it('takes an answer with a byte changed without throwing', () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...known),
          fc.nat(),
          fc.string({ maxLength: 3 }),
          ({ answer: given, keys }, place, put) => {
            const at = place % (given.stdout.length + 1)
            read(fuzzed, withOutput(given, given.stdout.slice(0, at) + put + given.stdout.slice(at + 1)), keys)
          },
        ),
        runs(60),
      )
    })
})

/** An answer that was cut may say less, and never that there is what there is not, or the other way round. */
function turned(fuzzed: Fuzzed, { from, keys, answer: given }: Sample): string[] {
  const whole = read(fuzzed, given, keys)
  return cuts(given.stdout.length).flatMap((at) => {
    const cut = read(fuzzed, withOutput(given, given.stdout.slice(0, at)), keys)
    return [...cut].flatMap(([key, state]) => {
      const [before, after] = [exists(whole.get(key)), exists(state)]
      if (before === after || after === undefined) return []
      return [`${from}, cut at ${at}: ${key} exists: ${JSON.stringify(after)} instead of ${JSON.stringify(before)}`]
    })
  })
}

/** An answer whose tool was killed says what the whole one said, or nothing. */
function changed(fuzzed: Fuzzed, { from, keys, answer: given }: Sample): string[] {
  const whole = read(fuzzed, given, keys)
  return cuts(given.stdout.length).flatMap((at) => {
    const cut = read(fuzzed, { ...withOutput(given, given.stdout.slice(0, at)), exitCode: 137 }, keys)
    return [...cut].flatMap(([key, state]) => {
      if (isDeepStrictEqual(state, whole.get(key)) || isDoubt(state)) return []
      const text = `${JSON.stringify(state)} instead of ${JSON.stringify(whole.get(key))}`
      return [`${from}, killed at ${at}: ${key} ${text}`.slice(0, 300)]
    })
  })
}

/** Part of a state that says of itself that it could not be told. */
function isDoubt(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'doubt' in state
}
