import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed, allUnknown } from '../shared/all-unknown.ts'
import { unescapeOctal } from './escapes.ts'

/** A device or a file that the kernel swaps to. */
export interface SwapPresent {
  readonly exists: true
  readonly type: 'partition' | 'file'
  /** Bytes. */
  readonly size: number
  readonly used: number
  readonly priority: number
}

/** What is known about a place to swap to. */
export type SwapState = { readonly exists: false } | SwapPresent

// proc_swaps(5), which names what a link leads to. A kernel that cannot swap has no such file.
export const procSwaps: Provider<SwapState> = {
  on: ({ kernel, tools }) => kernel.name === 'Linux' && tools.includes('readlink'),
  show: () => sh`cat /proc/swaps`,
  ask: (paths) =>
    sh`for f in ${paths}; do readlink -f -- "$f" 2>/dev/null || printf '%s\n' "$f"; done; cat /proc/swaps`,
  parse: (answer, paths) => {
    const lines = answer.stdout.split('\n')
    const real = lines.splice(0, paths.length)
    const header = lines.shift() ?? ''
    if (answer.exitCode !== 0) return allFailed(paths, '/proc/swaps', answer)
    if (!/^Filename\s+Type\s+Size\s+Used\s+Priority$/.test(header.trim())) {
      return allUnknown(paths, '/proc/swaps does not begin with the names of its columns')
    }
    const rows = new Map(lines.filter((line) => line !== '').map(readRow))
    if (rows.has(undefined)) return allUnknown(paths, '/proc/swaps holds what cannot be read')
    return new Map(paths.map((path, index) => [path, rows.get(real[index]) ?? rows.get(path) ?? { exists: false }]))
  },
}

function readRow(line: string): readonly [string | undefined, SwapState | Unknown] {
  const [, path, type, size, used, priority] = /^(\S+)\s+(\S+)\s+(\d+)\s+(\d+)\s+(-?\d+)$/.exec(line.trim()) ?? []
  if (path === undefined) return [undefined, couldNotTell(line)]
  if (type !== 'partition' && type !== 'file') return [unescapeOctal(path), couldNotTell(`it is a ${type}`)]
  const kib = { size: Number(size) * 1024, used: Number(used) * 1024 }
  return [unescapeOctal(path), { exists: true, type, ...kib, priority: Number(priority) }]
}
