import { relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import type { Location } from '../../run/report.ts'
import type { Plan } from './plan.ts'

/**
 * Where the caller of infraspec stands in the user's files.
 *
 * Vite's module runner maps the frames of a stack to the sources, so this reads them as they come.
 */
export function callerLocation({ home, root }: Pick<Plan, 'home' | 'root'>): Location | undefined {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 30
  const { stack = '' } = new Error('here')
  Error.stackTraceLimit = limit
  return locationIn(stack, { home, root })
}

/** Whether a file calls, itself or through functions; that it imports the caller does not count. */
export function isCalledFrom(file: string): boolean {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 100
  const { stack = '' } = new Error('here')
  Error.stackTraceLimit = limit
  const frames = stack.split('\n')
  const evaluated = frames.findIndex((frame) => /module-(?:evaluator|runner)|node:internal\/modules/.test(frame))
  const places = [`${file}:`, `${pathToFileURL(file).href}:`]
  return frames
    .slice(0, evaluated < 0 ? undefined : evaluated)
    .some((frame) => places.some((place) => frame.includes(place)))
}

/** The first frame of a stack that is the user's own. */
export function locationIn(stack: string, { home, root }: Pick<Plan, 'home' | 'root'>): Location | undefined {
  for (const frame of stack.split('\n')) {
    const match = /^\s*at (?:.* \()?(.+?):(\d+):(\d+)\)?$/.exec(frame)
    if (match === null) continue
    const file = toPath(match[1] as string)
    if (file === undefined || file.startsWith(home) || file.includes('/node_modules/')) continue
    return { file: relativePath(root, file), line: Number(match[2]), column: Number(match[3]) }
  }
  return undefined
}

/** A path as reports and the command line spell it: relative to the root, with `/`. */
export function relativePath(root: string, file: string): string {
  return relative(root, file).split(sep).join('/')
}

function toPath(place: string): string | undefined {
  if (place.startsWith('file://')) return fileURLToPath(place)
  return place.startsWith('/') ? place : undefined
}
