import type { Answer } from '../../host/answer.ts'
import { couldNotTell, type Unknown } from '../define-resource.ts'

/** The same reason for every key: what a provider says when the whole answer is no answer. */
export function allUnknown(keys: readonly string[], reason: string, hint?: string): Map<string, Unknown> {
  return new Map(keys.map((key) => [key, couldNotTell(reason, hint)]))
}

/** Every key could not be told, because of how the command ended and what it complained of. */
export function allFailed(keys: readonly string[], tool: string, answer: Answer): Map<string, Unknown> {
  const unknown = failed(tool, answer)
  return new Map(keys.map((key) => [key, unknown]))
}

/** Could not be told, because of how the command ended and what it complained of. */
export function failed(tool: string, answer: Answer): Unknown {
  const { reason, hint } = describeFailure(tool, answer)
  return couldNotTell(reason, hint)
}

function describeFailure(tool: string, { exitCode, stderr }: Answer): { reason: string; hint: string | undefined } {
  const complaint = firstLine(stderr)
  if (exitCode === 127) return { reason: `${tool} is not there: ${complaint}`, hint: undefined }
  const ended = exitCode === 0 ? 'the answer has no end' : `it ended with exit code ${exitCode}`
  const reason = `${tool}: ${complaint === '' ? ended : complaint}`
  const denied = exitCode === 126 || /permission denied|not permitted|password is required/i.test(stderr)
  return { reason, hint: denied ? 'set `sudo: true` for this role' : undefined }
}

/** The first line that is not empty. */
export function firstLine(text: string): string {
  return linesOf(text)[0] ?? ''
}

/** The lines that are not empty. */
export function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '')
}
