import { sh } from '../../host/shell.ts'
import { couldNotTell, denied, type Provider, type Unknown } from '../define-resource.ts'
import type { Access, FilePresent, FileState, FileType } from './state.ts'

// %f is the raw st_mode: type and permissions without a word of any language. Users' and groups' names hold no colon.
const FORMAT = '%f:%u:%g:%s:%Y:%h:%i:%U:%G'
const FIELDS = /^([0-9a-f]+):(\d+):(\d+):(\d+):(-?\d+):(\d+):(\d+):([^:]*):([^:]*)$/

/**
 * stat(1) of GNU and of busybox, which share -L and -c.
 *
 * First one record a path, ended by NUL: what is there (`f`ile, `l`ink that leads somewhere, `b`roken link, `n`othing)
 * and, for a link, its target; then one stat for all that exist, in the same order. What test(1) does not
 * find is asked of stat once more for the reason: nothing there (ENOENT) is not forbidden to look (EACCES).
 */
export const stat: Provider<FileState> = {
  on: () => true,
  show: (path) => sh`stat -L -- ${path}`,
  ask: (paths) => sh`access() {
  if [ -r "$1" ]; then printf r; fi
  if [ -w "$1" ]; then printf w; fi
  if [ -x "$1" ]; then printf x; fi
}
set -- ${paths}
for f do
  shift
  if [ -e "$f" ]; then
    set -- "$@" "$f"
    if [ -L "$f" ]; then printf l; access "$f"; echo; readlink -n -- "$f"
    else printf f; access "$f"; fi
  elif [ -L "$f" ]; then
    echo b; stat -c ${FORMAT} -- "$f"; readlink -n -- "$f"
    printf '\0%s' "$(stat -L -c . -- "$f" 2>&1)"
  else
    printf 'n\n%s' "$(stat -c . -- "$f" 2>&1)"
  fi
  printf '\0'
done
if [ $# -gt 0 ]; then stat -L -c ${FORMAT} -- "$@"; fi`,
  parse: ({ stdout, stderr, exitCode }, paths) => {
    const records = stdout.split('\0')
    const seen = paths.map(() => takeRecord(records))
    const stats = (records.shift() ?? '').split('\n').slice(0, -1)
    const existing = seen.filter((record) => record !== undefined && !('reason' in record))
    // A file that came or went between the two looks has shifted the order: then no line is anyone's.
    const whole = stats.length === existing.length
    const why = firstLine(stderr) ?? `stat ended with ${exitCode}`
    return new Map(
      seen.map((record, index) => {
        const path = paths[index] as string
        if (record === undefined) return [path, couldNotTell(why)]
        if ('reason' in record) return [path, missing(record)]
        return [path, (whole ? present(stats.shift() as string, record) : undefined) ?? couldNotTell(why)]
      }),
    )
  },
}

type Record =
  | { readonly access: Access; readonly target: string | undefined }
  | { readonly reason: string; readonly link?: { readonly stat: string; readonly target: string } }

function takeRecord(records: string[]): Record | undefined {
  const record = records.shift() ?? ''
  const [kind = '', ...rest] = record.split('\n')
  if (kind === 'n') return { reason: reasonOf(rest.join('\n')) }
  if (kind === 'b') {
    const [stat = '', ...target] = rest
    return { reason: reasonOf(records.shift() ?? ''), link: { stat, target: target.join('\n') } }
  }
  if (!/^[fl]r?w?x?$/.test(kind)) return undefined
  const access = {
    readable: kind.includes('r'),
    writable: kind.includes('w'),
    executable: kind.includes('x'),
  }
  return { access, target: kind.startsWith('l') ? rest.join('\n') : undefined }
}

/** What strerror(3) says stands last in what every stat complains; the path before it may hold anything. */
function reasonOf(complaint: string): string {
  return complaint.slice(complaint.lastIndexOf(': ') + 1).trim()
}

const NOTHING_THERE = ['No such file or directory', 'Not a directory']
const LOOPS = ['Too many levels of symbolic links', 'Symbolic link loop']

function missing({ reason, link }: Extract<Record, { reason: string }>): FileState | Unknown {
  if (link === undefined && NOTHING_THERE.includes(reason)) return { exists: false }
  if (link !== undefined && [...NOTHING_THERE, ...LOOPS].includes(reason)) {
    const access = { readable: false, writable: false, executable: false }
    return present(link.stat, { access, target: link.target }, true) ?? couldNotTell('the link could not be read')
  }
  const where = link === undefined ? '' : `it is a symlink to ${JSON.stringify(link.target)}: `
  if (reason === 'Permission denied') return denied(`${where}permission denied`, 'set `sudo: true` for this role')
  return couldNotTell(where + (reason === '.' || reason === '' ? 'it came while it was looked at' : reason))
}

function present(
  line: string,
  { access, target }: Extract<Record, { access: Access }>,
  broken = false,
): FilePresent | Unknown | undefined {
  const [, hex, uid, gid, size, seconds, links, inode, owner, group] = FIELDS.exec(line) ?? []
  const bits = Number.parseInt(hex ?? '', 16)
  const type = TYPES[bits >> 12]
  if (type === undefined) return undefined
  if (target === '') return couldNotTell('it is a symlink, and where to could not be read')
  return {
    exists: true,
    type,
    symlink: target === undefined ? undefined : { target, broken },
    mode: (bits & 0o7777).toString(8).padStart(4, '0'),
    owner: owner === 'UNKNOWN' ? undefined : owner,
    group: group === 'UNKNOWN' ? undefined : group,
    uid: Number(uid),
    gid: Number(gid),
    size: Number(size),
    modified: timestamp(Number(seconds)),
    links: Number(links),
    inode: Number(inode),
    access,
  }
}

/** The S_IFMT of inode(7), shifted. */
const TYPES: { readonly [bits: number]: FileType } = {
  0o14: 'socket',
  0o12: 'symlink',
  0o10: 'file',
  0o6: 'block-device',
  0o4: 'directory',
  0o2: 'character-device',
  0o1: 'pipe',
}

/** File systems keep times that no calendar has: those become the last moment that one has. */
function timestamp(seconds: number): string {
  const last = 8_640_000_000_000
  return new Date(Math.min(Math.max(seconds, -last), last) * 1000).toISOString().replace('.000Z', 'Z')
}

function firstLine(text: string): string | undefined {
  return text.trim().split('\n')[0] || undefined
}
