/** What a host answered to one script, as the session thread hands it over. */
export interface RawAnswer {
  /** The exit code; `undefined` when a signal or the time limit ended it. */
  readonly exitCode: number | undefined
  /** Such as `SIGKILL`, when it is known for certain that a signal ended it. */
  readonly signal: string | undefined
  /** The time limit ended it. */
  readonly timedOut: boolean
  /** More came than the limit for one answer, or the end of it did not come: what is here is only its beginning. */
  readonly truncated: boolean
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
  /** Milliseconds from the start of the script to its end. */
  readonly duration: number
}

/** The same with its streams as text, as providers read it. What is not UTF-8 became U+FFFD. */
export interface Answer extends Omit<RawAnswer, 'stdout' | 'stderr'> {
  readonly stdout: string
  readonly stderr: string
  /** Standard output as it came. */
  readonly stdoutBytes: Uint8Array
}

const lossy = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

/** An answer with its streams as text. */
export function decode(raw: RawAnswer): Answer {
  return { ...raw, stdout: lossy.decode(raw.stdout), stderr: lossy.decode(raw.stderr), stdoutBytes: raw.stdout }
}
