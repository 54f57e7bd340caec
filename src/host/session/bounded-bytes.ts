/** Bytes as they came, up to a limit; what exceeds it is counted as truncated and forgotten. */
export class BoundedBytes {
  readonly #limit: number
  // Grown by doubling and copied into: chunks of the network are not kept alive by a few bytes of theirs.
  #buffer = new Uint8Array(0)
  #size = 0
  #truncated = false

  constructor(limit: number) {
    this.#limit = limit
  }

  append(chunk: Uint8Array): void {
    const room = this.#limit - this.#size
    if (chunk.length > room) this.#truncated = true
    const part = chunk.length > room ? chunk.subarray(0, room) : chunk
    if (part.length === 0) return
    this.#reserve(this.#size + part.length)
    this.#buffer.set(part, this.#size)
    this.#size += part.length
  }

  /** What came, in a buffer of its own: a message to another thread copies all of a shared one. */
  copy(): { readonly bytes: Uint8Array; readonly truncated: boolean } {
    return { bytes: this.#buffer.slice(0, this.#size), truncated: this.#truncated }
  }

  clear(): void {
    this.#buffer = new Uint8Array(0)
    this.#size = 0
    this.#truncated = false
  }

  #reserve(size: number): void {
    if (size <= this.#buffer.length) return
    const larger = new Uint8Array(Math.min(this.#limit, Math.max(size, this.#buffer.length * 2, 256)))
    larger.set(this.#buffer.subarray(0, this.#size))
    this.#buffer = larger
  }
}
