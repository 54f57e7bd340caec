import { parseDuration } from '../duration.ts'

/** How long a matcher is asked again: until it holds, or for as long as it has to hold. */
export interface Timing {
  readonly kind: 'eventually' | 'throughout'
  /** Milliseconds. */
  readonly duration: number
  /** Milliseconds from the end of one look to the next. */
  readonly interval: number
}

/** What `.eventually()` takes: durations such as `'30s'`, or milliseconds. */
export interface EventuallyOptions {
  /** Default `'30s'`. */
  readonly timeout?: string | number
  /** Default `'1s'`. */
  readonly interval?: string | number
}

/** Asks again until it holds. */
export function eventually(options: EventuallyOptions = {}): Timing {
  return {
    kind: 'eventually',
    duration: parseDuration(options.timeout ?? '30s'),
    interval: parseDuration(options.interval ?? '1s'),
  }
}

/** Asks again for as long as it has to hold. */
export function throughout(duration: string | number, options: { readonly interval?: string | number } = {}): Timing {
  return { kind: 'throughout', duration: parseDuration(duration), interval: parseDuration(options.interval ?? '1s') }
}
