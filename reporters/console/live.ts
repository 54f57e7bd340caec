import type { RunEvent } from '../../src/run/report.ts'
import { whichHosts } from './hosts.ts'
import { streamed } from './stream.ts'
import { escapeLine } from '../escape.ts'
import { type ConsoleOptions, MARKS, type Page, pageFor, paint } from './page.ts'
import { advance, noProgress, type Progress, progressText, waitingText } from './progress.ts'
import { wrap } from '../text.ts'
import { createStatusArea, type StatusLine } from './status-area.ts'

/** What is shown while a run lasts: from its first event on, for what is no run, as the command of a gate, draws by itself. */
export interface Live {
  readonly onEvent: (event: RunEvent) => void
  readonly stop: () => void
}

const HEARTBEAT = 30_000
const REDRAW = 100
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const BAD_SHOWN = 3

/** Lines as things happen, and one when nothing happened for 30 seconds. */
export function createHeartbeat(options: ConsoleOptions): Live {
  const page = pageFor(options)
  let progress = noProgress()
  const beat = () => options.write(`still running: ${[progressText(progress), ...waitingFor(progress)].join('; ')}\n`)
  let timer: NodeJS.Timeout | undefined
  return {
    onEvent(event) {
      timer ??= setInterval(beat, HEARTBEAT).unref()
      progress = advance(progress, event)
      const lines = streamed(event, progress, page)
      if (lines.length === 0) return
      options.write(`${lines.join('\n')}\n`)
      timer.refresh()
    },
    stop: () => clearInterval(timer),
  }
}

/** A status area that is drawn again ten times a second at most, and gone at the end. */
export function createSpinner(options: ConsoleOptions): Live {
  const area = createStatusArea(options.write, () => pageFor(options).columns)
  let progress = noProgress()
  let frame = 0
  const draw = () => area.draw(statusLines(progress, FRAMES[frame++ % FRAMES.length] ?? '', pageFor(options)))
  let timer: NodeJS.Timeout | undefined
  return {
    onEvent(event) {
      timer ??= setInterval(draw, REDRAW).unref()
      progress = advance(progress, event)
      if (event.type !== 'start') return
      area.clear()
      options.write(`${whichHosts(event, pageFor(options)).join('\n')}\n`)
    },
    stop() {
      clearInterval(timer)
      area.clear()
    },
  }
}

function statusLines(progress: Progress, frame: string, { colors, columns }: Page): StatusLine[] {
  const bad = [...progress.bad.values()].slice(-BAD_SHOWN).map(({ status, check }) => {
    const titles = [check.role, ...check.titles].map(escapeLine).join(' › ')
    return { text: `${MARKS[status]} ${titles}`, paint: paint(status, colors) }
  })
  const waiting = waitingFor(progress)
    .flatMap((text) => wrap(text, columns - 3))
    .map((text) => ({ text: `  ${text}`, paint: colors.dim }))
  return [
    { text: '', paint: String },
    ...bad,
    { text: `${frame} ${progressText(progress)}`, paint: colors.dim },
    ...waiting,
  ]
}

function waitingFor(progress: Progress): string[] {
  return [waitingText(progress)].filter((text) => text !== '')
}
