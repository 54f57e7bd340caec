/** What came on standard error, and what the marks in it say. */
export interface Marked {
  /** What is not ours. */
  readonly output: Uint8Array
  readonly begun: boolean
  /** Set once, when the command has ended by itself. */
  readonly exitCode: number | undefined
}

// ASCII "record separator": hardly any message ends in it, so that nothing is held back
const EDGE = '\x1e'

/**
 * The arguments that run a command for a login, and say on standard error when it begins and how it ends.
 *
 * The client of an engine may end with 0 when its connection breaks, and mixes its own exit codes with the command's:
 * only what the container itself says counts.
 */
export function markedArgs(nonce: string, command: string): string[] {
  const say = (what: string) => String.raw`printf '\036%s${what}\036' "$0"`
  return ['sh', '-c', `${say('+')} >&2; sh -c "$1"; ${say('%d')} "$?" >&2`, nonce, command]
}

/** Takes the marks of {@link markedArgs} out of what comes on standard error. */
export class MarkReader {
  readonly #nonce: string
  readonly #mark: RegExp
  #held = ''
  #begun = false

  constructor(nonce: string) {
    this.#nonce = nonce
    this.#mark = new RegExp(String.raw`${EDGE}${nonce}(\+|\d{1,3})${EDGE}`, 'g')
  }

  push(chunk: Uint8Array): Marked {
    if (this.#held === '' && !chunk.includes(EDGE.charCodeAt(0))) {
      return { output: chunk, begun: this.#begun, exitCode: undefined }
    }
    // one character a byte: what is not ours passes as it came
    let exitCode: number | undefined
    const text = (this.#held + Buffer.from(chunk).toString('latin1')).replace(this.#mark, (_mark, what: string) => {
      if (what === '+') this.#begun = true
      else exitCode = Number(what)
      return ''
    })
    const from = this.#unfinished(text)
    this.#held = text.slice(from)
    return { output: Buffer.from(text.slice(0, from), 'latin1'), begun: this.#begun, exitCode }
  }

  /** What was held back because it might have become a mark. */
  rest(): Uint8Array {
    return Buffer.from(this.#held, 'latin1')
  }

  /** Where the beginning of a mark stands at the end of the text. */
  #unfinished(text: string): number {
    const at = text.lastIndexOf(EDGE)
    if (at === -1) return text.length
    const tail = text.slice(at + 1)
    const maybe =
      this.#nonce.startsWith(tail) ||
      (tail.startsWith(this.#nonce) && /^(?:\+|\d{0,3})$/.test(tail.slice(this.#nonce.length)))
    return maybe ? at : text.length
  }
}
