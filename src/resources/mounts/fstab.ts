import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed } from '../shared/all-unknown.ts'
import { unescapeOctal } from './escapes.ts'

/** An entry of fstab(5). */
export interface FstabPresent {
  readonly exists: true
  /** As it is written: `/dev/sda1`, `UUID=…`, `server:/export`. */
  readonly device: string
  /** `none` where there is none to have, as for swap. */
  readonly mountPoint: string
  readonly type: string
  readonly options: readonly string[]
  /** Whether dump(8) takes it: nearly always 0. */
  readonly dump: number
  /** In which pass fsck(8) checks it; 0 for never. */
  readonly pass: number
  /** Where it stands in /etc/fstab, from 1. */
  readonly line: number
}

/** What is known about an entry of fstab(5). */
export type FstabState = { readonly exists: false } | FstabPresent

// A host without /etc/fstab has no entries, and that is an answer.
export const fstabFile: Provider<FstabState> = {
  on: () => true,
  show: () => sh`cat /etc/fstab`,
  ask: () => sh`if [ -e /etc/fstab ] || [ -L /etc/fstab ] || [ ! -x /etc ]; then cat /etc/fstab; fi`,
  parse: (answer, names) => {
    if (answer.exitCode !== 0) return allFailed(names, '/etc/fstab', answer)
    const entries = answer.stdout.split('\n').flatMap(readLine)
    return new Map(names.map((name) => [name, find(entries, name)]))
  },
}

type Entry = FstabPresent | { readonly exists: undefined; readonly mountPoint: string; readonly line: number }

function find(entries: readonly Entry[], name: string): FstabState | Unknown {
  const found = entries.filter((entry) => nameOf(entry) === name)
  const [first, second] = found
  const place = entries.find((entry) => entry.exists === true && entry.device === name)?.mountPoint
  if (first === undefined && place !== undefined)
    return couldNotTell(`it is what is mounted on ${place}`, `name the mount point: fstab('${place}')`)
  if (first === undefined) return { exists: false }
  const lines = found.map(({ line }) => line).join(' and ')
  if (second !== undefined) return couldNotTell(`/etc/fstab has ${found.length} entries for it, in lines ${lines}`)
  return first.exists === undefined ? couldNotTell(`line ${first.line} of /etc/fstab has no type`) : first
}

/** Swap has no mount point: it goes by its device. */
function nameOf(entry: Entry): string {
  const place = entry.mountPoint
  if (entry.exists === undefined || place.startsWith('/')) return place.replace(/(?<=.)\/+$/, '')
  return entry.device
}

function readLine(text: string, index: number): readonly Entry[] {
  const fields = text.trim().split(/[ \t]+/)
  const [device = '', place, type, options = 'defaults', dump = '0', pass = '0'] = fields.map(unescapeOctal)
  const line = index + 1
  if (device === '' || text.trim().startsWith('#') || place === undefined) return []
  if (type === undefined) return [{ exists: undefined, mountPoint: place, line }]
  const numbers = { dump: Number(dump) || 0, pass: Number(pass) || 0 }
  return [{ exists: true, device, mountPoint: place, type, options: options.split(','), ...numbers, line }]
}
