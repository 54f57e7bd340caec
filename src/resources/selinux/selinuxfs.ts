import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed, linesOf } from '../shared/all-unknown.ts'

/** Whether policy is enforced, only complained about, or not there at all. */
export type SelinuxMode = 'enforcing' | 'permissive' | 'disabled'

/** What is known about SELinux. */
export interface SelinuxState {
  readonly exists: true
  /** Now. */
  readonly mode: SelinuxMode
  /** What /etc/selinux/config says for the next boot; `undefined` without that file. */
  readonly configured: { readonly mode: string; readonly policy: string } | undefined
  /** What the kernel was told at this boot, such as `selinux=0`, which counts more; empty for nothing. */
  readonly boot: readonly string[]
}

// selinux(8), as libselinux does it: a kernel without selinuxfs has it off; one whose label is `kernel` has no policy.
export const selinuxfs: Provider<SelinuxState> = {
  on: ({ kernel }) => kernel.name === 'Linux',
  show: () => sh`getenforce; cat /etc/selinux/config`,
  ask: () => sh`c=/etc/selinux/config
grep -c '[[:space:]]selinuxfs$' /proc/filesystems || [ $? = 1 ] || exit
{ tr '\0' '\n' </proc/self/attr/current | head -n 1; } 2>/dev/null; echo =
cat /sys/fs/selinux/enforce 2>/dev/null; echo; echo =
if [ -e $c ]; then cat $c || exit; echo; echo =; else [ ! -e /etc/selinux ] || [ -x /etc/selinux ] || exit; fi
echo boot; tr ' ' '\n' </proc/cmdline | grep -E '^(selinux|enforcing)=[01]$' || [ $? = 1 ]`,
  parse: (answer, keys) => {
    const [before = '', boot] = answer.stdout.split(/^boot\n/m)
    const [kernel, enforce, config] = before.split(/^=\n/m)
    if (answer.exitCode !== 0 || enforce === undefined || boot === undefined)
      return allFailed(keys, '/proc/filesystems', answer)
    const mode = modeOf(kernel ?? '', enforce.trim())
    const state =
      typeof mode === 'string'
        ? { exists: true as const, mode, configured: configured(config ?? ''), boot: linesOf(boot) }
        : mode
    return new Map(keys.map((key) => [key, state]))
  },
}

function modeOf(kernel: string, enforce: string): SelinuxMode | Unknown {
  const [count = '', label = ''] = kernel.split('\n')
  if (count === '0') return 'disabled'
  if (enforce === '1') return 'enforcing'
  if (enforce === '0') return 'permissive'
  if (count === '1' && label === 'kernel') return 'disabled'
  return couldNotTell('the kernel has SELinux, and /sys/fs/selinux does not say what it does')
}

function configured(config: string): SelinuxState['configured'] {
  const value = (name: string) => new RegExp(`^\\s*${name}=\\s*(\\S+)`, 'm').exec(config)?.[1]?.toLowerCase()
  const [mode, policy] = [value('SELINUX'), value('SELINUXTYPE')]
  return mode === undefined || policy === undefined ? undefined : { mode, policy }
}
