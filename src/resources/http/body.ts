import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

/** More than this is not unpacked. */
const LONGEST = 8 * 1024 * 1024

const UNPACK: Readonly<Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
}

/**
 * A body as text: without the encodings that its header names, in its own character set.
 *
 * `undefined` where that cannot be done: some servers pack what nobody asked them to pack. RFC 9110, 8.3 and 8.4.
 */
export function bodyText(bytes: Buffer, headers: Readonly<Record<string, string>>): string | undefined {
  if (bytes.length === 0) return ''
  const encodings = (headers['content-encoding'] ?? '').toLowerCase().split(',')
  const named = encodings.map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity')
  const charset = /;\s*charset="?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1]
  try {
    const unpacked = named.toReversed().reduce((packed, name) => unpack(packed, name), bytes)
    return charset === undefined || /^utf-?8$/i.test(charset)
      ? unpacked.toString()
      : new TextDecoder(charset).decode(unpacked)
  } catch {
    return undefined
  }
}

function unpack(bytes: Buffer, encoding: string): Buffer {
  const way = Object.hasOwn(UNPACK, encoding) ? UNPACK[encoding] : undefined
  if (way === undefined) throw new TypeError(encoding)
  return way(bytes, { maxOutputLength: LONGEST })
}
