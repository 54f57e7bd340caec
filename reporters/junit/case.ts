import type { CheckReport, Failure, HostReport, Outcome } from '../../src/run/report.ts'
import { notRun } from '../outcomes.ts'
import { stateText } from '../state-text.ts'
import { element } from './xml.ts'

const HALF = 4096

/** One `<testcase>`: one check on one host, or something that stands for what was not checked. */
export interface Case {
  readonly classname: string
  readonly name: string
  readonly file?: string | undefined
  readonly line?: number | undefined
  /** Milliseconds. */
  readonly duration: number
  readonly result: Result
}

/** What a case holds: nothing, or exactly one of skipped, failure and error. */
export type Result =
  | { readonly kind: 'passed' }
  | { readonly kind: 'skipped'; readonly message: string }
  | { readonly kind: 'failure' | 'error'; readonly type: string; readonly message: string; readonly body: string }

/** The element of a case. */
export function caseElement({ classname, name, file, line, duration, result }: Case): string {
  const attributes = { classname, name, file, line, time: seconds(duration) }
  return element('testcase', attributes, resultElement(result))
}

function resultElement(result: Result): string[] {
  if (result.kind === 'passed') return []
  if (result.kind === 'skipped') return [element('skipped', { message: result.message })]
  const { kind, type, message, body } = result
  return [element(kind, { type, message }, body)]
}

/** Milliseconds as the seconds of an attribute. */
export function seconds(milliseconds: number): string {
  return (Math.max(0, milliseconds) / 1000).toFixed(3)
}

/** What a check gave on a host, as the result of a case. */
export function resultOf(outcome: Outcome, check: CheckReport, host: HostReport): Result {
  switch (outcome.status) {
    case 'passed':
      return { kind: 'passed' }
    case 'skipped':
      return { kind: 'skipped', message: outcome.reason }
    case 'not-run':
      return { kind: 'skipped', message: notRun(outcome.reason) }
    case 'failed':
    case 'errored': {
      const { failure, status } = outcome
      const kind = status === 'failed' ? 'failure' : 'error'
      const type = status === 'failed' ? 'AssertionError' : 'CouldNotTell'
      return { kind, type, message: failure.message, body: bodyOf(failure, check, host) }
    }
  }
}

/** The message comes first again: some readers show the body only. */
function bodyOf(failure: Failure, check: CheckReport, host: HostReport): string {
  const { file, line } = check.location
  const { message, expected, actual, state, diff, command, exitCode, stderr, attempts, also, stack, evidence } = failure
  const parts = [
    message,
    labelled('host', addressed(host)),
    labelled('expected', expected),
    labelled('actual', actual),
    ...(also ?? []).map((other) => labelled('also', other)),
    labelled('difference', diff),
    labelled('state', state && stateText(state)),
    labelled('attempts', attempts?.toString()),
    labelled('command', command),
    labelled('exit code', exitCode?.toString()),
    labelled('stderr', stderr),
    ...evidence.map(({ label, text }) => labelled(label, text)),
    labelled('at', `${file}:${line}`),
    labelled('stack', stack),
  ]
  return parts.filter((part) => part !== undefined).join('\n')
}

function addressed({ name, id, address }: HostReport): string {
  const more = [id, address].filter((word) => word !== name && word !== '')
  return more.length === 0 ? name : `${name} (${[...new Set(more)].join(', ')})`
}

function labelled(label: string, text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  const shown = headAndTail(text.trimEnd())
  return shown.includes('\n') ? `  ${label}:\n${shown.replace(/^/gm, '    ')}` : `  ${label}: ${shown}`
}

/** At most 8 KB of a text: what it begins with and what it ends with. */
function headAndTail(text: string): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= 2 * HALF) return text
  const missing = bytes.length - 2 * HALF
  const part = (start: number, end: number) => bytes.subarray(start, end).toString()
  return `${part(0, HALF)}\n… ${missing} bytes left out …\n${part(bytes.length - HALF, bytes.length)}`
}
