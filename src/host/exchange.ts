import type { InfraspecError } from '../errors.ts'
import { moment } from '../timeline.ts'
import type { RawAnswer } from './answer.ts'
import type { Job } from './session/shell-channel.ts'

/** One script that was sent to a host, and what came of it. */
export interface Exchange {
  /** The host's id. */
  readonly host: string
  /** A `shell` opens a session and reads what the host is, a `kill` ends what a command left behind. */
  readonly kind: 'shell' | 'probe' | 'command' | 'kill'
  /** Looked as this user instead of the session's. */
  readonly as: string | undefined
  /** The script, without what goes to its input. */
  readonly script: string
  /** A moment; scripts that were written in one go have the same. */
  readonly sent: number
  /** The moment when it was answered or given up. */
  readonly ended: number
  /** Milliseconds that it ran on the host, without its way there and what ran before it. */
  readonly duration: number
  /** Undefined when there was none: a signal or the time limit ended it, or the connection. */
  readonly exitCode: number | undefined
  readonly signal: string | undefined
  readonly timedOut: boolean
  /** Bytes, as far as they were taken. */
  readonly stdout: number
  readonly stderr: number
  /** Why there was no answer. */
  readonly error: string | undefined
}

/** Hears of every exchange; there is none where nobody asked for it. */
export type Record = ((exchange: Exchange) => void) | undefined

type Sent = Pick<Exchange, 'host' | 'kind' | 'as' | 'script' | 'sent'>

/** An exchange that was answered. */
export function answered(sent: Sent, answer: Omit<RawAnswer, 'truncated'>): Exchange {
  const { duration, exitCode, signal, timedOut, stdout, stderr } = answer
  const sizes = { stdout: stdout.length, stderr: stderr.length }
  return { ...sent, ended: moment(), duration, exitCode, signal, timedOut, ...sizes, error: undefined }
}

/** An exchange without an answer; without an error nobody waited for one. */
export function unanswered(sent: Sent, error?: Error): Exchange {
  const nothing = { exitCode: undefined, signal: undefined, timedOut: false, stdout: 0, stderr: 0 }
  const ended = moment()
  return { ...sent, ...nothing, ended, duration: ended - sent.sent, error: error?.message }
}

/** The same job, that tells what came of it once it has been sent. */
export function recorded(job: Job, what: Pick<Exchange, 'host' | 'kind' | 'as'>, record: Record): Job {
  if (record === undefined) return job
  let told = false
  const tell = (exchange: (sent: Sent) => Exchange) => {
    // what was never sent is nobody's business
    if (told || all.sent === undefined) return
    told = true
    record(exchange({ ...what, script: job.script, sent: all.sent }))
  }
  const all: Job = {
    ...job,
    resolve: (answer) => {
      tell((sent) => answered(sent, answer))
      job.resolve(answer)
    },
    reject: (error: InfraspecError) => {
      tell((sent) => unanswered(sent, error))
      job.reject(error)
    },
  }
  return all
}
