// Everything that is not for the eye: controls, C1, bidi and other format characters, line separators,
// lone surrogates; and the no-break space, which looks like what it is not.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}\u00a0]/gu
// oxlint-disable-next-line no-control-regex -- colours are what it is about
const COLOUR = /\u001b\[[\d;:]*m/g
// CI systems obey these wherever they stand in a line of output; `::` they obey only at its start.
const CI_COMMAND = /##(?=\[|vso\[|teamcity\[)/g
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Text from a host as one line that can do nothing to a terminal.
 *
 * @example
 * escapeLine('up\u001b[2J\nok') // 'up\\x1b[2J\\nok'
 */
export function escapeLine(text: string): string {
  return text.replace(UNSAFE, visible).replace(CI_COMMAND, '#\\x23')
}

/** Text from a host as lines: colours are dropped, tabs reach the next stop, all else is escaped. */
export function escapeLines(text: string): string[] {
  const lines = plain(text)
    .replace(/(?:\r?\n)+$/, '')
    .split(/\r?\n/)
  return lines.map((line) => escapeLine(expandTabs(line)))
}

/** Output with no line that begins as GitHub's workflow commands do (`::error …`), wherever its words came from. */
export function withoutCommands(output: string): string {
  return output.replace(/^(\s*):(?=:)/gm, '$1\\x3a')
}

/** Text without colours, for what was written to be read and not to be compared. */
export function plain(text: string): string {
  return text.replace(COLOUR, '')
}

function visible(char: string): string {
  const code = char.codePointAt(0) ?? 0
  const hex = code.toString(16)
  if (code <= 0xff) return SHORT[char] ?? `\\x${hex.padStart(2, '0')}`
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
}

function expandTabs(line: string): string {
  let column = 0
  const parts = line.split('\t').map((part, index, all) => {
    column += part.length
    const fill = index === all.length - 1 ? 0 : 8 - (column % 8)
    column += fill
    return part + ' '.repeat(fill)
  })
  return parts.join('')
}
