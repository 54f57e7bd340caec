import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineResource, ifPresent, is } from './define-resource.ts'
import { semodule, type SelinuxModulePresent, type SelinuxModuleState } from './selinux/semodule.ts'

export type { SelinuxModulePresent, SelinuxModuleState } from './selinux/semodule.ts'

/**
 * A module of the SELinux policy, by its exact name. Takes root.
 *
 * @example
 * it(selinuxModule('httpd_custom')).toBeInstalled().toBeEnabled()
 */
export const selinuxModule = defineResource({
  kind: 'SELinux module',
  absence: 'is not installed',
  key: moduleName,
  providers: { semodule },
  evidence: ({ key, state }) =>
    state.exists
      ? []
      : [{ label: 'modules of a like name', script: sh`semodule -l | grep -iF -e ${key.slice(0, 4)} | head` }],
  matchers: {
    /** It is part of the policy, switched on or off. */
    toBeInstalled: (module: SelinuxModuleState) => module.exists,
    /** It is part of the policy and switched on. */
    toBeEnabled: (module: SelinuxModuleState) => module.exists && module.enabled,
    /** The priority that it was installed with; the distribution's own have 100. */
    toHavePriority: ifPresent((module: SelinuxModulePresent, priority: number) => is(module.priority, priority)),
  },
})

function moduleName(name: string): string {
  if (/^[A-Za-z][\w.-]*$/.test(name)) return name
  throw new ConfigError('selinux-module', `${JSON.stringify(name)} is not the name of a module`)
}
