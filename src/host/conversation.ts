import { setTimeout as delay } from 'node:timers/promises'
import pLimit, { type LimitFunction } from 'p-limit'
import { InfraspecError, toErrorData } from '../errors.ts'
import { mark, moment } from '../timeline.ts'
import { decode } from './answer.ts'
import { become } from './become/become.ts'
import { untilBooted } from './platform/boot.ts'
import { CommandRun } from './session/command-run.ts'
import { killMarked } from './session/endings.ts'
import { recorded, unanswered } from './exchange.ts'
import { makeNonce } from './session/frames.ts'
import { Leftovers } from './session/leftovers.ts'
import { Link, type LinkHooks } from './link/link.ts'
import type { CommandFor } from './session/open-shell.ts'
import type { Platform } from './platform/platform.ts'
import type { HostSpec, Limits } from './host-spec.ts'
import type { Ask, AskAnswer, Counters, HostStatus } from './messages.ts'
import { Session } from './session/session.ts'
import type { Job } from './session/shell-channel.ts'
import { refuseUnsupported } from './platform/supported.ts'

// Well under sshd's MaxSessions of 10, with the shells.
const COMMANDS_AT_ONCE = 6

/** How long the end of a run waits for what is being ended on the host, in milliseconds. */
const IDLE_LIMIT = 300
const SWEEP_LIMIT = 700

/** How a conversation is held, and who hears of it. */
export interface ConversationOptions {
  readonly limits: Limits
  readonly onStatus: (state: HostStatus) => void
  readonly hooks?: LinkHooks
  readonly link?: Link | undefined
}

/** Everything that is said to one host: its sessions, by user, and the commands beside them. */
export class Conversation {
  readonly #link: Link
  readonly #onStatus: (state: HostStatus) => void
  readonly #sessions = new Map<string | undefined, Session>()
  readonly #running = new Set<CommandRun>()
  readonly #limit = pLimit({ concurrency: COMMANDS_AT_ONCE, rejectOnClear: true })
  readonly #leftovers = new Leftovers()
  #started: Promise<void> = Promise.resolve()
  #closed: Promise<void> | undefined
  #failure: InfraspecError | undefined
  #commands = 0

  /** What the connection had cost before. */
  readonly #before: Pick<Link, 'connections' | 'traffic'>

  /** `link` is the connection that another conversation has left. */
  constructor(host: HostSpec, { limits, onStatus, hooks, link }: ConversationOptions) {
    const onFailed = (error: InfraspecError) => this.#fail(error)
    this.#link = link ?? new Link(host, limits, onFailed, hooks)
    this.#link.handTo(onFailed)
    this.#before = { connections: this.#link.connections, traffic: this.#link.traffic }
    this.#onStatus = onStatus
  }

  get counters(): Counters {
    const { connections, traffic } = this.#link
    return {
      connections: connections - this.#before.connections,
      scripts: [...this.#sessions.values()].reduce((sum, session) => sum + session.scripts, 0),
      commands: this.#commands,
      bytesSent: traffic.sent - this.#before.traffic.sent,
      bytesReceived: traffic.received - this.#before.traffic.received,
    }
  }

  /** Connects when the limit lets it, and reads what the host is: the status tells when it has. */
  start(limit: LimitFunction): void {
    mark('queued', this.#link.host.id)
    this.#onStatus({ status: 'connecting' })
    this.#started = limit(() => this.#start()).catch((error: InfraspecError) => this.#fail(error))
  }

  /** Answers every ask once. */
  ask(asks: readonly Ask[], answer: (answer: AskAnswer) => void): void {
    const probes = new Map<string | undefined, Job[]>()
    for (const ask of asks) {
      const job = this.#jobFor(ask, answer)
      if (ask.script.includes('\0')) job.reject(new InfraspecError('nul-byte', 'A script cannot hold a NUL byte'))
      else if (ask.kind === 'command') void this.#run(ask, job)
      else probes.set(ask.user, [...(probes.get(ask.user) ?? []), job])
    }
    for (const [user, jobs] of probes) void this.#probe(user, jobs)
  }

  /** Ends everything, also on the host; takes two seconds at most. */
  close(): Promise<void> {
    this.#closed ??= this.#end().then(() => this.#link.close())
    return this.#closed
  }

  /** Ends everything but the connection, and gives that to another conversation if there still is one. */
  async rest(): Promise<Link | undefined> {
    await this.#end()
    if (this.#link.live) return this.#link
    await this.#link.close()
    return undefined
  }

  async #end(): Promise<void> {
    this.#failure ??= new InfraspecError('closed', 'The run ended before this was answered')
    this.#limit.clearQueue()
    const aborted = this.#running.size > 0
    for (const run of this.#running) run.abort(this.#failure)
    this.#leftovers.search()
    await within(IDLE_LIMIT, this.#leftovers.pressing)
    await within(SWEEP_LIMIT, this.#sweepAll(aborted))
  }

  async #start(): Promise<void> {
    const session = this.#session(undefined)
    const { host, patience, signal } = this.#link
    const ask = async (script: string) => decode(await session.ask(script))
    const platform = await patience.until(async () => {
      const platform = await session.start()
      mark('boot', host.id)
      refuseUnsupported(platform, host.name)
      await untilBooted({ host, platform, patience, ask })
      return platform
    }, signal)
    patience.end()
    if (this.#failure !== undefined) return
    mark('ready', host.id)
    this.#onStatus({ status: 'ready', platform, hostKey: this.#link.hostKey })
  }

  #fail(error: InfraspecError): void {
    if (this.#failure !== undefined) return
    this.#failure = error
    mark('failed', this.#link.host.id)
    this.#onStatus({ status: 'failed', error: toErrorData(error) })
  }

  #jobFor(ask: Ask, answer: (answer: AskAnswer) => void): Job {
    const { host, record, limits } = this.#link
    const { id, kind, script, user: as, timeout = limits.timeout } = ask
    const job: Job = {
      script,
      timeout,
      resolve: (raw) => answer({ id, answer: raw }),
      reject: (error) => answer({ id, error: toErrorData(error) }),
    }
    return recorded(job, { host: host.id, kind, as }, record)
  }

  async #probe(user: string | undefined, jobs: readonly Job[]): Promise<void> {
    await this.#started
    const failure = this.#failure
    if (failure === undefined) this.#session(user).run(jobs)
    else for (const job of jobs) job.reject(failure)
  }

  async #run(ask: Ask, job: Job): Promise<void> {
    try {
      await this.#started
      job.resolve(
        await this.#limit(() =>
          this.#runNow(ask, () => {
            job.sent ??= moment()
          }),
        ),
      )
    } catch (error) {
      job.reject(this.#failure ?? (error as InfraspecError))
    }
  }

  async #runNow(ask: Ask, onSent: () => void): ReturnType<CommandRun['run']> {
    if (this.#failure !== undefined) throw this.#failure
    const killer = this.#killer(ask.user)
    const run = new CommandRun(ask, {
      link: this.#link,
      commandFor: this.#commandFor(ask.user),
      onSent,
      shelter: () => killer.shelter(),
      endingOf: (mark) => killMarked([mark], this.#userland),
      kill: (mark, ended) => this.#leftovers.seek(killer, mark, !ended),
    })
    this.#commands += 1
    this.#running.add(run)
    return run.run().finally(() => this.#running.delete(run))
  }

  #session(user: string | undefined): Session {
    const known = this.#sessions.get(user)
    if (known !== undefined) return known
    const session = new Session({ link: this.#link, user, commandFor: this.#commandFor(user) })
    this.#sessions.set(user, session)
    return session
  }

  #commandFor(user: string | undefined): CommandFor {
    const { host } = this.#link
    return (script, prompt) => become(host, user, this.#sessions.get(undefined)?.platform, script, prompt?.text)
  }

  get #userland(): Platform['userland'] {
    return this.#sessions.get(undefined)?.platform?.userland ?? 'busybox'
  }

  /** Who looks for what a user's command left: root finds the processes of every user, others only their own. */
  #killer(user: string | undefined): Session {
    const own = this.#session(undefined)
    return own.platform?.user.uid === 0 ? own : this.#session(user)
  }

  /**
   * Ends what is still running in shells that are busy, or was not found because of them.
   *
   * After a command was aborted the shells keep their guard: one that was just starting may be heard of by nobody.
   */
  #sweepAll(aborted: boolean): Promise<void>[] {
    return [...this.#sessions].map(([user, session]) => {
      const sought = this.#leftovers.soughtBy(session)
      const busy = session.close({ guarded: aborted || sought.length > 0 })
      const missed = sought.filter(({ certain }) => certain || busy !== undefined).flatMap(({ marks }) => marks)
      return this.#sweep(user, busy === undefined ? missed : [busy, ...missed])
    })
  }

  async #sweep(user: string | undefined, marks: readonly string[]): Promise<void> {
    if (marks.length === 0 || !this.#link.live) return
    const ignore = () => {}
    const script = killMarked(marks, this.#userland)
    let sent: number | undefined
    const onSent = () => {
      sent ??= moment()
    }
    await new Promise<void>((resolve) => {
      const prompt = this.#link.promptFor({ nonce: makeNonce(), user, onRefusal: () => resolve() })
      const command = this.#commandFor(user)(script, prompt)
      const events = { stdout: ignore, stderr: ignore, exit: ignore, close: () => resolve() }
      this.#link.open({ command: () => command, events, prompt, onSent }).catch(() => resolve())
    })
    if (sent !== undefined)
      this.#link.record?.(unanswered({ host: this.#link.host.id, kind: 'kill', as: user, script, sent }))
  }
}

async function within(limit: number, promises: readonly Promise<void>[]): Promise<void> {
  if (promises.length > 0) await Promise.race([Promise.all(promises), delay(limit, undefined, { ref: false })])
}
