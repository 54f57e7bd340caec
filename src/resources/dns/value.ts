import { readAddress } from '../sockets/address.ts'
import type { RecordType } from './state.ts'

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
