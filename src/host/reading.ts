import { ConfigError, InfraspecError, type ConnectError } from '../errors.ts'
import type { Answer } from './answer.ts'
import type { Platform } from './platform/platform.ts'
import type { Provider, Unknown } from './provider.ts'

/** What a look gave. `lost` is about the host and not about the subject. */
export type Reading =
  | { readonly status: 'read'; readonly state: unknown; readonly asked: Asked }
  | {
      readonly status: 'unknown'
      readonly reason: string
      readonly hint?: string | undefined
      /** What was asked makes no sense: no host could answer it. */
      readonly usage?: boolean | undefined
      /** The looker may not look there. */
      readonly denied?: boolean | undefined
      readonly asked?: Asked | undefined
    }
  | { readonly status: 'lost'; readonly error: ConnectError }

/** How it was asked, for whoever wants to see the same. */
export interface Asked {
  /** For this subject alone, also when it was asked together with others. */
  readonly command: string
  readonly exitCode: number | undefined
  readonly stderr: string
}

/** How a subject was asked, as if it alone had been: most are never shown, so the text is made when somebody looks. */
export class AskedAlone implements Asked {
  readonly exitCode: number | undefined
  readonly stderr: string
  readonly #provider: Provider<unknown>
  readonly #key: string
  readonly #platform: Platform

  constructor(
    provider: Provider<unknown>,
    key: string,
    platform: Platform,
    { exitCode, stderr }: Pick<Answer, 'exitCode' | 'stderr'>,
  ) {
    this.#provider = provider
    this.#key = key
    this.#platform = platform
    this.exitCode = exitCode
    this.stderr = stderr
  }

  get command(): string {
    return (this.#provider.show?.(this.#key) ?? this.#provider.ask([this.#key], this.#platform)).text
  }
}

/** What could not be told, as a reading. */
export function unread(
  { reason, hint, usage, denied }: Unknown,
  asked: Asked | undefined,
): Extract<Reading, { status: 'unknown' }> {
  return { status: 'unknown', reason, hint, usage, denied, asked }
}

/** Why there is no state, when looking for it threw. */
export function fromError(error: unknown): Extract<Reading, { status: 'unknown' }> {
  const hint = error instanceof InfraspecError ? error.hint : undefined
  const reason = error instanceof Error ? error.message : String(error)
  return { status: 'unknown', reason, hint, usage: error instanceof ConfigError }
}
