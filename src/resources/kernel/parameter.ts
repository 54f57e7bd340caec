import { sh } from '../../host/shell.ts'
import { couldNotTell, denied, type Provider, type Unknown } from '../define-resource.ts'

/** A parameter that this kernel has. */
export interface KernelParameterPresent {
  readonly exists: true
  /** As the kernel prints it, less the final newline: tabs stay tabs, numbers stay text. */
  readonly value: string
}

/** What is known about a parameter of the kernel. */
export type KernelParameterState = { readonly exists: false } | KernelParameterPresent

// proc_sys(5), read as files: sysctl(8) is not everywhere, and says less when it fails. Each value is indented, so
// that no line of it can pass for the next heading.
export const procSys: Provider<KernelParameterState> = {
  on: ({ kernel }) => kernel.name === 'Linux',
  show: (path) => sh`cat ${`/proc/sys/${path}`}`,
  ask: (paths) => sh`[ -e /proc/sys/kernel/ostype ] && cd /proc/sys || exit
for f in ${paths}; do
  if [ -d "$f" ]; then echo d
  elif [ -e "$f" ]; then if v=$(cat -- "$f" 2>&1); then printf 'v\n%s\n' "$v" | sed '2,$s/^/ /'; else printf 'e\n %s\n' "$v"; fi
  else echo n; fi
done`,
  parse: ({ stdout, stderr }, paths) => {
    const records = stdout.split(/^(?=[dven]$)/m).filter((record) => record !== '')
    const whole = records.length === paths.length
    const why = stderr.trim().split('\n')[0] || '/proc/sys is not there'
    return new Map(paths.map((path, index) => [path, whole ? read(records[index] ?? '') : couldNotTell(why)]))
  },
}

function read(record: string): KernelParameterState | Unknown {
  const [kind, ...rest] = record.replace(/\n$/, '').split('\n')
  const text = rest.map((line) => line.slice(1)).join('\n')
  if (kind === 'n') return { exists: false }
  if (kind === 'v') return { exists: true, value: text }
  if (kind === 'd') return couldNotTell('it is a folder of parameters, not one of them')
  const reason = text.slice(text.lastIndexOf(': ') + 1).trim()
  if (/permission denied|not permitted/i.test(reason)) return denied(reason, 'set `sudo: true` for this role')
  return couldNotTell(`it could not be read: ${reason}`)
}
