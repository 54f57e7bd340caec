/** What came of giving the password: `unknown` when sudo ended in another way than by a yes or a no. */
export type Verdict = 'right' | 'wrong' | 'unknown'

/**
 * The password of one host's sudo.
 *
 * Accounts lock after a few wrong ones. So while nobody knows whether it is right one sudo is given it and the others
 * wait, and once it was wrong nobody is given it any more.
 */
export class SudoPassword {
  readonly #password: string
  #trial: Promise<Verdict> | undefined
  wrong = false

  constructor(password: string) {
    this.#password = password
  }

  /** Hands the line over to be sent and gives how to tell what came of it; undefined when it is known to be wrong. */
  async give(send: (line: string) => void): Promise<((verdict: Verdict) => void) | undefined> {
    for (;;) {
      const trial = this.#trial
      if (trial === undefined) return this.#try(send)
      const verdict = await trial
      if (verdict === 'wrong') return undefined
      if (verdict === 'right') {
        send(`${this.#password}\n`)
        // It may be changed in the middle of a run.
        return (later) => later === 'wrong' && this.#refuse()
      }
      if (this.#trial === trial) this.#trial = undefined
    }
  }

  #try(send: (line: string) => void): (verdict: Verdict) => void {
    let tell!: (verdict: Verdict) => void
    this.#trial = new Promise((resolve) => (tell = resolve))
    send(`${this.#password}\n`)
    return (verdict) => {
      tell(verdict)
      if (verdict === 'wrong') this.#refuse()
    }
  }

  #refuse(): void {
    this.wrong = true
    this.#trial = Promise.resolve('wrong')
  }
}
