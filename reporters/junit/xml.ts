import { stripVTControlCharacters } from 'node:util'

// What XML 1.0 allows, less C1. Readers refuse the whole file for anything else, even as `&#27;`.
const FORBIDDEN = /[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|\p{Noncharacter_Code_Point}/gu
// Characters that turn text round or hide it from the eye of who reads the report.
const INVISIBLE = /[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g

const TEXT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const ATTRIBUTE: Readonly<Record<string, string>> = { ...TEXT, '"': '&quot;', '\n': '&#10;', '\t': '&#9;' }

/** Attributes in their order; those that are not set are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>

/** An element, with its children below it, or with text as it is. */
export function element(name: string, attributes: Attributes, content: string | readonly string[] = []): string {
  const set = Object.entries(attributes).filter(([, value]) => value !== undefined)
  const start = [name, ...set.map(([key, value]) => `${key}="${escapeAttribute(String(value))}"`)].join(' ')
  if (content.length === 0) return `<${start}/>`
  if (typeof content === 'string') return `<${start}>${escapeText(content)}</${name}>`
  const children = content.map((child) => `\n${child}`).join('')
  return `<${start}>${children}\n</${name}>`
}

function escapeText(text: string): string {
  return clean(text).replace(/[&<>]/g, (char) => TEXT[char] ?? char)
}

function escapeAttribute(text: string): string {
  return clean(text).replace(/[&<>"\n\t]/g, (char) => ATTRIBUTE[char] ?? char)
}

/** Text with nothing that XML forbids: colours are dropped, line ends made equal, all else is U+FFFD. */
export function clean(text: string): string {
  // Almost no text has any, and looking for them in 100,000 names takes a second.
  const coloured = text.includes('\u001b') || text.includes('\u009b')
  return (coloured ? stripVTControlCharacters(text) : text)
    .replace(/\r\n?/g, '\n')
    .replace(INVISIBLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(FORBIDDEN, '\ufffd')
}
