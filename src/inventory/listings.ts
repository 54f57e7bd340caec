import { InventoryError } from '../errors.ts'
import type { HostEntry, Inventory, ListContext } from './inventory.ts'
import { openInventory } from './registry.ts'

/** Long enough for an API that throttles; a source that says nothing for so long has no answer. */
const LIMIT = 120_000

/** What the sources of one run have said; each is asked once, for however many roles. */
export class Listings {
  readonly #context: ListContext
  readonly #limit: number
  readonly #opened = new Map<string, Promise<Inventory>>()
  readonly #listed = new Map<Inventory, Promise<readonly HostEntry[]>>()

  constructor(context: ListContext, limit: number = LIMIT) {
    this.#context = context
    this.#limit = limit
  }

  /** The source that this text names: the same one for the same text. */
  open(text: string, where: string): Promise<Inventory> {
    const opened = this.#opened.get(text) ?? openInventory(text, where)
    this.#opened.set(text, opened)
    return opened
  }

  /** The hosts of a source, as it said when it was first asked. `check` is done to each new answer. */
  list(inventory: Inventory, check: (answer: unknown) => readonly HostEntry[]): Promise<readonly HostEntry[]> {
    const listed = this.#listed.get(inventory) ?? this.#ask(inventory).then(check)
    this.#listed.set(inventory, listed)
    return listed
  }

  /**
   * Which of these names no source lists any more, of those that one listed before.
   *
   * Sources are asked again. One that cannot answer now has not said that a host is gone.
   */
  async gone(names: readonly string[]): Promise<ReadonlySet<string>> {
    const answers = [...this.#listed].map(async ([inventory, before]) => {
      const had = (await before).filter((entry) => names.includes(nameOf(entry)))
      if (had.length === 0) return { had: [], has: [] }
      const now = await this.#ask(inventory).catch(() => had)
      const keys = new Set(now.map(keyOf))
      return { had: had.map(nameOf), has: had.filter((entry) => keys.has(keyOf(entry))).map(nameOf) }
    })
    const all = await Promise.all(answers)
    const had = new Set(all.flatMap((answer) => answer.had))
    const has = new Set(all.flatMap((answer) => answer.has))
    return new Set([...had].filter((name) => !has.has(name)))
  }

  async #ask(inventory: Inventory): Promise<readonly HostEntry[]> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(silent(inventory, this.#limit)), this.#limit)
    })
    try {
      return await Promise.race([inventory.list(this.#context), late])
    } finally {
      clearTimeout(timer)
    }
  }
}

function nameOf({ name, address }: HostEntry): string {
  return name ?? address
}

function keyOf(entry: HostEntry): string {
  return entry.instance ?? nameOf(entry)
}

function silent({ kind }: Inventory, limit: number): InventoryError {
  return new InventoryError('inventory-silent', `${kind} did not answer within ${limit / 1000} s`)
}
