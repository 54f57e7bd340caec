import { fileURLToPath } from 'node:url'

import { HOME } from '../../home.ts'

/**
 * The frames of a stack that lie in the user's own files; without any, those of infraspec, for a fault of ours.
 *
 * What Vite and Node do below is nobody's concern who reads a report.
 */
export function ownStack(stack: string | undefined, root: string, home = HOME): string | undefined {
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const users = frames.filter((frame) => isIn(frame, root) && !isIn(frame, home))
  const own = users.length > 0 ? users : frames.filter((frame) => isIn(frame, home))
  return own.length === 0 ? undefined : own.join('\n')
}

function isIn(frame: string, folder: string): boolean {
  const place = /(?:\(|at (?:async )?)((?:file:\/\/)?\/.+?):\d+:\d+\)?$/.exec(frame)?.[1]
  if (place === undefined) return false
  const file = place.startsWith('file:') ? fileURLToPath(place) : place
  const base = folder.endsWith('/') ? folder : `${folder}/`
  return file.startsWith(base) && !file.slice(base.length).includes('node_modules/')
}
