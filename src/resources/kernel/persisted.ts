import type { Platform } from '../../host/platform/platform.ts'
import { sh } from '../../host/shell.ts'
import type { Provider } from '../define-resource.ts'
import { allFailed } from '../shared/all-unknown.ts'
import { type PrintedFile, printedFiles, printFile } from '../shared/indented-files.ts'

/** What a parameter is set to at boot, and by which file. */
export type PersistedValue =
  | { readonly exists: false }
  | { readonly exists: true; readonly value: string; readonly path: string }

interface Assignment {
  readonly pattern: string
  /** `undefined` where a leading - takes a parameter out of the patterns that match it. */
  readonly value: string | undefined
  readonly path: string
}

// sysctl.d(5): of files with the same name the first folder's counts, then they are read in the order of their names.
// /etc/sysctl.conf is read last by `sysctl --system`; systemd-sysctl(8) reads it only where a link to it is in sysctl.d.
export const persisted: Provider<PersistedValue> = {
  on: () => true,
  show: (path) =>
    sh`grep -r ${path.split('/').at(-1) ?? path} /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d`,
  ask: () => sh`code=0
for f in /etc/sysctl.d/*.conf /run/sysctl.d/*.conf /usr/local/lib/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf /lib/sysctl.d/*.conf /etc/sysctl.conf; do
  ${printFile}
done
for d in /etc /etc/sysctl.d; do if [ -d $d ] && [ ! -r $d -o ! -x $d ]; then echo "$d: Permission denied" >&2; code=1; fi; done
echo =; (exit $code)`,
  parse: (answer, paths, platform) => {
    const [files, ...end] = answer.stdout.split(/^=\n/m)
    if (answer.exitCode !== 0 || files === undefined || end.length === 0) return allFailed(paths, 'sysctl.d', answer)
    const assignments = inOrder(files, platform).flatMap(readFile)
    return new Map(paths.map((path) => [path, find(assignments, path)]))
  },
}

function inOrder(stdout: string, { init }: Platform): readonly PrintedFile[] {
  const files = new Map<string, PrintedFile>()
  for (const { path, lines } of printedFiles(stdout)) {
    const name = path === '/etc/sysctl.conf' ? path : path.slice(path.lastIndexOf('/') + 1)
    if (!files.has(name)) files.set(name, { path, lines })
  }
  const last = init === 'systemd' ? undefined : files.get('/etc/sysctl.conf')
  files.delete('/etc/sysctl.conf')
  const sorted = [...files].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, file]) => file)
  return last === undefined ? sorted : [...sorted, last]
}

function readFile({ path, lines }: PrintedFile): readonly Assignment[] {
  return lines.flatMap((line) => {
    const text = line.trim()
    if (text === '' || text.startsWith('#') || text.startsWith(';')) return []
    const [, minus, name, , value] = /^(-?)([^=]*?)\s*(=\s*(.*))?$/.exec(text) ?? []
    if (name === undefined || (value === undefined && minus !== '-')) return []
    return [{ pattern: parameterPath(name), value, path }]
  })
}

/** A setting by its full name counts before any pattern, wherever it stands; of several the last one. */
function find(assignments: readonly Assignment[], path: string): PersistedValue {
  const named = assignments.filter(({ pattern }) => pattern === path)
  const set = named.findLast(({ value }) => value !== undefined)
  if (set !== undefined) return { exists: true, value: set.value ?? '', path: set.path }
  if (named.length > 0) return { exists: false }
  const matching = assignments.findLast(({ pattern, value }) => value !== undefined && glob(pattern).test(path))
  return matching === undefined ? { exists: false } : { exists: true, value: matching.value ?? '', path: matching.path }
}

function glob(pattern: string): RegExp {
  const source = pattern.replaceAll(/[.+^${}()|\\[\]]/g, String.raw`\$&`)
  return new RegExp(`^${source.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}$`)
}

/** sysctl.d(5): the first separator says which of both it is; with dots, a slash stands for a dot in a name. */
export function parameterPath(name: string): string {
  const dots = /^[^./]*\./.test(name)
  return dots ? name.replaceAll(/[./]/g, (separator) => (separator === '.' ? '/' : '.')) : name
}
