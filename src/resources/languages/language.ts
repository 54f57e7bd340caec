import { sh, type Script } from '../../host/shell.ts'
import type { Listing } from '../define-list.ts'
import { couldNotTell, Unknown, type Provider } from '../define-resource.ts'
import { packageIn, type PackageRecord, type PackageState, type PackageSystem } from '../packages/state.ts'
import { firstLine } from '../shared/all-unknown.ts'

/** Where the packages of a language are: by which program, or in which folder. */
export interface Place {
  /** The program that is asked, where it is not the one on the PATH: a `gem`, an interpreter of Python or Perl. */
  readonly with?: string
  /** The folder that they are in: a project of npm, the root of cargo. */
  readonly in?: string
}

/** How the packages of a language are listed. */
export interface Language {
  readonly system: PackageSystem
  /** Lists what is installed at a place; where that costs less, only what has these names. */
  readonly list: (place: Place, names: readonly string[]) => Script
  readonly read: (stdout: string, exitCode: number) => readonly Found[] | Unknown | undefined
  /** One spelling for all that mean the same package. */
  readonly normalise?: (name: string) => string
}

/** One version of one package. */
export interface Found {
  readonly name: string
  readonly version: string
}

/** What a provider is asked for: one package, or all of them, at a place. */
export interface LanguageKey extends Place {
  readonly name?: string
}

/** A key as a provider gets it. */
export function languageKey(key: LanguageKey): string {
  return JSON.stringify(key)
}

/** Single packages of a language. */
export function ofLanguage(language: Language): Provider<PackageState> {
  const { system, normalise = (name: string) => name } = language
  return looking(language, (records, { name = '' }) => {
    return packageIn(
      system,
      records.map((record) => ({ ...record, name: normalise(record.name) })),
      normalise(name),
    )
  })
}

/** All packages of a language. */
export function allOfLanguage(language: Language): Provider<Listing<PackageRecord>> {
  return looking(language, (items) => ({ exists: true, list: true, items }))
}

/** Each place is looked at once; what is printed there ends in a line with its exit code. */
function looking<State>(
  { system, list, read }: Language,
  pick: (records: readonly PackageRecord[], key: LanguageKey) => State,
): Provider<State> {
  return {
    on: () => false,
    show: (key) => list(placeOf(key), namesOf([key])),
    ask: (keys) =>
      [...grouped(keys)]
        .map(([place, own]) => sh`(${list(placeOf(place), namesOf(own))}); printf '\n= %s\n' $?`)
        .reduce(
          (all, one) => sh`${all}
${one}`,
        ),
    parse: ({ stdout, stderr }, keys) => {
      const places = [...grouped(keys).keys()]
      const answers = [...stdout.matchAll(/([^]*?)\n= (\d+)\n/g)]
      const found = places.map((_, index) => recordsOf(answers[index]))
      return new Map(
        keys.map((key) => {
          const records = found[places.indexOf(placeKey(key))]
          return [key, records instanceof Unknown || records === undefined ? records : pick(records, parsed(key))]
        }),
      )

      function recordsOf(answer: RegExpMatchArray | undefined) {
        const [, text = '', code = '127'] = answer ?? []
        const records = code === '127' ? undefined : read(text, Number(code))
        if (records instanceof Unknown) return records
        if (records !== undefined) return records.map(recordOf)
        return couldNotTell(`${system}: ${firstLine(stderr) || `it ended with exit code ${code}`}`)
      }
    },
  }
}

function recordOf({ name, version }: Found): PackageRecord {
  return { name, version, architecture: '', status: 'installed', held: undefined }
}

function grouped(keys: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const key of keys) groups.set(placeKey(key), [...(groups.get(placeKey(key)) ?? []), key])
  return groups
}

function placeKey(key: string): string {
  const { name: _, ...place } = parsed(key)
  return languageKey(place)
}

function placeOf(key: string): Place {
  return parsed(key)
}

function namesOf(keys: readonly string[]): readonly string[] {
  return keys.flatMap((key) => parsed(key).name ?? [])
}

function parsed(key: string): LanguageKey {
  return JSON.parse(key) as LanguageKey
}
