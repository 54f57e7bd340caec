import type { Login } from './auth.ts'

/** How far a connection has come. */
export type Phase = 'resolving' | 'connecting' | 'banner' | 'kex' | 'authentication'

/** What is known about an attempt that failed. */
export interface Attempted {
  readonly place: string
  readonly host: string
  readonly address: string
  readonly phase: Phase
  readonly login: Login | undefined
  /** What came instead of an SSH banner. */
  readonly said: string
  /** What the host offered in the key exchange, by kind. */
  readonly offers: ReadonlyMap<string, readonly string[]>
}

/** What each phase spends its time with. */
export const WAITING: Record<Phase, string> = {
  resolving: 'looking up its name',
  connecting: 'waiting for it to accept the connection',
  banner: 'connected, but waiting for its SSH banner',
  kex: 'in the key exchange',
  authentication: 'waiting for it to answer the login',
}
