import { InfraspecError } from '../../errors.ts'
import { takeThreads } from '../early.ts'
import type { RunOptions } from '../options/options.ts'
import { leave } from '../run.ts'
import type { Settings } from '../options/settings.ts'
import { listenForStops } from '../stops.ts'
import { FolderWatcher } from './folder-watcher.ts'
import { type Key, type Keys, listenForKeys } from './keys.ts'
import { refuseUnwatchable } from './refusals.ts'
import { Rounds } from './rounds.ts'
import { Screen } from './screen.ts'
import { Sources } from './sources.ts'
import { Standings } from './standing.ts'
import { type Wish, Wishes } from './wishes.ts'

/**
 * Runs all specs, and then those that are touched by each save, until somebody ends it.
 *
 * Connections stay open; everything else is asked anew in each round. `load` reads roles and configuration, again where they are saved.
 *
 * @throws {ConfigError} when it is asked for with what makes no sense, and when roles or configuration are wrong at the start.
 */
export async function watchRun(settings: Settings, load: () => Promise<RunOptions>): Promise<number> {
  refuseUnwatchable(settings, { ci: process.env['CI'], isTerminal: process.stdin.isTTY })
  const watch = new Watch(await load(), load)
  let code: number
  try {
    code = await watch.run()
  } finally {
    await watch.close()
  }
  if (watch.unwritten !== undefined) throw watch.unwritten
  if (watch.held) await leave(code)
  return code
}

class Watch {
  /** Why something that was sent could not be written down. */
  unwritten: Error | undefined
  #options: RunOptions
  readonly #load: () => Promise<RunOptions>
  readonly #wishes = new Wishes()
  readonly #standings: Standings
  readonly #sources: Sources
  readonly #screen: Screen
  readonly #rounds: Rounds
  readonly #folders: FolderWatcher
  readonly #stops = listenForStops()
  readonly #keys: Keys | undefined
  /** Specs whose round was cut short. */
  #unfinished: ReadonlySet<string> = new Set()
  /** Roles or the configuration could not be read when they were saved. */
  #broken = false
  #resting = false

  constructor(options: RunOptions, load: () => Promise<RunOptions>) {
    const { root, color } = options
    const { isTTY: keys } = process.stdin
    const { isTTY } = process.stderr
    this.#options = options
    this.#load = load
    this.#standings = new Standings(root)
    this.#sources = new Sources(options)
    this.#screen = new Screen({ root, keys, color: color ?? isTTY, clears: isTTY && process.stdout.isTTY })
    this.#rounds = new Rounds(options, takeThreads(), { wishes: this.#wishes, modules: this.#sources.modules })
    this.#folders = new FolderWatcher((files) => this.#changed(files))
    if (keys) this.#keys = listenForKeys(process.stdin, (key) => this.#press(key))
    void this.#stops.stopped.then((stop) => this.#wishes.add({ type: 'stopped', stop }))
  }

  /** Whether a spec that never yields may hold the process. */
  get held(): boolean {
    return this.#rounds.held
  }

  async run(): Promise<number> {
    this.#folders.watch(this.#sources.folders)
    await this.#round(this.#sources.specs, performance.now())
    for (;;) {
      this.#resting = true
      const wish = await this.#wishes.next()
      this.#resting = false
      if (wish.type === 'stopped') return wish.stop.problem?.kind === 'interrupted' ? 130 : 3
      if (wish.type === 'quit') return this.#standings.exitCode
      await this.#fulfil(wish, performance.now())
    }
  }

  async close(): Promise<void> {
    this.#keys?.close()
    this.#folders.close()
    this.unwritten = await this.#rounds.close()
    this.#stops.dispose()
  }

  #press(key: Key): void {
    if (key === 'interrupt') process.kill(process.pid, 'SIGINT')
    else if (key !== 'help') this.#wishes.add({ type: key })
    else if (this.#resting) this.#screen.help()
  }

  #changed(files: ReadonlySet<string>): void {
    // what is not read by this run, such as its own report, must not cut a round short
    const matters = this.#broken || this.#sources.effectOf(files).type !== 'none'
    if (matters) this.#wishes.add({ type: 'changed', files })
    else this.#folders.watch(this.#sources.folders)
  }

  async #fulfil(wish: Exclude<Wish, { type: 'stopped' | 'quit' }>, begin: number): Promise<void> {
    if (wish.type === 'all') return this.#again('all specs', this.#sources.specs, begin)
    if (wish.type === 'failed') {
      const bad = new Set(this.#standings.bad.keys())
      if (bad.size > 0) return this.#again('what is not green', bad, begin)
      return this.#screen.note('all specs are green')
    }
    const effect = this.#broken ? ({ type: 'reload', cause: 'files' } as const) : this.#sources.effectOf(wish.files)
    const why = this.#screen.saved(this.#sources.amongst(wish.files))
    if (effect.type === 'specs') return this.#again(why, effect.specs, begin)
    if (effect.type === 'reload') return this.#reload(why, effect.cause, begin)
  }

  /** Reads roles and configuration again, and runs all of what they say now. */
  async #reload(why: string, cause: 'files' | 'specs', begin: number): Promise<void> {
    const before = this.#sources.specs
    // a passphrase may be asked for
    this.#keys?.pause()
    try {
      this.#options = await this.#load()
      this.#broken = false
    } catch (error) {
      if (!(error instanceof InfraspecError)) throw error
      this.#broken = true
      return this.#screen.wrong(why, error)
    } finally {
      this.#keys?.resume()
    }
    await this.#sources.refresh(this.#options)
    this.#folders.watch(this.#sources.folders)
    const { specs } = this.#sources
    if (cause === 'specs' && specs.size === before.size && [...specs].every((spec) => before.has(spec))) return
    this.#standings.keep(specs)
    await this.#rounds.use(this.#options)
    await this.#again(why, specs, begin)
  }

  #again(why: string, specs: ReadonlySet<string>, begin: number): Promise<void> {
    this.#screen.begins(why)
    return this.#round(new Set([...specs, ...this.#unfinished]), begin)
  }

  async #round(specs: ReadonlySet<string>, begin: number): Promise<void> {
    const began = Date.now()
    const { report, again, cut } = await this.#rounds.run(this.#options, specs)
    this.#unfinished = cut ? specs : new Set()
    this.#standings.take(specs, report)
    await this.#sources.refresh(this.#options)
    const missed = this.#sources.savedSince(began, this.#folders.folders)
    this.#folders.watch(this.#sources.folders)
    if (missed.size > 0) this.#changed(missed)
    if (cut) return
    const bad = new Map([...this.#standings.bad].filter(([spec]) => !specs.has(spec)))
    const took = performance.now() - begin
    this.#screen.rests({ took, ran: specs.size, specs: this.#sources.specs.size, again, bad })
  }
}
