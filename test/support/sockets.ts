import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** The sockets of a process and all that it started, by proc(5). */
export interface Sockets {
  /** Such as `tcp 0100007F:1F90` or `unix /tmp/x`. */
  readonly listening: readonly string[]
  /** How many connections there are to port 22 somewhere. */
  readonly toSsh: number
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/** Looks at the sockets of a process and its descendants. */
export function socketsOf(pid: number): Sockets {
  const inodes = new Set(treeOf(pid).flatMap(inodesOf))
  const rows = (file: string) =>
    read(`/proc/${pid}/net/${file}`)
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
  const inet = ['tcp', 'tcp6'].flatMap((kind) => rows(kind).map((row) => ({ kind, row, inode: row[9] ?? '' })))
  const ours = inet.filter(({ inode }) => inodes.has(inode))
  // proc_net_tcp: state 0A is listening, and 01 connected; __SO_ACCEPTCON of unix sockets is 0x10000
  const unix = rows('unix').filter(
    (row) => inodes.has(row[6] ?? '') && (Number.parseInt(row[3] ?? '0', 16) & 0x10000) !== 0,
  )
  return {
    listening: [
      ...ours.filter(({ row }) => row[3] === '0A').map(({ kind, row }) => `${kind} ${row[1]}`),
      ...unix.map((row) => `unix ${row[7]}`),
    ],
    toSsh: ours.filter(({ row }) => row[3] === '01' && row[2]?.endsWith(':0016')).length,
  }
}

function treeOf(root: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const parents = new Map(
    pids.map((pid) => [Number(pid), Number(/^PPid:\s+(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1])]),
  )
  const tree = [root]
  for (const parent of tree) for (const [pid, of] of parents) if (of === parent) tree.push(pid)
  return tree
}

function inodesOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}
