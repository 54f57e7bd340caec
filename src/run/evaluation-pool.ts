import { Worker } from 'node:worker_threads'

import type { PoolRunnerInitializer, PoolWorker } from 'vitest/node'

import { withoutSecrets } from '../secret-variables.ts'
import { redact } from './secrets.ts'

/** The name by which Vitest knows the pool. */
const NAME = 'infraspec'

/** Starts the thread in which specs are evaluated; Vitest takes it over once it is loaded itself. */
export function startEvaluationThread(): Worker {
  const env = {
    ...withoutSecrets(process.env),
    NODE_ENV: process.env['NODE_ENV'] ?? 'test',
    TEST: 'true',
    VITEST: 'true',
  }
  const thread = new Worker(new URL('./evaluation-thread.js', import.meta.url), { env, stdout: true, stderr: true })
  // What a spec writes is no part of the report, and may hold a secret variable.
  for (const stream of [thread.stdout, thread.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => void process.stderr.write(redact(text)))
  }
  // It is Vitest that has to hear of an error; before it listens, one must not end the process.
  thread.on('error', () => undefined)
  return thread
}

/** A pool of that one thread, which is running already: starting it anew would take as long as all checks do. */
export function poolOf(thread: Worker): PoolRunnerInitializer {
  return { name: NAME, createPoolWorker: () => poolWorker(thread) }
}

function poolWorker(thread: Worker): PoolWorker {
  return {
    name: NAME,
    on: (event, callback) => void thread.on(event, callback),
    off: (event, callback) => void thread.off(event, callback),
    send: (message) => thread.postMessage(message),
    start: () => Promise.resolve(),
    stop: async () => {
      await thread.terminate()
    },
    deserialize: (data) => data,
  }
}
