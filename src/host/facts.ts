import { ConnectError } from '../errors.ts'
import { decode, type Answer } from './answer.ts'
import type { Asker } from './asker.ts'
import type { Platform } from './platform/platform.ts'
import { Unknown, type CommandProvider, type Provider } from './provider.ts'
import { fromError, unread, type Asked, type Reading } from './reading.ts'
import type { Script } from './shell.ts'

/** One thing to look at on a host. */
export interface Subject {
  /** As an error names it: `package "nginx"`. */
  readonly title: string
  // oxlint-disable-next-line typescript/no-explicit-any -- the state is whatever the providers say
  readonly providers: Readonly<Record<string, Provider<any> | CommandProvider<any>>>
  /** The provider that was asked for by name: no other one is looked at. */
  readonly mechanism?: string | undefined
  readonly key: string
  readonly user: string | undefined
  /** A command that is wanted several times in one tick for this object runs once. */
  readonly origin: object
}

/** The subjects that one provider is asked for in this tick, by key. */
type Batch = Map<string, { readonly promise: Promise<Reading>; readonly resolve: (reading: Reading) => void }>

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
  readonly #known = new Map<string, Promise<Reading>>()
  readonly #batches = new Map<Provider<unknown>, Map<string, Batch>>()
  readonly #commands = new Map<object, Promise<Reading>>()
  readonly #providerIds = new Map<object, number>()
  #scheduled = false

  constructor(host: string, platform: Platform, asker: Asker) {
    this.#host = host
    this.#platform = platform
    this.#asker = asker
  }

  /** Looks at a subject. `fresh` asks again even if it is known. Never rejects. */
  look(subject: Subject, options: { readonly fresh?: boolean } = {}): Promise<Reading> {
    const provider = providerOf(subject, this.#platform)
    if (provider === undefined) return Promise.resolve(this.#unsupported(subject))
    if ('command' in provider) return this.#run(provider, subject)
    const known = this.#knownKey(provider, subject)
    const before = this.#known.get(known)
    if (before !== undefined && options.fresh !== true) return before
    const reading = this.#enqueue(provider, subject)
    this.#known.set(known, reading)
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

  #unsupported({ title, providers }: Subject): Reading {
    const { os, init, packages } = this.#platform
    const reason = `${title} is unsupported on this host: ${os.name || os.id}, init ${init}, packages ${packages}`
    return { status: 'unknown', reason, hint: `it can be told by ${Object.keys(providers).join(', ')}` }
  }

  #knownKey(provider: Provider<unknown>, { key, user }: Subject): string {
    const id = this.#providerIds.get(provider) ?? this.#providerIds.size
    this.#providerIds.set(provider, id)
    return `${id}\0${user ?? ''}\0${key}`
  }

  #enqueue(provider: Provider<unknown>, { key, user = '' }: Subject): Promise<Reading> {
    const users = getOrMake(this.#batches, provider, () => new Map<string, Batch>())
    const batch = getOrMake(users, user, () => new Map() as Batch)
    this.#schedule()
    return getOrMake(batch, key, () => {
      let resolve!: (reading: Reading) => void
      const promise = new Promise<Reading>((settle) => (resolve = settle))
      return { promise, resolve }
    }).promise
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
        for (const [user, batch] of users) void this.#send(provider, user === '' ? undefined : user, batch)
      }
    })
  }

  async #send(provider: Provider<unknown>, user: string | undefined, batch: Batch): Promise<void> {
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
    return new Map(
      keys.map((key): [string, Reading] => {
        const state = states.get(key)
        const asked = this.#asked(provider, key, answer)
        if (state instanceof Unknown) return [key, unread(state, asked)]
        if (state === undefined) return [key, { ...missing, asked }]
        // What was said of all of them together is not said of this one.
        if (keys.length === 1) return [key, { status: 'read', state, asked }]
        return [key, { status: 'read', state, asked: this.#asked(provider, key, { exitCode: undefined, stderr: '' }) }]
      }),
    )
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

/** How a subject was asked, as if it alone had been: most are never shown, so the text is made when somebody looks. */
class AskedAlone implements Asked {
  readonly exitCode: number | undefined
  readonly stderr: string
  readonly #provider: Provider<unknown>
  readonly #key: string
  readonly #platform: Platform

  constructor(
    provider: Provider<unknown>,
    key: string,
    platform: Platform,
    { exitCode, stderr }: Pick<Answer, 'exitCode' | 'stderr'>,
  ) {
    this.#provider = provider
    this.#key = key
    this.#platform = platform
    this.exitCode = exitCode
    this.stderr = stderr
  }

  get command(): string {
    return (this.#provider.show?.(this.#key) ?? this.#provider.ask([this.#key], this.#platform)).text
  }
}

function providerOf({ providers, mechanism }: Subject, platform: Platform) {
  return mechanism === undefined ? Object.values(providers).find(({ on }) => on(platform)) : providers[mechanism]
}

const missing = { status: 'unknown', reason: 'the answer of the host does not tell' } as const

function whyIncomplete({ timedOut, truncated, signal, duration }: Answer): string | undefined {
  if (timedOut) return `no answer within ${Math.round(duration / 100) / 10} s`
  if (truncated) return 'the answer was cut: it is longer than the limit for one answer'
  if (signal !== undefined) return `the probe was ended by ${signal}`
  return undefined
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
