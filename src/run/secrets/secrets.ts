import { quote } from '../../host/shell.ts'
import { octal } from '../../transports/exec-line.ts'

const SHORTEST = 4
const REPLACEMENT = '[redacted]'
/** What stands where a text was cut. */
const CUT = '…'

const forms = new Set<string>()
let pattern: RegExp | undefined

/**
 * Makes a value unreadable in everything that is reported: as it is, and as it looks in a URL, in JSON,
 * in XML,
 * in base64, in quotes of the shell and in what starts a shell. Of a value of many lines, such as a key, each line counts.
 *
 * A value of fewer than 4 characters is not a secret: taking it out would spoil every text.
 *
 * @example
 * registerSecret('hunter2')
 * redact('sudo: hunter2') // 'sudo: [redacted]'
 */
export function registerSecret(value: string): void {
  for (const part of [value, value.trim(), ...value.split(/\r?\n/).filter(isTelling)]) {
    if (part.length >= SHORTEST) for (const form of formsOf(part)) forms.add(form)
  }
  pattern = undefined
}

/** Text with every registered secret taken out, also where it was cut in the middle of one: before an ellipsis. */
export function redact(text: string): string {
  if (forms.size === 0) return text
  const pieces = text.replace(currentPattern(), REPLACEMENT).split(CUT)
  const last = pieces.pop() ?? ''
  return [...pieces.map(withoutBeginning), last].join(CUT)
}

function withoutBeginning(text: string): string {
  const length = Math.max(...[...forms].map((form) => overlap(text, form)))
  return length < SHORTEST ? text : text.slice(0, -length) + REPLACEMENT
}

function currentPattern(): RegExp {
  return (pattern ??= patternOf(forms))
}

/**
 * How much of a text is certain, when more of it is to come: what follows could be the beginning of a secret.
 *
 * A secret is never cut in two by it.
 */
export function certainLength(text: string): number {
  let certain = text.length
  for (const form of forms) certain = Math.min(certain, text.length - overlap(text, form))
  if (certain === text.length) return certain
  for (const { 0: found, index } of text.matchAll(currentPattern())) {
    if (index < certain && index + found.length > certain) return index
  }
  return certain
}

/** Of how many characters the end of a text is the beginning of a form, but not all of it. */
function overlap(text: string, form: string): number {
  for (let length = Math.min(text.length, form.length - 1); length > 0; length -= 1) {
    if (text.endsWith(form.slice(0, length))) return length
  }
  return 0
}

/** Whether there is anything to redact. */
export function hasSecrets(): boolean {
  return forms.size > 0
}

// The armour around a key says what it is and is the same for all; very short lines are in any text.
function isTelling(line: string): boolean {
  return line.length >= 16 && !line.startsWith('-----')
}

// As our own reporter writes it in a text and in an attribute, and as other programs do.
const TEXT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const XML = [
  TEXT,
  { ...TEXT, '"': '&quot;', '\n': '&#10;', '\t': '&#9;' },
  { ...TEXT, '"': '&quot;', "'": '&apos;' },
  { ...TEXT, '"': '&quot;', "'": '&#39;' },
] as readonly Readonly<Record<string, string>>[]

function formsOf(value: string): string[] {
  const bytes = Buffer.from(value)
  const all = [
    value,
    encodeURIComponent(bytes.toString()),
    new URLSearchParams({ '': value }).toString().slice(1),
    JSON.stringify(value).slice(1, -1),
    ...(value.includes('\0')
      ? []
      : [quote(value).replace(/^'|'$/g, ''), octal(value), octal(`${value}0`).slice(0, -1)]),
    ...XML.map((escapes) => value.replaceAll(/[&<>"'\n\t]/g, (char) => escapes[char] ?? char)),
    ...[0, 1, 2].flatMap((offset) => base64At(bytes, offset)),
  ]
  return all.filter((form) => form.length >= SHORTEST)
}

// Base64 looks different by where the value begins in what was encoded, such as `user:password`; what
// depends on the bytes before and after is left out.
function base64At(bytes: Buffer, offset: number): string[] {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '')
  const start = Math.ceil((offset * 8) / 6)
  const end = Math.floor(((offset + bytes.length) * 8) / 6)
  const stable = encoded.slice(start, end)
  const whole = offset === 0 ? [bytes.toString('base64'), encoded, bytes.toString('base64url')] : []
  return stable.length < 8 ? whole : [...whole, stable, stable.replaceAll('+', '-').replaceAll('/', '_')]
}

function patternOf(values: Iterable<string>): RegExp {
  const longestFirst = [...values].toSorted((one, other) => other.length - one.length)
  return new RegExp(longestFirst.map((value) => value.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)).join('|'), 'g')
}
