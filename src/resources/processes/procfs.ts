import type { Platform } from '../../host/platform/platform.ts'
import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed, allUnknown, linesOf } from '../shared/all-unknown.ts'
import { namesMatch, type Match } from './names.ts'
import { readEntries, type Entry } from './entries.ts'
import { walk } from './script.ts'
import type { ProcessInfo, ProcessState } from './state.ts'

/** The kernel's own list, read by the shell: the same on GNU and on busybox, and no argument is cut. */
export const procfs: Provider<ProcessState> = {
  on: ({ kernel }) => kernel.name === 'Linux',
  show: (name) => sh`ps -ww -o pid,ppid,user,group,args -C ${name}`,
  ask: (keys, { tools }: Platform) => walk(keys, tools.includes('getent')),
  parse: (answer, keys) => {
    // getent(1): 2 is an id without a name
    const [, entries, users, userCode, groups, groupCode] = ANSWER.exec(answer.stdout) ?? []
    if (entries === undefined) return allFailed(keys, '/proc', answer)
    if (/^hidden$/m.test(entries)) return allUnknown(keys, HIDDEN, 'set `sudo: true` for this role')
    const codes = [userCode, groupCode]
    if (!codes.every((code) => code === '0' || code === '2')) return allFailed(keys, 'getent', answer)
    const processes = readEntries(entries)
    if (processes === undefined) return allUnknown(keys, 'the list of processes cannot be read')
    const names = { users: readNames(users ?? ''), groups: readNames(groups ?? '') }
    return new Map(keys.map((key) => [key, stateOf(key, processes, names)]))
  },
}

const ANSWER = /^([^]*?)(?<![^\n])users\n([^]*)(?<![^\n])groups (\d+)\n([^]*)(?<![^\n])done (\d+)\n?$/
const HIDDEN = 'the processes of other users are hidden (hidepid, or a /proc that is not mounted)'

interface Names {
  readonly users: ReadonlyMap<string, string>
  readonly groups: ReadonlyMap<string, string>
}

/** Names by id, from passwd(5) or group(5). */
function readNames(text: string): Map<string, string> {
  const names = new Map<string, string>()
  for (const line of linesOf(text)) {
    const [name, , id] = line.split(':')
    if (name !== undefined && id !== undefined && !names.has(id)) names.set(id, name)
  }
  return names
}

function stateOf(key: string, entries: readonly Entry[], names: Names): ProcessState | Unknown {
  const matched = entries.map((entry): readonly [Entry, Match] => [entry, namesMatch(key, entry)])
  const doubtful = matched.find(([, match]) => match === 'unknown')
  if (doubtful !== undefined) {
    return couldNotTell(
      `process ${doubtful[0].pid} may be it, but its program cannot be seen`,
      'set `sudo: true` for this role',
    )
  }
  const mine = matched.filter(([, match]) => match === 'yes').map(([entry]) => entry)
  if (mine.some((entry) => !entry.complete)) return couldNotTell('a process of this name cannot be read')
  const processes = mine.map((entry) => describe(entry, names)).toSorted((a, b) => a.pid - b.pid)
  return processes.length === 0 ? { exists: false } : { exists: true, count: processes.length, processes }
}

function describe({ pid, ppid, comm, argv, uid, gid, rss }: Entry, { users, groups }: Names): ProcessInfo {
  return {
    pid,
    ppid,
    comm,
    args: argv.join(' '),
    argv,
    user: users.get(String(uid)) ?? String(uid),
    group: groups.get(String(gid)) ?? String(gid),
    uid,
    gid,
    rss,
  }
}
