import pLimit from 'p-limit'
import { InfraspecError, toErrorData } from '../errors.ts'
import { Conversation } from './conversation.ts'
import type { Exchange } from './exchange.ts'
import type { Ask, AskAnswer, Counters, HostSpec, HostStatus, Limits } from './messages.ts'

/** Who is told what the hosts of a run say. */
export interface DeskOptions {
  readonly onHost: (host: string, state: HostStatus) => void
  readonly onAnswer: (answer: AskAnswer) => void
  /** Told of everything that is sent, where somebody wants to know. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/** The conversations with all hosts of a run. */
export class Desk {
  /** How far every host is. */
  readonly hosts: Record<string, HostStatus> = {}
  readonly #options: DeskOptions
  readonly #conversations = new Map<string, Conversation>()

  constructor(options: DeskOptions) {
    this.#options = options
  }

  /** Connects to all hosts, as many at once as the limits say; `reopen` is waited for before one is connected to again. */
  open(hosts: readonly HostSpec[], limits: Limits, reopen?: () => Promise<void>): void {
    const record = limits.recorded ? this.#options.onExchange : undefined
    const limit = pLimit(Math.max(1, limits.concurrency))
    for (const host of hosts) {
      const conversation = new Conversation(host, limits, (state) => this.#tell(host.id, state), { record, reopen })
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

  /** Ends everything, and tells what each host cost. */
  async close(): Promise<Record<string, Counters>> {
    const conversations = [...this.#conversations]
    await Promise.all(conversations.map(([, conversation]) => conversation.close()))
    return Object.fromEntries(conversations.map(([host, { counters }]) => [host, counters]))
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
