import type { Session } from './session.ts'

/** What is looked for by one script. */
interface Search {
  readonly session: Session
  readonly marks: readonly string[]
  /** Something is there for certain: its command has not ended by itself. */
  readonly certain: boolean
}

/** What commands may have left running on a host: all that is wanted in one tick is looked for in one go, and killed. */
export class Leftovers {
  #wanted = new Map<Session, Omit<Search, 'session'>>()
  readonly #searches = new Map<Promise<void>, Search>()

  /** Has what carries the mark looked for. */
  seek(session: Session, mark: string, certain: boolean): void {
    if (this.#wanted.size === 0) setImmediate(() => this.search())
    const known = this.#wanted.get(session)
    const marks = [...(known?.marks ?? []), mark]
    this.#wanted.set(session, { marks, certain: certain || known?.certain === true })
  }

  /** Does not wait for the end of the tick. */
  search(): void {
    const wanted = [...this.#wanted]
    this.#wanted.clear()
    for (const [session, { marks, certain }] of wanted) {
      const search = session.kill(marks).then(() => void this.#searches.delete(search))
      this.#searches.set(search, { session, marks, certain })
    }
  }

  /**
   * The searches for what is there for certain, which the end of a run waits for.
   *
   * What a command may have left that ended by itself ends with the connection: see the guard of a session.
   */
  get pressing(): readonly Promise<void>[] {
    return [...this.#searches].flatMap(([search, { certain }]) => (certain ? [search] : []))
  }

  /** The marks that a session has been asked to look for, and has not yet. */
  soughtBy(session: Session): readonly Pick<Search, 'marks' | 'certain'>[] {
    return [...this.#searches.values()].filter((search) => search.session === session)
  }
}
