import { certainLength, redact } from './secrets.ts'

/** Takes secrets out of a text that comes in pieces, also where one is cut in two by them. */
export interface Redactor {
  /** The next piece. Gives what may be shown of all that has come: the beginning of a secret is kept back. */
  readonly push: (piece: string) => string
  /** Nothing more will come. Gives what was kept back. */
  readonly end: () => string
}

/**
 * A redactor of one stream. It keeps no more than the longest secret.
 *
 * @example
 * const redactor = makeRedactor()
 * redactor.push('the password is hun') + redactor.push('ter2!') + redactor.end() // 'the password is [redacted]!'
 */
export function makeRedactor(): Redactor {
  let kept = ''
  return {
    push: (piece) => {
      const text = kept + piece
      const certain = certainLength(text)
      kept = text.slice(certain)
      return redact(text.slice(0, certain))
    },
    end: () => {
      const rest = redact(kept)
      kept = ''
      return rest
    },
  }
}
