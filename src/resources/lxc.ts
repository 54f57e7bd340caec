import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { lxcFiles, type LxcPresent, type LxcState } from './containers/lxc.ts'
import { defineResource, ifPresent } from './define-resource.ts'

export type { LxcPresent, LxcState } from './containers/lxc.ts'

/**
 * A container of LXC, by its name; those of LXD and Incus are not LXC's own.
 *
 * @example
 * it(lxc('build')).toBeRunning().toBeEnabled()
 */
export const lxc = defineResource({
  kind: 'lxc container',
  key: checkName,
  providers: { lxcFiles },
  evidence: () => [{ label: 'the containers', script: sh`ls -l /var/lib/lxc 2>&1 | head -n 30` }],
  matchers: {
    /** LXC knows it, running or not. */
    toExist: (container: LxcState) => container.exists,
    /** It runs now. */
    toBeRunning: (container: LxcState) => container.exists && container.running,
    /** It is started with the host. */
    toBeEnabled: ifPresent((container: LxcPresent) => container.autostart),
  },
})

function checkName(name: string): string {
  if (/^[A-Za-z\d][\w.-]*$/.test(name)) return name
  throw new ConfigError('lxc-name', `${JSON.stringify(name)} is not the name of a container`)
}
