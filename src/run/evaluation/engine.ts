import type { Worker } from 'node:worker_threads'

import { ConfigError, toErrorData } from '../../errors.ts'
import type { Fault, FromEvaluation, ModuleRequest, ToEvaluation } from '../../spec/modules/messages.ts'
import type { Plan } from '../../spec/collect/plan.ts'
import type { Mark } from '../../timeline.ts'
import { SpecModules } from '../specs/spec-modules.ts'

/** The evaluation of the specs, while it runs. */
export interface Engine {
  /** Resolves when nothing more will be evaluated, with what went wrong outside of all checks. */
  readonly done: Promise<Ending>
  /** Ends the thread, also where a spec never yields. */
  readonly close: () => Promise<unknown>
}

/** How an evaluation ended. */
export interface Ending {
  readonly faults: readonly Fault[]
  /** What the thread has marked. */
  readonly marks: readonly Mark[]
  /** It came to its own end. */
  readonly complete: boolean
}

/** Has the specs evaluated, on a thread that runs already, and gives it the modules that they import. */
export function startEngine(plan: Plan, thread: Worker, modules: SpecModules = new SpecModules(plan.root)): Engine {
  const faults: Fault[] = []
  let marks: readonly Mark[] = []
  const done = new Promise<Ending>((resolve) => {
    const died = (why: string) => {
      faults.push({ name: 'Error', message: `the thread that evaluates specs ended${why}`, stack: undefined })
      resolve({ faults, marks, complete: false })
    }
    thread.on('error', (error) => died(`: ${error.message}`))
    thread.on('exit', () => died(''))
    thread.on('message', (message: FromEvaluation) => {
      if (message.type === 'module') void answer(modules, message.request).then((told) => thread.postMessage(told))
      else if (message.type === 'fault') faults.push(message.fault)
      else if (message.type === 'marks') marks = message.marks
      else resolve({ faults, marks, complete: message.complete })
    })
  })
  thread.postMessage({ type: 'run', plan } satisfies ToEvaluation)
  return { done, close: () => thread.terminate() }
}

async function answer(modules: SpecModules, request: ModuleRequest): Promise<ToEvaluation> {
  const { id } = request
  try {
    return { type: 'module', answer: { id, found: await modules.find(request) } }
  } catch (error) {
    // of an error's class and hint nothing is left behind a message between threads
    return {
      type: 'module',
      answer: error instanceof ConfigError ? { id, refused: toErrorData(error) } : { id, error },
    }
  }
}
