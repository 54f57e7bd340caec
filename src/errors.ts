/** What an {@link InfraspecError} may carry beside its message. */
export interface ErrorDetails {
  /** The host that it happened on, by its name in the inventory. */
  readonly host?: string | undefined
  /** What to do about it: one line. */
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/**
 * The base of every error that infraspec throws on purpose.
 *
 * The first line of the message stands alone; `hint` says what to do.
 */
export class InfraspecError extends Error {
  /** What went wrong, as a word that does not change with the wording. */
  readonly code: string
  readonly host: string | undefined
  readonly hint: string | undefined

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.code = code
    this.host = details.host
    this.hint = details.hint
  }
}

/** The command line, the configuration, a role or a spec is wrong: exit 2. */
export class ConfigError extends InfraspecError {}

/** The source of hosts could not be read, or what it said makes no sense: exit 2. */
export class InventoryError extends InfraspecError {}

/** A host could not be reached, logged in to, or trusted: could not tell, exit 3. */
export class ConnectError extends InfraspecError {}

/** Something took longer than its limit: could not tell, exit 3. */
export class TimeoutError extends InfraspecError {}

/** A host answered, but not with an answer: could not tell, exit 3. */
export class ProbeError extends InfraspecError {}

/** This platform has no provider for what was asked: could not tell, exit 3. */
export class UnsupportedError extends InfraspecError {}

const CLASSES = { ConfigError, InventoryError, ConnectError, TimeoutError, ProbeError, UnsupportedError }

/** An error as plain data, for a message between threads or a report. */
export interface ErrorData {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly host?: string | undefined
  readonly hint?: string | undefined
  readonly stack?: string | undefined
}

/** Any thrown value as plain data. */
export function toErrorData(thrown: unknown): ErrorData {
  if (thrown instanceof InfraspecError) {
    const { name, code, message, host, hint } = thrown
    return { name, code, message, host, hint }
  }
  if (thrown instanceof Error) {
    return { name: thrown.name, code: 'thrown', message: thrown.message, stack: thrown.stack }
  }
  return { name: 'Error', code: 'thrown', message: String(thrown) }
}

/** The error that {@link toErrorData} described. */
export function fromErrorData(data: ErrorData): InfraspecError {
  const Class = CLASSES[data.name as keyof typeof CLASSES] ?? InfraspecError
  return new Class(data.code, data.message, { host: data.host, hint: data.hint })
}
