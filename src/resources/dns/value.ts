import { ConfigError } from '../../errors.ts'
import { readAddress } from '../sockets/address.ts'
import type { RecordType } from './state.ts'

// RFC 1035, 2782, 8659. Of TXT any text will do.
const FORMS: Readonly<Record<RecordType, readonly [form: RegExp, example: string]>> = {
  A: [/^[\d.]+$/, '10.0.9.1'],
  AAAA: [/^[0-9a-f:.]*:[0-9a-f:.]*$/i, 'fd00::7'],
  CAA: [/^\d+\s+\w+\s+\S/, '0 issue letsencrypt.org'],
  CNAME: [/^\S+$/, 'www.example.com'],
  MX: [/^\d+\s+\S+$/, '10 mail.example.com'],
  NS: [/^\S+$/, 'ns.example.com'],
  PTR: [/^\S+$/, 'www.example.com'],
  SOA: [/^\S+\s+\S+(\s+\d+){5}$/, 'ns.example.com admin.example.com 1 7200 900 1209600 300'],
  SRV: [/^\d+\s+\d+\s+\d+\s+\S+$/, '5 10 80 www.example.com'],
  TXT: [/^/, 'v=spf1 -all'],
}

/**
 * The value of a record that is wanted, in the same form.
 *
 * @throws {ConfigError} when no record of this type has such a value, as an MX without its preference: it would never be there.
 */
export function wantedValue(type: RecordType, text: string): string {
  const [form, example] = FORMS[type]
  const value = canonical(type, text)
  const isAddress = type !== 'A' && type !== 'AAAA' ? true : readAddress(value) !== undefined
  if (form.test(text.trim()) && isAddress) return value
  throw new ConfigError('dns', `${JSON.stringify(text)} is not the value of a record of type ${type}`, {
    hint: example,
  })
}

/** The value of a record in one form, however a tool or a person writes it. */
export function canonical(type: RecordType, text: string): string {
  const trimmed = text.trim()
  if (type === 'A' || type === 'AAAA') return readAddress(trimmed)?.address ?? trimmed
  if (type === 'TXT') return unquoted(trimmed)
  if (type === 'CAA')
    return trimmed.replace(
      /^(\d+)\s+(\w+)\s+(.*)$/,
      (_, ...[flags, tag, value]: string[]) => `${flags} ${tag?.toLowerCase()} ${unquoted(value ?? '')}`,
    )
  return trimmed
    .split(/\s+/)
    .map((word) => word.toLowerCase().replace(/(?<=.)\.$/, ''))
    .join(' ')
}

/** A text may come in several strings of at most 255 bytes, which are one; a byte as `\123`. */
function unquoted(text: string): string {
  const strings = [...text.matchAll(/"((?:[^"\\]|\\[^])*)"/g)].map(([, part = '']) => part)
  if (strings.length === 0) return text
  return strings
    .join('')
    .replaceAll(/\\(\d{3})|\\([^])/g, (_, code?: string, one?: string) =>
      code === undefined ? (one ?? '') : String.fromCharCode(Number(code)),
    )
}
