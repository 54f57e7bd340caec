import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed, linesOf } from '../shared/all-unknown.ts'

/** A module whose code is in the kernel now. */
export interface KernelModulePresent {
  readonly exists: true
  /** It is part of the kernel, and cannot be unloaded. */
  readonly builtIn: boolean
  /** The modules that use it; none are known of one that is built in. */
  readonly usedBy: readonly string[]
}

/** What is known about a module of the kernel. */
export type KernelModuleState = { readonly exists: false } | KernelModulePresent

/**
 * proc_modules(5), modules.builtin of kmod, and /sys/module.
 *
 * A kernel that cannot load modules has no /proc/modules. /sys/module has those that are built in only if they have
 * parameters or a version; so without modules.builtin, as in many a container, one that is not there may still be.
 */
export const modules: Provider<KernelModuleState> = {
  on: ({ kernel }) => kernel.name === 'Linux',
  show: (name) => sh`lsmod | grep -w ${name}; ls -d ${`/sys/module/${name}`}`,
  ask: () => sh`[ -e /proc/sys/kernel/ostype ] && [ -d /sys/module ] || { echo '/proc or /sys is not there' >&2; exit 1; }
code=0; if [ -e /proc/modules ]; then cat /proc/modules || code=1; fi; echo =
ls /sys/module || code=1; echo =
b=/lib/modules/$(uname -r)/modules.builtin
if [ -e "$b" ]; then cat "$b" && echo =; fi || code=1
(exit $code)`,
  parse: (answer, names) => {
    const [loaded, present, builtIn, ...rest] = answer.stdout.split(/^=\n/m)
    // Without modules.builtin nothing stands after the second mark, and with it a third one.
    const cut = present === undefined || builtIn === undefined || (builtIn !== '' && rest.length !== 1)
    if (answer.exitCode !== 0 || cut) return allFailed(names, 'the kernel', answer)
    const table = new Map(linesOf(loaded ?? '').map((line) => [plainName(line.split(' ')[0] ?? ''), line]))
    const inKernel = rest.length === 1 ? new Set(linesOf(builtIn ?? '').map(plainName)) : undefined
    const known = new Set(linesOf(present).map(plainName))
    const read = (name: string): KernelModuleState | Unknown => {
      const line = table.get(name)
      if (line !== undefined) return readLine(line)
      if (known.has(name) || inKernel?.has(name) === true) return { exists: true, builtIn: true, usedBy: [] }
      if (inKernel !== undefined) return { exists: false }
      return couldNotTell('it is not loaded, and without modules.builtin no host says whether it is built in')
    }
    return new Map(names.map((name) => [name, read(name)]))
  },
}

/** `kernel/fs/ext4/ext4.ko.xz` is `ext4`, and `-` and `_` are one to the kernel. */
export function plainName(name: string): string {
  return name
    .slice(name.lastIndexOf('/') + 1)
    .replace(/\.ko(\.\w+)?$/, '')
    .replaceAll('-', '_')
}

// ip_tables 36864 2 iptable_filter,iptable_nat, Live 0x0000000000000000
function readLine(line: string): KernelModuleState | Unknown {
  const [, users, state] = /^\S+ \d+ (?:\d+|-) (\S+) (Live|Loading|Unloading)\b/.exec(line) ?? []
  if (users === undefined) return couldNotTell(`/proc/modules holds what cannot be read: ${line}`)
  if (state !== 'Live') return couldNotTell(`it is ${state === 'Loading' ? 'being loaded' : 'being unloaded'}`)
  return { exists: true, builtIn: false, usedBy: users.split(',').filter((user) => user !== '' && user !== '-') }
}
