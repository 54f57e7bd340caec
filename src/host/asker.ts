import { BroadcastChannel } from 'node:worker_threads'
import { ConfigError, InfraspecError, fromErrorData } from '../errors.ts'
import type { RawAnswer } from './answer.ts'
import type { AnswerMessage, Ask, AskAnswer, AskMessage, HostStatus } from './messages.ts'
import { Script } from './shell.ts'

/** One thing to run on a host: an {@link Ask} whose text can only have come from the `sh` template. */
export interface AskRequest extends Omit<Ask, 'id' | 'script'> {
  readonly script: Script
}

/** The evaluating side's end of the conversation with the session thread. */
export interface Asker {
  /** How far each host is, by its id, as far as it is known here. */
  readonly hosts: () => Readonly<Record<string, HostStatus>>
  /** Calls back with the hosts that changed, at once with those that are known. Returns how to stop. */
  readonly onHosts: (listener: (changed: Readonly<Record<string, HostStatus>>) => void) => () => void
  /** All that is asked in one tick leaves in one message. Rejects with an {@link InfraspecError}. */
  readonly ask: (request: AskRequest) => Promise<RawAnswer>
  /** Says that nothing more will be asked of a host, in the next tick. */
  readonly leave: (host: string) => void
  /** Rejects what is still pending. */
  readonly close: () => void
}

interface Pending {
  readonly resolve: (answer: RawAnswer) => void
  readonly reject: (error: InfraspecError) => void
}

// More than is ever asked in one of them.
const ROUND = 2 ** 32

// Users may fake timers in a spec: this is the real one.
const nextTick = globalThis.setImmediate

/**
 * Joins the conversation on a broadcast channel. It does not keep its thread alive.
 *
 * Whoever joins after another has a `round` of its own: what is still on its way to the other is no answer to it.
 *
 * @example
 * const asker = connectAsker('infraspec-1')
 * const { stdout } = await asker.ask({ host: 'web-1', kind: 'probe', script: sh`uname -r` })
 */
export function connectAsker(channel: string, round = 0): Asker {
  const port = new BroadcastChannel(channel)
  const asking = new Asking((message) => port.postMessage(message), round * ROUND)
  port.onmessage = (event) => asking.receive((event as { data: AnswerMessage }).data)
  ;(port as unknown as { unref: () => void }).unref()
  port.postMessage({ type: 'hello' } satisfies AskMessage)
  return {
    hosts: () => asking.hosts,
    onHosts: (listener) => asking.onHosts(listener),
    ask: (request) => asking.ask(request),
    leave: (host) => asking.leave(host),
    close: () => {
      port.close()
      asking.end(new InfraspecError('closed', 'The conversation with the hosts was closed'))
    },
  }
}

class Asking {
  readonly hosts: Record<string, HostStatus> = {}
  readonly #post: (message: AskMessage) => void
  readonly #pending = new Map<number, Pending>()
  readonly #listeners = new Set<(changed: Readonly<Record<string, HostStatus>>) => void>()
  #outbox: Ask[] = []
  #left: string[] = []
  #scheduled = false
  #lastId: number
  #ended: InfraspecError | undefined

  constructor(post: (message: AskMessage) => void, firstId: number) {
    this.#post = post
    this.#lastId = firstId
  }

  onHosts(listener: (changed: Readonly<Record<string, HostStatus>>) => void): () => void {
    this.#listeners.add(listener)
    if (Object.keys(this.hosts).length > 0) listener(this.hosts)
    return () => this.#listeners.delete(listener)
  }

  ask({ script, ...rest }: AskRequest): Promise<RawAnswer> {
    // Types are gone at run time, and specs are written in JavaScript too.
    if (!(script instanceof Script)) {
      return Promise.reject(new ConfigError('raw-script', 'Only what sh`…` made can be sent to a host'))
    }
    if (this.#ended !== undefined) return Promise.reject(this.#ended)
    this.#lastId += 1
    const id = this.#lastId
    this.#schedule()
    this.#outbox.push({ ...rest, id, script: script.text })
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }))
  }

  leave(host: string): void {
    this.#schedule()
    this.#left.push(host)
  }

  receive(message: AnswerMessage): void {
    if (message.type === 'ended') return this.end(fromErrorData(message.error))
    if (message.type === 'answers') return message.answers.forEach((answer) => this.#settle(answer))
    Object.assign(this.hosts, message.hosts)
    for (const listener of this.#listeners) listener(message.hosts)
  }

  end(error: InfraspecError): void {
    this.#ended ??= error
    const pending = [...this.#pending.values()]
    this.#pending.clear()
    for (const { reject } of pending) reject(error)
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    nextTick(() => this.#flush())
  }

  #flush(): void {
    this.#scheduled = false
    const asks = this.#outbox.splice(0)
    const hosts = this.#left.splice(0)
    if (this.#ended !== undefined) return
    if (asks.length > 0) this.#post({ type: 'ask', asks })
    if (hosts.length > 0) this.#post({ type: 'leave', hosts })
  }

  #settle(answer: AskAnswer): void {
    const pending = this.#pending.get(answer.id)
    this.#pending.delete(answer.id)
    if ('error' in answer) pending?.reject(fromErrorData(answer.error))
    else pending?.resolve(answer.answer)
  }
}
