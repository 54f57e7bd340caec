import pLimit from 'p-limit'
import { InfraspecError, toErrorData } from '../errors.ts'
import { Conversation } from './conversation.ts'
import type { Exchange } from './exchange.ts'
import type { Link } from './link/link.ts'
import type { HostSpec, Limits } from './host-spec.ts'
import type { Ask, AskAnswer, Counters, HostStatus } from './messages.ts'

/** Who is told what the hosts of a run say. */
export interface DeskOptions {
  readonly onHost: (host: string, state: HostStatus) => void
  readonly onAnswer: (answer: AskAnswer) => void
  /** Told of everything that is sent, where somebody wants to know. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/** How hosts are connected to. */
export interface OpenOptions {
  /** Waited for before a host is connected to again. */
  readonly reopen?: (() => Promise<void>) | undefined
  /** Nobody is left before the end. */
  readonly kept?: boolean
}

/** The conversations with all hosts of a run. */
export class Desk {
  /** How far every host is. */
  readonly hosts: Record<string, HostStatus> = {}
  readonly #options: DeskOptions
  readonly #conversations = new Map<string, Conversation>()
  /** Connections that nobody uses at the moment. */
  readonly #resting = new Map<string, Link>()
  #kept = false

  constructor(options: DeskOptions) {
    this.#options = options
  }

  /**
   * Connects to all hosts, as many at once as the limits say; where a connection rests it is taken.
   *
   * All else is begun anew: the shell, who it may become, and what the host is.
   */
  open(hosts: readonly HostSpec[], limits: Limits, { reopen, kept = false }: OpenOptions = {}): void {
    this.#kept = kept
    const record = limits.recorded ? this.#options.onExchange : undefined
    const limit = pLimit(Math.max(1, limits.concurrency))
    for (const host of hosts) {
      const onStatus = (state: HostStatus) => this.#tell(host.id, state)
      const conversation = new Conversation(host, {
        limits,
        onStatus,
        hooks: { record, reopen },
        link: this.#take(host.id),
      })
      this.#conversations.set(host.id, conversation)
      conversation.start(limit)
    }
  }

  /** Hands all asks out; what one session gets of them it writes in one go. */
  ask(asks: readonly Ask[]): void {
    const { onAnswer } = this.#options
    for (const [host, group] of groupByHost(asks)) {
      const conversation = this.#conversations.get(host)
      if (conversation !== undefined) conversation.ask(group, onAnswer)
      else for (const { id } of group) onAnswer({ id, error: toErrorData(unknownHost(host)) })
    }
  }

  /** Nothing more will be asked of these hosts: what they hold here, and what runs there, need not wait for the others. */
  leave(hosts: readonly string[]): void {
    if (this.#kept) return
    for (const host of hosts) void this.#conversations.get(host)?.close()
  }

  /** Ends everything but the connections, which rest until it is opened again; tells what each host cost. */
  async rest(): Promise<Record<string, Counters>> {
    const counters = await this.#end(async (host, conversation) => {
      const link = await conversation.rest()
      if (link !== undefined) this.#resting.set(host, link)
    })
    // whoever asks how far they are is to wait for the next `open`
    for (const host of this.#conversations.keys()) delete this.hosts[host]
    this.#conversations.clear()
    return counters
  }

  /** Ends everything, and tells what each host cost. */
  async close(): Promise<Record<string, Counters>> {
    const resting = [...this.#resting.values()].map((link) => link.close())
    const [counters] = await Promise.all([this.#end((_, conversation) => conversation.close()), ...resting])
    return counters
  }

  async #end(how: (host: string, conversation: Conversation) => Promise<void>): Promise<Record<string, Counters>> {
    const conversations = [...this.#conversations]
    await Promise.all(conversations.map(([host, conversation]) => how(host, conversation)))
    return Object.fromEntries(conversations.map(([host, { counters }]) => [host, counters]))
  }

  /** A connection that has been lost meanwhile is made again, with all the patience of the first time. */
  #take(host: string): Link | undefined {
    const link = this.#resting.get(host)
    this.#resting.delete(host)
    if (link === undefined || link.live) return link
    void link.close()
    return undefined
  }

  #tell(host: string, state: HostStatus): void {
    this.hosts[host] = state
    this.#options.onHost(host, state)
  }
}

function unknownHost(host: string): InfraspecError {
  return new InfraspecError('unknown-host', `There is no host ${JSON.stringify(host)} in this run`)
}

function groupByHost(asks: readonly Ask[]): ReadonlyMap<string, Ask[]> {
  const groups = new Map<string, Ask[]>()
  for (const ask of asks) {
    const group = groups.get(ask.host)
    if (group === undefined) groups.set(ask.host, [ask])
    else group.push(ask)
  }
  return groups
}
