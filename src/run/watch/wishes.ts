import type { Stop } from '../stops.ts'

/** What is to happen next. */
export type Wish =
  | { readonly type: 'all' }
  /** What was not green when it was last run. */
  | { readonly type: 'failed' }
  | { readonly type: 'quit' }
  /** These files were saved, made or removed. */
  | { readonly type: 'changed'; readonly files: ReadonlySet<string> }
  | { readonly type: 'stopped'; readonly stop: Stop }

/** What is wished for while something else is done, and not yet fulfilled. */
export class Wishes {
  #wish: Wish | undefined
  #made: PromiseWithResolvers = withResolvers()

  /** What ends everything stands over what begins something; files add up. */
  add(wish: Wish): void {
    this.#wish = this.#wish === undefined ? wish : both(this.#wish, wish)
    this.#made.resolve()
  }

  /** Resolves when there is a wish, and leaves it where it is. */
  get made(): Promise<void> {
    return this.#made.promise
  }

  /** The wish that there is, if there is one. */
  get first(): Wish | undefined {
    return this.#wish
  }

  /** The wish, as soon as there is one. */
  async next(): Promise<Wish> {
    await this.#made.promise
    const wish = this.#wish as Wish
    this.#wish = undefined
    this.#made = withResolvers()
    return wish
  }
}

const ORDER: readonly Wish['type'][] = ['stopped', 'quit', 'changed', 'all', 'failed']

function both(one: Wish, other: Wish): Wish {
  if (one.type === 'changed' && other.type === 'changed') {
    return { type: 'changed', files: new Set([...one.files, ...other.files]) }
  }
  return ORDER.indexOf(one.type) <= ORDER.indexOf(other.type) ? one : other
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

function withResolvers(): PromiseWithResolvers {
  let resolve!: () => void
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve }
}
