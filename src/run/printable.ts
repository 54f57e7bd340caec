import { redact } from './secrets/secrets.ts'

// C0 but tab and newline, DEL, C1, and what turns the direction of text around.
// oxlint-disable-next-line no-control-regex -- they are what this is about
const UNPRINTABLE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g

/** Text from elsewhere as it may be written to a terminal: control characters are shown and do nothing, secrets are not. */
export function printable(text: string): string {
  return redact(text).replaceAll(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
