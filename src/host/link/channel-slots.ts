/** Gives a slot back; the second call does nothing. */
export type Release = () => void

interface Holder {
  /** Called when somebody waits for a slot and this one could be given up. */
  readonly onWanted: (() => void) | undefined
}

/**
 * How many channels of one connection are open, and who is next.
 *
 * A server says only by refusing how many it allows: then the limit shrinks to what is open.
 */
export class ChannelSlots {
  #limit: number
  readonly #held = new Set<Holder>()
  readonly #waiters: (() => void)[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  /** How many may be open at once, as far as it is known. */
  get limit(): number {
    return this.#limit
  }

  /** Waits for a slot, first come first served. */
  async take(onWanted?: () => void): Promise<Release> {
    if (this.#held.size >= this.#limit) {
      for (const holder of this.#held) holder.onWanted?.()
      await new Promise<void>((resolve) => this.#waiters.push(resolve))
    }
    return this.#hold({ onWanted })
  }

  /** The server refused one more than what is held now. False when nothing is held, so that waiting cannot help. */
  shrink(): boolean {
    if (this.#held.size === 0) return false
    this.#limit = this.#held.size
    return true
  }

  /** The connection is gone: nobody needs to wait to be told so. */
  abandon(): void {
    this.#limit = Infinity
    for (const resolve of this.#waiters.splice(0)) resolve()
  }

  #hold(holder: Holder): Release {
    this.#held.add(holder)
    if (this.#waiters.length > 0) holder.onWanted?.()
    return () => {
      if (this.#held.delete(holder) && this.#held.size < this.#limit) this.#waiters.shift()?.()
    }
  }
}
