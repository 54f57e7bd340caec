import { BroadcastChannel, parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { keepMarks, mark, marks, moment } from '../timeline.ts'
import { loadTransport } from '../transports/registry.ts'
import { Desk } from './desk.ts'
import type { Exchange } from './exchange.ts'
import type {
  AnswerMessage,
  AskAnswer,
  AskMessage,
  FromSessionThread,
  HostStatus,
  ToSessionThread,
} from './messages.ts'

// The file that the session thread runs: only wiring.

const main = parentPort as MessagePort
const { channel } = workerData as { readonly channel: string }
const evaluators = new BroadcastChannel(channel)

const loaded = moment()

let answers: AskAnswer[] = []
let hosts: Record<string, HostStatus> = {}
let exchanges: Exchange[] = []
let scheduled = false
let reopening: Promise<void> | undefined
let reopened = () => {}

// Nearly every host is reached by SSH, and its client takes longer to load than to use.
void loadTransport('ssh').then(({ prepare }) => prepare?.())

const desk = new Desk({
  onHost: (host, state) => {
    hosts[host] = state
    schedule()
  },
  onExchange: (exchange) => {
    exchanges.push(exchange)
    schedule()
  },
  onAnswer: (answer) => {
    answers.push(answer)
    schedule()
  },
})

main.on('message', (message: ToSessionThread) => {
  if (message.type === 'open') open(message)
  else if (message.type === 'reopened') reopened()
  else if (message.type === 'rest') void rest()
  else void close()
})

evaluators.onmessage = (event) => {
  const message = (event as { data: AskMessage }).data
  if (message.type === 'ask') desk.ask(message.asks)
  else if (message.type === 'leave') desk.leave(message.hosts)
  else tellEvaluators({ type: 'hosts', hosts: desk.hosts })
}

function open({ hosts: wanted, limits, guarded, kept }: Extract<ToSessionThread, { type: 'open' }>): void {
  if (limits.marked) keepMarks()
  mark('loaded', undefined, loaded)
  desk.open(wanted, limits, { reopen: guarded ? reopen : undefined, kept })
}

/** All answers of a tick leave in one message, and so do the hosts: to wake a thread costs more than what it is told. */
function schedule(): void {
  if (scheduled) return
  scheduled = true
  setImmediate(flush)
}

function flush(): void {
  scheduled = false
  if (Object.keys(hosts).length > 0) {
    tellMain({ type: 'hosts', hosts })
    tellEvaluators({ type: 'hosts', hosts })
  }
  if (answers.length > 0) tellEvaluators({ type: 'answers', answers })
  if (exchanges.length > 0) tellMain({ type: 'exchanges', exchanges })
  hosts = {}
  answers = []
  exchanges = []
}

/** It stays open from then on. */
function reopen(): Promise<void> {
  reopening ??= new Promise((resolve) => {
    reopened = resolve
    tellMain({ type: 'reopen' })
  })
  return reopening
}

async function rest(): Promise<void> {
  const counters = await desk.rest()
  flush()
  tellMain({ type: 'rested', counters })
}

async function close(): Promise<void> {
  const counters = await desk.close()
  flush()
  if (marks().length > 0) tellMain({ type: 'marks', marks: marks() })
  tellMain({ type: 'closed', counters })
  evaluators.close()
  main.close()
}

function tellMain(message: FromSessionThread): void {
  main.postMessage(message)
}

function tellEvaluators(message: AnswerMessage): void {
  evaluators.postMessage(message)
}
