import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { couldNotTell, defineResource, is, type Comparison, type Unknown } from './define-resource.ts'
import { selinuxfs, type SelinuxMode, type SelinuxState } from './selinux/selinuxfs.ts'

export type { SelinuxMode, SelinuxState } from './selinux/selinuxfs.ts'

const MODES: readonly string[] = ['enforcing', 'permissive', 'disabled']

const ofKernel = defineResource({
  kind: 'SELinux',
  title: () => 'SELinux',
  providers: { selinuxfs },
  evidence: () => [
    {
      label: 'what the kernel was told at boot',
      script: sh`grep -oE '(selinux|enforcing|lsm|security)=[^ ]*' /proc/cmdline`,
    },
  ],
  matchers: {
    /** It enforces its policy, now. */
    toBeEnforcing: (selinux: SelinuxState): Comparison => is(selinux.mode, 'enforcing'),
    /** It writes down what its policy would forbid, and forbids nothing, now. */
    toBePermissive: (selinux: SelinuxState): Comparison => is(selinux.mode, 'permissive'),
    /** It is off now: the kernel has none, or no policy. */
    toBeDisabled: (selinux: SelinuxState): Comparison => is(selinux.mode, 'disabled'),
    /**
     * What it will be after the next boot: `enforcing`, `permissive` or `disabled`. Where the kernel was told another thing
     * at this boot, it could not be told.
     */
    toHavePersistedMode: (selinux: SelinuxState, mode: SelinuxMode): Comparison | Unknown => {
      if (!MODES.includes(mode)) {
        throw new ConfigError('selinux-mode', `SELinux has no mode ${JSON.stringify(mode)}`, { hint: MODES.join(', ') })
      }
      if (selinux.configured === undefined) return unconfigured()
      return overruled(selinux.configured.mode, selinux.boot) ?? is(selinux.configured.mode, mode)
    },
    /** The policy that it is configured to load: `targeted`, `mls`, `default`. */
    toHavePolicy: (selinux: SelinuxState, policy: string): Comparison | Unknown =>
      selinux.configured === undefined ? unconfigured() : is(selinux.configured.policy, policy),
  },
})

/**
 * SELinux, as the kernel does it now; what it will be after a boot is asked apart.
 *
 * @example
 * it(selinux()).toBeEnforcing().toHavePersistedMode('enforcing').toHavePolicy('targeted')
 */
export function selinux(): ReturnType<typeof ofKernel> {
  return ofKernel('selinux')
}

function unconfigured(): Unknown {
  return couldNotTell('there is no /etc/selinux/config that says so')
}

/** The last word of each kind counts. */
function overruled(mode: string, boot: readonly string[]): Unknown | undefined {
  const last = (name: string) => boot.findLast((word) => word.startsWith(`${name}=`))
  const wanted = last('selinux') === 'selinux=0' ? 'disabled' : MODE_OF[last('enforcing') ?? '']
  if (wanted === undefined || wanted === mode || mode === 'disabled') return undefined
  return couldNotTell(`the kernel was told ${boot.join(' ')}, which counts more than what is configured`)
}

const MODE_OF: Readonly<Record<string, string>> = { 'enforcing=1': 'enforcing', 'enforcing=0': 'permissive' }
