import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed } from '../shared/all-unknown.ts'

/** A control group that the kernel has. */
export interface CgroupPresent {
  readonly exists: true
  /** 2 where everything is in one hierarchy; 1 where each controller may have its own. */
  readonly version: 1 | 2
  /** What its files hold, by their names: `memory.max`, `cpuset.cpus`; less the final newline. */
  readonly values: Readonly<Record<string, string>>
}

/** What is known about a control group. */
export type CgroupState = { readonly exists: false } | CgroupPresent

/** Keeps `${name}` out of the hands of the template. */
const $ = sh`$`

// cgroups(7). A group is a folder, in each hierarchy that has it. What can only be written to is not read, and the lists of
// threads may be long. Of a file's lines each is printed with its name.
export const cgroupFs: Provider<CgroupState> = {
  on: ({ kernel }) => kernel.name === 'Linux',
  show: (path) => sh`grep -s '' /sys/fs/cgroup/${path}/* /sys/fs/cgroup/*/${path}/*`,
  ask: (paths) => sh`mounts=
while read -r _ dir type _; do case $type in cgroup|cgroup2) mounts="$mounts $type:$dir" ;; esac; done </proc/mounts
[ -n "$mounts" ] || { echo 'no cgroup file system is mounted' >&2; exit 1; }
for g in ${paths}; do
  echo group
  for m in $mounts; do
    d=/${$}{m#*:/}/$g
    if [ ! -d "$d" ]; then continue; fi
    cd "$d" 2>/dev/null || { echo denied; continue; }
    f=$(find . -maxdepth 1 -type f -perm -0400 ! -name tasks ! -name cgroup.threads)
    printf 'in %s\n' "$m"; printf ' %s\n' $f
    [ -z "$f" ] || grep '' $f /dev/null 2>&1
  done
done
echo end`,
  parse: (answer, paths) => {
    const blocks = answer.stdout.split(/^group\n/m).slice(1)
    const whole = answer.stdout.endsWith('\nend\n') && blocks.length === paths.length
    if (answer.exitCode !== 0 || !whole) return allFailed(paths, 'cgroup', answer)
    return new Map(paths.map((path, index) => [path, read(blocks[index] ?? '')]))
  },
}

function read(block: string): CgroupState | Unknown {
  const places = block.split(/^(?=in )/m).filter((part) => part.startsWith('in '))
  if (/^denied$/m.test(block)) return couldNotTell('its folder may not be entered', 'set `sudo: true` for this role')
  if (places.length === 0) return { exists: false }
  // Some files are in every hierarchy: what the first one says counts.
  const values = Object.assign({}, ...places.map(valuesOf).toReversed()) as Readonly<Record<string, string>>
  return { exists: true, version: places.every((place) => place.startsWith('in cgroup2:')) ? 2 : 1, values }
}

function valuesOf(place: string): Readonly<Record<string, string>> {
  // what grep(1) could not read is not empty: nothing is known of it
  const hidden = new Set([...place.matchAll(/^grep: \.\/([^:]+): /gm)].map(([, name]) => name))
  const files = [...place.matchAll(/^ \.\/(.+)$/gm)].map(([, name = '']) => name).filter((name) => !hidden.has(name))
  const lines = [...place.matchAll(/^\.\/([^:]+):(.*)$/gm)]
  return Object.fromEntries(
    files.map((file) => [
      file,
      lines
        .filter(([, name]) => name === file)
        .map(([, , line]) => line)
        .join('\n'),
    ]),
  )
}
