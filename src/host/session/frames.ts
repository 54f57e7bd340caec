import { randomBytes } from 'node:crypto'
import { BoundedBytes } from './bounded-bytes.ts'

/** What one stream carried for one script. */
export interface Frame {
  readonly exitCode: number
  readonly bytes: Uint8Array
  /** More came than the limit: `bytes` is only its beginning. */
  readonly truncated: boolean
}

const NONCE_BYTES = 16
/** Random bytes that no nonce was made of yet: a fleet needs thousands, and each call costs more than the bytes. */
let unused = Buffer.alloc(0)

/** 128 random bits, as a word that no shell needs to quote. */
export function makeNonce(): string {
  if (unused.length === 0) unused = randomBytes(128 * NONCE_BYTES)
  const nonce = unused.toString('hex', 0, NONCE_BYTES)
  unused = unused.subarray(NONCE_BYTES)
  return nonce
}

/** The words before the exit code in the line that ends a frame. */
export function frameEnd(nonce: string, sequence: number): string {
  return `${nonce} ${sequence}`
}

const NEWLINE = 0x0a
const LONGEST_CODE = 3

/**
 * Cuts one stream of a shell into frames.
 *
 * A frame ends with a newline, which belongs to the frame's end and not to the output, the words that
 * `endOf` gives for its number, a blank, the exit code and a newline. Nothing else is special: any bytes
 * survive, and a line that looks like the end of another frame is output.
 */
export class FrameReader {
  readonly #endOf: (sequence: number) => string
  readonly #content: BoundedBytes
  #sequence: number
  #end: Buffer
  #pending: Buffer = Buffer.alloc(0)

  constructor(options: {
    readonly endOf: (sequence: number) => string
    readonly maxBytes: number
    readonly first?: number
  }) {
    this.#endOf = options.endOf
    this.#content = new BoundedBytes(options.maxBytes)
    this.#sequence = options.first ?? 0
    this.#end = this.#endBytes()
  }

  /** Takes the next bytes, and gives the frames that end in them. */
  push(chunk: Uint8Array): Frame[] {
    const view = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let data = this.#pending.length === 0 ? view : Buffer.concat([this.#pending, view])
    const frames: Frame[] = []
    for (;;) {
      const { content, frame, rest } = this.#step(data)
      this.#content.append(content)
      data = rest
      if (frame === undefined) break
      frames.push(this.#finish(frame))
    }
    // Copied, for it would keep the whole chunk alive.
    this.#pending = Buffer.from(data)
    return frames
  }

  /** What came since the last frame ended. */
  unfinished(): { readonly bytes: Uint8Array; readonly truncated: boolean } {
    this.#content.append(this.#pending)
    this.#pending = Buffer.alloc(0)
    return this.#content.copy()
  }

  /** The bytes of `data` that are output for certain, the exit code if the frame ends, and what is left to look at. */
  #step(data: Buffer): { content: Buffer; frame?: number; rest: Buffer } {
    let from = 0
    for (;;) {
      const at = data.indexOf(this.#end, from)
      if (at === -1) return cut(data, Math.max(from, data.length - this.#end.length + 1))
      const code = readCode(data, at + this.#end.length)
      if (code === 'incomplete') return cut(data, at)
      if (code !== 'none') return { content: data.subarray(0, at), frame: code.value, rest: data.subarray(code.next) }
      from = at + 1
    }
  }

  #finish(exitCode: number): Frame {
    const frame = { exitCode, ...this.#content.copy() }
    this.#content.clear()
    this.#sequence += 1
    this.#end = this.#endBytes()
    return frame
  }

  #endBytes(): Buffer {
    return Buffer.from(`\n${this.#endOf(this.#sequence)} `)
  }
}

function cut(data: Buffer, at: number): { content: Buffer; rest: Buffer } {
  return { content: data.subarray(0, at), rest: data.subarray(at) }
}

function readCode(data: Buffer, start: number): 'incomplete' | 'none' | { value: number; next: number } {
  let value = 0
  for (let at = start; at <= start + LONGEST_CODE; at += 1) {
    const byte = data[at]
    if (byte === undefined) return 'incomplete'
    if (byte === NEWLINE) return at === start ? 'none' : { value, next: at + 1 }
    if (byte < 0x30 || byte > 0x39) return 'none'
    value = value * 10 + byte - 0x30
  }
  return 'none'
}
