import { inspect } from 'node:util'

import { InfraspecError } from '../../errors.ts'
import type { Failure } from '../../run/report.ts'
import { hintFor } from './mistakes.ts'

/** Thrown by an expectation that does not hold. */
export class ExpectationFailed extends Error {
  override readonly name = 'ExpectationFailed'
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

/** Thrown by an expectation, or an `inspect`, of which the answer could not be told. */
export class CouldNotTell extends Error {
  override readonly name = 'CouldNotTell'
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

/** Thrown where the host itself is gone: the check counts as not run. */
export class HostLost extends Error {
  override readonly name = 'HostLost'
}

/** A failure without anything to show but its message. */
export function plainFailure(message: string, more: Partial<Failure> = {}): Failure {
  return { message, evidence: [], ...more }
}

/** Any thrown value as one line: a spec may throw what has no name and no text. */
export function describeThrown(error: unknown): string {
  try {
    // Vite calls an import `(0 , __vite_ssr_import_0__.it)`: nobody wrote that.
    const plain = (text: string) => text.replaceAll(/\(0 ?, ?__vite_ssr_import_\d+__\.(\w+)\)/g, '$1')
    return error instanceof Error ? `${error.name}: ${plain(error.message)}` : inspect(error)
  } catch {
    return 'something that cannot be shown'
  }
}

/** What something of the user's did wrong, in one line: our own errors say that themselves. */
export function saying(what: string, error: unknown): string {
  return error instanceof InfraspecError ? `${what}: ${error.message}` : `${what} threw ${describeThrown(error)}`
}

/** What is said where something of the user's threw what is no expectation. */
export function threw(what: string, error: unknown): Failure {
  const stack = error instanceof Error && typeof error.stack === 'string' ? error.stack : undefined
  const hint = hintFor(error)
  const evidence = hint === undefined ? [] : [{ label: 'try', text: hint }]
  return plainFailure(saying(what, error), { stack, evidence })
}
