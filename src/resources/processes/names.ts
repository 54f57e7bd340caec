import type { Entry } from './entries.ts'
import { COMM_LENGTH, commOf } from './script.ts'

/** Whether a process has a name. */
export type Match = 'yes' | 'no' | 'unknown'

/**
 * Whether a process has this name: it is what the kernel calls it.
 *
 * The kernel keeps 15 bytes. Of a longer name its beginning must be the same, and the whole of it must be the file name of
 * the program, of the first argument, or of the script that an interpreter runs.
 */
export function namesMatch(name: string, { comm, argv, exe }: Entry): Match {
  if (comm === name) return 'yes'
  if (Buffer.byteLength(name) <= COMM_LENGTH || !comm.startsWith(commOf(name))) return 'no'
  const [program = '', script = ''] = argv
  const title = program.split(/[\s:]/, 1)[0] ?? ''
  const candidates = [program, script, title, exe.replace(/ \(deleted\)$/, '')].map(fileName)
  if (candidates.includes(name)) return 'yes'
  return exe === '' ? 'unknown' : 'no'
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
