import picocolors from 'picocolors'

import { diagnose } from '../../diagnose.ts'
import { printable } from '../printable.ts'
import { projectPath } from '../project/source-line.ts'
import type { Standing } from './standing.ts'

const CLEAR = '\u001b[2J\u001b[H'

/** How the screen of a watch looks. */
export interface ScreenOptions {
  readonly root: string
  readonly color: boolean
  /** Rounds may begin on an empty screen. */
  readonly clears: boolean
  /** Keys are listened for. */
  readonly keys: boolean
}

/** What is said after a round. */
export interface Rest {
  /** Milliseconds since what began it. */
  readonly took: number
  readonly ran: number
  readonly specs: number
  /** Names of hosts that were connected to again. */
  readonly again: readonly string[]
  /** Specs that were not in it and were not green when they last were. */
  readonly bad: ReadonlyMap<string, Standing>
}

/** What a watch says between the reports: to standard error, since it is no report. */
export class Screen {
  readonly #options: ScreenOptions
  readonly #colors: ReturnType<typeof picocolors.createColors>

  constructor(options: ScreenOptions) {
    this.#options = options
    this.#colors = picocolors.createColors(options.color)
  }

  /** A round begins, and why. */
  begins(why: string): void {
    const { inverse, cyan } = this.#colors
    this.#say(`${this.#options.clears ? CLEAR : '\n'}${inverse(cyan(' RERUN '))} ${why}\n\n`)
  }

  /** A round is over. */
  rests({ took, ran, specs, again, bad }: Rest): void {
    const { inverse, cyan, dim, yellow } = this.#colors
    const what = ran === specs ? `all ${specs} specs` : `${ran} of ${specs} specs`
    const lines = [
      `${inverse(cyan(' WATCHING '))} ${specs === 1 ? 'the spec' : what} took ${said(took)}`,
      ...(again.length > 0
        ? [yellow(`connected again to ${again.map(printable).join(', ')}: the connection was lost`)]
        : []),
      ...[...bad].map(([spec, { at }]) =>
        yellow(`${this.file(spec)} was not in this round, and not green at ${at.toTimeString().slice(0, 8)}`),
      ),
      dim(this.#options.keys ? 'a runs all, f what is not green, h helps, q quits' : 'Ctrl-C ends it'),
    ]
    this.#say(`\n${lines.map((line, index) => (index === 0 ? line : `           ${line}`)).join('\n')}\n`)
  }

  /** Roles or the configuration cannot be read since something was saved. */
  wrong(why: string, { message, hint }: { readonly message: string; readonly hint?: string | undefined }): void {
    const { inverse, red, cyan } = this.#colors
    const first = `${inverse(red(' ERROR '))} ${printable(message)}\n`
    this.begins(why)
    this.#say(`${first}${hint === undefined ? '' : `        ${cyan(printable(hint))}\n`}\n`)
    this.#say(`${inverse(cyan(' WATCHING '))} nothing was run; it is read again with the next save\n`)
  }

  help(): void {
    const keys = [
      ['a, Enter', 'run all specs again'],
      ['f', 'run the specs that were not green when they were last run'],
      ['h', 'this help'],
      ['q', 'quit, with the exit code of how all specs stand'],
      ['Ctrl-C', 'end at once, with 130'],
    ] as const
    const lines = keys.map(([key, meaning]) => `  ${this.#colors.bold(key.padEnd(8))}  ${meaning}\n`)
    this.#say(
      `\n${lines.join('')}\nA spec runs when it is saved, or what it imports; a role or the configuration runs all.\n`,
    )
  }

  note(text: string): void {
    this.#say(`${this.#colors.dim(printable(text))}\n`)
  }

  /** What was saved, in words. */
  saved(files: readonly string[]): string {
    const names = files.map((file) => this.file(file))
    return names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ')
  }

  /** A file as the project calls it, for a terminal. */
  file(path: string): string {
    return printable(projectPath(path, this.#options.root))
  }

  #say(text: string): void {
    diagnose(text)
  }
}

function said(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}
