import { parentPort, type MessagePort } from 'node:worker_threads'

import { fromErrorData } from '../../errors.ts'
import { runSpecs } from '../../spec/worker.ts'
import type { FoundModule, FromEvaluation, ToEvaluation } from '../../spec/modules/messages.ts'
import { makeSpecRunner } from '../../spec/modules/spec-runner.ts'
import type { Plan } from '../../spec/collect/plan.ts'
import { pretendWorker } from '../../spec/vitest.ts'
import { keepMarks, mark, marks, moment } from '../../timeline.ts'

// The file that the evaluating thread runs: only wiring.

const main = parentPort as MessagePort
const loaded = moment()
const waiting = new Map<number, PromiseWithResolvers<FoundModule>>()
let asked = 0
// a spec may turn the clock
const nextTurn = globalThis.setImmediate

const runner = makeSpecRunner((wanted, importer, startOffset) => {
  const id = (asked += 1)
  const found = withResolvers<FoundModule>()
  waiting.set(id, found)
  tell({ type: 'module', request: { id, wanted, importer, startOffset } })
  return found.promise
})

main.on('message', (message: ToEvaluation) => {
  if (message.type === 'run') return void evaluate(message.plan)
  const { id, found, refused, error } = message.answer
  const waiter = waiting.get(id)
  waiting.delete(id)
  if (found === undefined) waiter?.reject(refused === undefined ? error : fromErrorData(refused))
  else waiter?.resolve(found)
})

pretendWorker()
// what every spec imports, loaded while the main thread still reads the command line
const infraspec = import('../../index.ts')
process.on('uncaughtException', fault)
process.on('unhandledRejection', fault)
// It would end this thread alone, and nobody would be told why.
process.exit = (code) => {
  throw new Error(`process.exit(${code ?? ''}) was called in a spec`)
}

async function evaluate(plan: Plan): Promise<void> {
  if (plan.marked) keepMarks()
  mark('loaded', undefined, loaded)
  const specs = [...new Set(plan.roles.flatMap((role) => role.specs))]
  const imports = specs.map((file) => [file, () => runner.import(file)] as const)
  const complete = await runSpecs(plan, imports, Object.keys(await infraspec)).then(
    () => true,
    (error: unknown) => {
      fault(error)
      return false
    },
  )
  if (marks().length > 0) tell({ type: 'marks', marks: marks() })
  // What was rejected in this turn is known to nobody before the next.
  nextTurn(() => tell({ type: 'ended', complete }))
}

function fault(error: unknown): void {
  // a spec may throw anything, and only text is sure to reach the other thread
  const { name, message, stack }: Thrown = error instanceof Error ? error : { name: 'Error', message: error }
  const fault = { name: String(name), message: String(message), stack: typeof stack === 'string' ? stack : undefined }
  tell({ type: 'fault', fault } satisfies FromEvaluation)
}

function tell(message: FromEvaluation): void {
  main.postMessage(message)
}

interface Thrown {
  readonly name: unknown
  readonly message: unknown
  readonly stack?: unknown
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((yes, no) => ([resolve, reject] = [yes, no]))
  return { promise, resolve, reject }
}
