const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u

/** The columns that text takes on a terminal. The text has no control characters. */
export function width(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length
  let columns = 0
  for (const char of text) columns += widthOf(char)
  return columns
}

function widthOf(char: string): number {
  if (/\p{M}/u.test(char)) return 0
  return WIDE.test(char) ? 2 : 1
}

/** Text that takes at most so many columns, with `…` where something is missing. */
export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text
  return columns < 1 ? '' : `${take(text, columns - 1)}…`
}

/** Text in lines of at most so many columns, broken at spaces where there are some. */
export function wrap(text: string, columns: number): string[] {
  // A line holds one wide character at least, or there would be no end of lines.
  const room = Math.max(columns, 2)
  const lines: string[] = []
  let rest = text
  while (width(rest) > room) {
    const head = take(rest, room)
    const space = head.lastIndexOf(' ')
    const end = space > head.length / 2 ? space + 1 : head.length
    // other blanks are no place to break at, and may be what a text is about
    lines.push(rest.slice(0, end).replace(/ +$/, ''))
    rest = rest.slice(end)
  }
  return [...lines, rest]
}

function take(text: string, columns: number): string {
  let head = ''
  let used = 0
  for (const char of text) {
    used += widthOf(char)
    if (used > columns) break
    head += char
  }
  return head
}

/**
 * The first and the last of many lines, with a note of what was left out.
 *
 * @example
 * shorten(lines, 3, 6) // three lines, `… 40 more lines`, six lines
 */
export function shorten(lines: readonly string[], head: number, tail: number, note = ''): readonly string[] {
  const missing = lines.length - head - tail
  if (missing <= 1) return lines
  return [...lines.slice(0, head), `… ${missing} more lines${note}`, ...lines.slice(lines.length - tail)]
}

/** A number with its noun: `1 check`, `2 checks`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** Names as people list them: `web-1, web-2 and 7 more`. */
export function list(names: readonly string[], all = false): string {
  if (all || names.length <= 3) return names.join(', ')
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
}

/** Milliseconds as people say them: `12 ms`, `1.2 s`, `3 min 4 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 9950) return `${(milliseconds / 1000).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
