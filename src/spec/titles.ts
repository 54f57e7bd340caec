import { inspect } from 'node:util'

import { ByOs } from '../resources/by-os.ts'
import type { Resource } from '../resources/define-resource.ts'
import { Script } from '../host/shell.ts'
import type { Link } from './tree.ts'

/** A resource as people write it: `service "nginx"`; with the name that it has on one host, if that is known. */
export function resourceTitle({ definition, name, options, user }: Resource, nameThere?: string): string {
  const text = nameThere ?? (name instanceof ByOs ? [...new Set(Object.values(name.names))].join(' or ') : name)
  const title: string = definition.title?.(text, options) ?? `${definition.kind} ${JSON.stringify(text)}`
  return user === undefined ? title : `${title} as ${user}`
}

/** A link as people say it: `is running`, `does not have mode "0777"`. */
export function phrase({ definition }: Resource, { matcher, args, negated, timing }: Link): string {
  const { secret = false, shown } = definition.matchers[matcher] ?? {}
  const listed: readonly unknown[] = shown?.(args) ?? args
  const said = matcher
    .replace(/^to/, '')
    .split(/(?=[A-Z])/)
    .map((word) => word.toLowerCase())
  const adverb = said[0] === ADVERB ? `${ADVERB} ` : ''
  const [verb = '', ...rest] = adverb === '' ? said : said.slice(1)
  const words = [
    conjugate(verb, negated, adverb),
    ...article(verb, rest),
    ...rest,
    ...(secret ? [] : listed.filter((arg) => arg !== undefined).map(argument)),
  ]
  return words.join(' ') + when(timing)
}

/** Said before its verb, and not conjugated. */
const ADVERB = 'permanently'

function conjugate(verb: string, negated: boolean, adverb: string): string {
  if (verb === 'be') return negated ? 'is not' : 'is'
  if (negated) return `does not ${adverb}${verb}`
  if (verb === 'have') return 'has'
  return adverb + (/(?:s|sh|ch|x|z)$/.test(verb) ? `${verb}es` : `${verb}s`)
}

/** What a resource may be as a thing, and not as a quality: it takes an article. */
const NOUNS = new Set(['file', 'directory', 'symlink', 'socket', 'pipe', 'device', 'user', 'group'])

function article(verb: string, rest: readonly string[]): string[] {
  return verb === 'be' && NOUNS.has(rest.at(-1) ?? '') ? ['a'] : []
}

function when(timing: Link['timing']): string {
  if (timing === undefined) return ''
  return timing.kind === 'eventually' ? ` within ${seconds(timing.duration)}` : ` for ${seconds(timing.duration)}`
}

function seconds(milliseconds: number): string {
  return `${milliseconds / 1000} s`
}

function argument(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Script) return JSON.stringify(value.text)
  const pattern = asymmetric(value)
  if (pattern !== undefined) return pattern
  if (isOptions(value)) {
    const entries = Object.entries(value).map(
      ([name, entry]) => `${words(name)} ${typeof entry === 'string' ? entry : argument(entry)}`,
    )
    return `(${entries.join(', ')})`
  }
  return inspect(value, { depth: 3, breakLength: Infinity, maxStringLength: 200 })
}

/** `expect.stringContaining('bash')` as `containing "bash"`; Vitest's own `inspect` shows how it is made. */
function asymmetric(value: unknown): string | undefined {
  if ((value as { $$typeof?: unknown } | null)?.$$typeof !== Symbol.for('jest.asymmetricMatcher')) return undefined
  const { sample, inverse = false } = value as { readonly sample?: unknown; readonly inverse?: boolean }
  const name = String(value).replace(/^(?:Not|String|Object|Array)+(?=[A-Z])/, '')
  const not = inverse ? 'not ' : ''
  if (name === 'Anything') return 'anything'
  if (name === 'Any') return `any ${(sample as { readonly name: string }).name}`
  return `${not}${words(name).trim()}${sample === undefined ? '' : ` ${argument(sample)}`}`
}

function isOptions(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function words(camelCase: string): string {
  return camelCase.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
