import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineResource, ifPresent } from './define-resource.ts'
import { modules, plainName, type KernelModulePresent, type KernelModuleState } from './kernel/module.ts'

export type { KernelModulePresent, KernelModuleState } from './kernel/module.ts'

/**
 * A module of the kernel, by its exact name; `-` and `_` are one, as they are to modprobe(8).
 *
 * Where a host does not say what is built in (no modules.builtin, as in many a container), one that is not loaded could not
 * be told.
 *
 * @example
 * it(kernelModule('br_netfilter')).toBeLoaded()
 * it(kernelModule('usb-storage')).not.toBeLoaded()
 */
export const kernelModule = defineResource({
  kind: 'kernel module',
  absence: 'is not loaded',
  key: moduleName,
  providers: { modules },
  evidence: ({ key }) => [
    {
      label: `what modprobe is told of ${key}`,
      script: sh`grep -rsE ${`\\b${key.replaceAll('_', '[-_]')}\\b`} /etc/modprobe.d /usr/lib/modprobe.d /etc/modules /etc/modules-load.d | head -n 20`,
    },
  ],
  matchers: {
    /** Its code is in the kernel now: loaded, or built in. */
    toBeLoaded: (module: KernelModuleState) => module.exists,
    /** It is part of the kernel, and cannot be unloaded. */
    toBeBuiltIn: ifPresent((module: KernelModulePresent) => module.builtIn),
  },
})

function moduleName(name: string): string {
  if (/^\w[\w-]*$/.test(name)) return plainName(name)
  throw new ConfigError('kernel-module', `${JSON.stringify(name)} is not the name of a kernel module`)
}
