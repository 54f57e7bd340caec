import { ConnectError } from '../errors.ts'
import { decode, type Answer } from './answer.ts'
import type { Asker } from './asker.ts'
import type { Platform } from './platform/platform.ts'
import { Unknown, type CommandProvider, type Provider } from './provider.ts'
import { AskedAlone, fromError, unread, type Asked, type Reading } from './reading.ts'
import type { Script } from './shell.ts'

/** One thing to look at on a host. */
export interface Subject {
  readonly providers: Readonly<Record<string, AnyProvider>>
  /** The provider that was asked for by name: no other one is looked at. */
  readonly mechanism?: string | undefined
  readonly key: string
  readonly user: string | undefined
  /** A command that is wanted several times in one tick for this object runs once. */
  readonly origin: object
}

// oxlint-disable-next-line typescript/no-explicit-any -- the state is whatever the providers say
type AnyProvider = Provider<any> | CommandProvider<any>

/** What is kept of each subject, by key; the subjects of one provider and user are asked for together. */
type ByUser<Value> = Map<Provider<unknown>, Map<string | undefined, Map<string, Value>>>

/** A subject that is asked for in this tick. */
interface Entry {
  readonly promise: Promise<Reading>
  readonly resolve: (reading: Reading) => void
}

// Users may fake timers in a spec: these are the real ones.
const nextTick = globalThis.setImmediate

/**
 * What is known of one host, and the queue of what is being asked of it.
 *
 * Everything that is wanted in one tick of one provider is asked with one script, and what was read is
 * kept for the run.
 */
export class Facts {
  readonly #host: string
  readonly #platform: Platform
  readonly #asker: Asker
  readonly #chosen = new Map<Subject['providers'], AnyProvider | undefined>()
  readonly #known: ByUser<Promise<Reading>> = new Map()
  readonly #batches: ByUser<Entry> = new Map()
  readonly #commands = new Map<object, Promise<Reading>>()
  #scheduled = false

  constructor(host: string, platform: Platform, asker: Asker) {
    this.#host = host
    this.#platform = platform
    this.#asker = asker
  }

  /** Looks at a subject. `fresh` asks again even if it is known. Never rejects. */
  look(subject: Subject, fresh = false): Promise<Reading> {
    const provider = this.#providerOf(subject)
    if (provider === undefined) return Promise.resolve(this.#unsupported(subject))
    if ('command' in provider) return this.#run(provider, subject)
    const known = ofUser(this.#known, provider, subject)
    const before = known.get(subject.key)
    if (before !== undefined && !fresh) return before
    const reading = this.#enqueue(provider, subject)
    known.set(subject.key, reading)
    return reading
  }

  /** Runs read-only scripts and gives what they print; what cannot be had is left out. */
  async print(scripts: readonly Script[], user: string | undefined): Promise<(string | undefined)[]> {
    return Promise.all(
      scripts.map((script) =>
        this.#ask(script, user).then(
          ({ stdout, stderr }) => (stdout.trim() === '' ? stderr : stdout),
          () => undefined,
        ),
      ),
    )
  }

  #unsupported({ providers }: Subject): Reading {
    const { os, init, packages } = this.#platform
    const reason = `it is unsupported on this host: ${os.name || os.id}, init ${init}, packages ${packages}`
    return { status: 'unknown', reason, hint: `it can be told by ${Object.keys(providers).join(', ')}` }
  }

  #providerOf({ providers, mechanism }: Subject): AnyProvider | undefined {
    if (mechanism !== undefined) return providers[mechanism]
    return getOrMake(this.#chosen, providers, () => Object.values(providers).find(({ on }) => on(this.#platform)))
  }

  #enqueue(provider: Provider<unknown>, subject: Subject): Promise<Reading> {
    this.#schedule()
    return getOrMake(ofUser(this.#batches, provider, subject), subject.key, newEntry).promise
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    nextTick(() => {
      this.#scheduled = false
      this.#commands.clear()
      const batches = [...this.#batches]
      this.#batches.clear()
      for (const [provider, users] of batches) {
        for (const [user, batch] of users) void this.#send(provider, user, batch)
      }
    })
  }

  async #send(provider: Provider<unknown>, user: string | undefined, batch: ReadonlyMap<string, Entry>): Promise<void> {
    const keys = [...batch.keys()]
    const readings = await this.#readAll(provider, user, keys)
    for (const [key, { resolve }] of batch) resolve(readings.get(key) ?? missing)
  }

  /** Asks for all keys at once, and one by one where one of them spoils the answer for the others. */
  async #readAll(
    provider: Provider<unknown>,
    user: string | undefined,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, Reading>> {
    const outcome = await this.#readTogether(provider, user, keys)
    if (outcome !== 'spoilt') return outcome
    const single = await Promise.all(keys.map((key) => this.#readTogether(provider, user, [key])))
    return new Map(single.flatMap((readings) => (readings === 'spoilt' ? [] : [...readings])))
  }

  async #readTogether(
    provider: Provider<unknown>,
    user: string | undefined,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, Reading> | 'spoilt'> {
    const all = (reading: Reading) => new Map(keys.map((key) => [key, reading] as const))
    try {
      const answer = await this.#ask(provider.ask(keys, this.#platform), user)
      const cut = whyIncomplete(answer)
      if (cut === undefined) return this.#parse(provider, answer, keys)
      return keys.length > 1
        ? 'spoilt'
        : all({ status: 'unknown', reason: cut, asked: this.#asked(provider, keys[0] as string, answer) })
    } catch (error) {
      if (error instanceof ConnectError) return all({ status: 'lost', error })
      return keys.length > 1 ? 'spoilt' : all(fromError(error))
    }
  }

  #parse(provider: Provider<unknown>, answer: Answer, keys: readonly string[]): ReadonlyMap<string, Reading> {
    const states = provider.parse(answer, keys, this.#platform)
    const readings = new Map<string, Reading>()
    for (const key of keys) {
      const state = states.get(key)
      const unknown = state === undefined || state instanceof Unknown
      // What was said of all of them together is not said of this one.
      const asked = this.#asked(provider, key, unknown || keys.length === 1 ? answer : nothing)
      if (!unknown) readings.set(key, { status: 'read', state, asked })
      else readings.set(key, state === undefined ? { ...missing, asked } : unread(state, asked))
    }
    return readings
  }

  #asked(provider: Provider<unknown>, key: string, answer: Pick<Answer, 'exitCode' | 'stderr'>): Asked {
    return new AskedAlone(provider, key, this.#platform, answer)
  }

  #run(provider: CommandProvider<unknown>, { key, user, origin }: Subject): Promise<Reading> {
    this.#schedule()
    return getOrMake(this.#commands, origin, async (): Promise<Reading> => {
      try {
        const { script, ...rest } = provider.command(key)
        const raw = await this.#asker.ask({ host: this.#host, user, kind: 'command', script, ...rest })
        const answer = decode(raw)
        const asked = { command: script.text, exitCode: answer.exitCode, stderr: answer.stderr }
        const state = provider.read(answer, key)
        if (state instanceof Unknown) return unread(state, asked)
        return { status: 'read', state, asked }
      } catch (error) {
        return error instanceof ConnectError ? { status: 'lost', error } : fromError(error)
      }
    })
  }

  async #ask(script: Script, user: string | undefined): Promise<Answer> {
    return decode(await this.#asker.ask({ host: this.#host, user, kind: 'probe', script }))
  }
}

const nothing = { exitCode: undefined, stderr: '' } as const

const missing = { status: 'unknown', reason: 'the answer of the host does not tell' } as const

function whyIncomplete({ timedOut, truncated, signal, duration }: Answer): string | undefined {
  if (timedOut) return `no answer within ${Math.round(duration / 100) / 10} s`
  if (truncated) return 'the answer was cut: it is longer than the limit for one answer'
  if (signal !== undefined) return `the probe was ended by ${signal}`
  return undefined
}

function ofUser<Value>(
  all: ByUser<Value>,
  provider: Provider<unknown>,
  { user }: Pick<Subject, 'user'>,
): Map<string, Value> {
  const users = getOrMake(all, provider, newMap<string | undefined, Map<string, Value>>)
  return getOrMake(users, user, newMap<string, Value>)
}

function newMap<K, V>(): Map<K, V> {
  return new Map()
}

function newEntry(): Entry {
  let resolve!: (reading: Reading) => void
  const promise = new Promise<Reading>((settle) => (resolve = settle))
  return { promise, resolve }
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
