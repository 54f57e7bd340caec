import { ConfigError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'

/** Refuses a flag that is given more than once. */
export function one<Value>(read: (text: string, source: string) => Value) {
  return (given: readonly string[], source: string): Value => {
    if (given.length > 1) throw malformed(`${source} is given ${given.length} times, and takes one value`)
    return read(nonEmpty(given[0] ?? '', source), source)
  }
}

/** One text that is not empty. */
export function text(given: readonly string[], source: string): string {
  return one((value) => value)(given, source)
}

/** Texts, none of them empty. */
export function texts(given: readonly string[], source: string): readonly string[] {
  return given.map((value) => nonEmpty(value, source))
}

/** Hosts on the way, also as a list in one value. */
export function hops(given: readonly string[], source: string): readonly string[] {
  return texts(
    given.flatMap((list) => list.split(/[,\n]/)),
    source,
  )
}

function nonEmpty(value: string, source: string): string {
  if (value === '') throw malformed(`${source} needs a value`)
  return value
}

/** A whole number from 1. */
export function count(value: string, source: string): number {
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value)
  throw malformed(`${source} says ${JSON.stringify(value)}, and takes a whole number from 1`)
}

/** The source of a regular expression that compiles. */
export function regex(value: string, source: string): string {
  try {
    return new RegExp(value).source
  } catch (cause) {
    throw malformed(`${source} is not a regular expression: ${(cause as Error).message}`)
  }
}

/** One of these words, or an error with the nearest. */
export function word<Word extends string>(words: readonly Word[]) {
  return one((value, source) => oneOf(words, value, source))
}

/** Several of these words. */
export function words<Word extends string>(known: readonly Word[]) {
  return (given: readonly string[], source: string): readonly Word[] =>
    given.map((value) => oneOf(known, nonEmpty(value, source), source))
}

function oneOf<Word extends string>(words: readonly Word[], value: string, source: string): Word {
  const word = words.find((known) => known === value)
  if (word !== undefined) return word
  throw malformed(`${source} says ${JSON.stringify(value)}, and takes ${words.join(', ')}.${didYouMean(value, words)}`)
}

/** `NAME=VALUE` pairs. */
export function vars(given: readonly string[], source: string): Readonly<Record<string, string>> {
  const pairs = given.map((pair): [string, string] => {
    const [, name, value] = /^([\w.-]+)=(.*)$/s.exec(pair) ?? []
    // the text may be a secret that lost its name, so it is not repeated
    if (name === undefined || value === undefined) throw malformed(`${source} takes NAME=VALUE`)
    return [name, value]
  })
  return Object.fromEntries(pairs)
}

function malformed(message: string): ConfigError {
  return new ConfigError('malformed-flag', message)
}
