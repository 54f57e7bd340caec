import { cut } from '../text.ts'

const CLEAR_LINE = '\u001b[2K'
const CLEAR_BELOW = '\u001b[J'
// A terminal that knows it shows all between the two at once; others ignore them.
const BEGIN = '\u001b[?2026h'
const END = '\u001b[?2026l'

/** One line of a status area: without control characters, and how it is coloured once it is cut. */
export interface StatusLine {
  readonly text: string
  readonly paint: (text: string) => string
}

/** A few lines at the bottom of a terminal that are drawn again in place. */
export interface StatusArea {
  /** Replaces the lines; each is cut to the width, which is asked again. */
  readonly draw: (lines: readonly StatusLine[]) => void
  /** Takes the lines away; the cursor is where they began. */
  readonly clear: () => void
}

/** A status area on a terminal. */
export function createStatusArea(write: (text: string) => void, columns: () => number): StatusArea {
  let height = 0
  const toTop = () => (height === 0 ? '\r' : `\r\u001b[${height}A`)
  return {
    draw(lines) {
      // One column is left free: a full line would make some terminals wrap.
      const shown = lines.map((line) => `${CLEAR_LINE}${line.paint(cut(line.text, columns() - 1))}\n`)
      write(`${BEGIN}${toTop()}${shown.join('')}${CLEAR_BELOW}${END}`)
      height = lines.length
    },
    clear() {
      if (height > 0) write(`${toTop()}${CLEAR_BELOW}`)
      height = 0
    },
  }
}
