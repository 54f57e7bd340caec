import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed, allUnknown, linesOf } from '../shared/all-unknown.ts'
import { unescapeOctal } from './escapes.ts'

/** Something that is mounted. */
export interface MountPresent {
  readonly exists: true
  /** What is mounted, as the kernel names it: `/dev/sda1`, `tmpfs`, `server:/export`. */
  readonly device: string
  /** The file system's type, such as `ext4`. */
  readonly type: string
  /** As mount(8) shows them: those of the mount point, then those of the file system. */
  readonly options: readonly string[]
  /** The folder of the file system that is mounted: `/`, or another one with a bind mount. */
  readonly source: string
}

/** What is known about a mount point. */
export type MountState = { readonly exists: false } | MountPresent

// proc_pid_mountinfo(5). Of several on one mount point the last one is on top.
export const mountinfo: Provider<MountState> = {
  on: ({ kernel }) => kernel.name === 'Linux',
  show: (path) => sh`findmnt --mountpoint ${path}`,
  ask: () => sh`cat /proc/self/mountinfo && echo =`,
  parse: (answer, paths) => {
    const [table, ...end] = answer.stdout.split(/^=\n/m)
    if (answer.exitCode !== 0 || table === undefined || end.length === 0) {
      return allFailed(paths, '/proc/self/mountinfo', answer)
    }
    const found = new Map<string, MountPresent>()
    for (const line of linesOf(table)) {
      const entry = readLine(line)
      if (entry === undefined) return allUnknown(paths, `/proc/self/mountinfo holds what cannot be read: ${line}`)
      found.set(entry.path, entry.state)
    }
    // A process without a root file system has no mounts: then it is not the table that was read.
    if (!found.has('/')) return allUnknown(paths, '/proc/self/mountinfo does not hold the root file system')
    return new Map(paths.map((path) => [path, found.get(path) ?? { exists: false }]))
  },
}

const LINE = /^\d+ \d+ \d+:\d+ (\S+) (\S+) (\S+)(?: \S+)*? - (\S+) (\S*) (\S+)$/

function readLine(line: string): { readonly path: string; readonly state: MountPresent } | undefined {
  const [, source, path, options, type, device, superOptions] = LINE.exec(line) ?? []
  if (source === undefined || path === undefined || type === undefined) return undefined
  return {
    path: unescapeOctal(path),
    state: {
      exists: true,
      device: unescapeOctal(device ?? ''),
      type: unescapeOctal(type),
      options: merged(options ?? '', superOptions ?? ''),
      source: unescapeOctal(source),
    },
  }
}

/** What either of them makes read-only is read-only. */
function merged(ofMount: string, ofSystem: string): readonly string[] {
  const options = [...ofMount.split(','), ...ofSystem.split(',')].map(unescapeOctal)
  const access = options.includes('ro') ? 'ro' : 'rw'
  return [...new Set([access, ...options.filter((option) => option !== 'ro' && option !== 'rw')])]
}

/** How much of a file system is used. */
export interface MountUsage {
  /** Bytes. */
  readonly size: number
  readonly used: number
  /** For users other than root. */
  readonly available: number
  /** Of what users can have, rounded up, as df(1) says; 0 where there is no space to use. */
  readonly usedPercent: number
  /** 0 where the file system does not count them. */
  readonly inodes: number
  readonly inodesUsed: number
  readonly inodesUsedPercent: number
}

// statfs(2) by stat(1), which GNU's and busybox's share. df(1) names another mount of the same file system.
export const usage: Provider<MountUsage> = {
  on: ({ tools }) => tools.includes('stat'),
  show: (path) => sh`df -h -- ${path}; df -i -- ${path}`,
  ask: (paths) => sh`for f in ${paths}; do stat -f -c '= %S %b %f %a %c %d' -- "$f" 2>&1 | tail -n 1; done`,
  parse: (answer, paths) => {
    const lines = linesOf(answer.stdout)
    if (lines.length !== paths.length) return allFailed(paths, 'stat', answer)
    return new Map(paths.map((path, index) => [path, readUsage(lines[index] ?? '')]))
  },
}

function readUsage(line: string): MountUsage | Unknown {
  if (!/^= \d+ \d+ \d+ \d+ \d+ \d+$/.test(line)) return couldNotTell(line)
  const [unit = 0, total = 0, free = 0, available = 0, inodes = 0, inodesFree = 0] = line
    .slice(2)
    .split(' ')
    .map(Number)
  return {
    size: total * unit,
    used: (total - free) * unit,
    available: available * unit,
    usedPercent: percent(total - free, total - free + available),
    inodes,
    inodesUsed: inodes - inodesFree,
    inodesUsedPercent: percent(inodes - inodesFree, inodes),
  }
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.ceil((part / whole) * 100)
}
