import { Worker } from 'node:worker_threads'

import { diagnose } from '../../diagnose.ts'
import { THREAD_LIMITS } from '../../host/session-pool.ts'
import { withoutSecrets } from '../../secret-variables.ts'
import { makeRedactor } from '../secrets/redactor.ts'

/** Starts the thread in which specs are evaluated, before it is known which. */
export function startEvaluationThread(): Worker {
  const env = {
    ...withoutSecrets(process.env),
    NODE_ENV: process.env['NODE_ENV'] ?? 'test',
    TEST: 'true',
    VITEST: 'true',
  }
  const thread = new Worker(new URL('./evaluation-thread.js', import.meta.url), {
    env,
    stdout: true,
    stderr: true,
    resourceLimits: THREAD_LIMITS,
  })
  // What a spec writes is no part of the report, and may hold a secret variable.
  for (const stream of [thread.stdout, thread.stderr]) {
    const redactor = makeRedactor()
    stream.setEncoding('utf8').on('data', (text: string) => diagnose(redactor.push(text)))
    stream.once('end', () => diagnose(redactor.end()))
  }
  // Whoever runs specs on it has to hear of an error; before somebody listens, one must not end the process.
  thread.on('error', () => undefined)
  return thread
}
