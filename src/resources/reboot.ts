import { sh } from '../host/shell.ts'
import { defineResource, type Verdict } from './define-resource.ts'
import { marks, rpm, type RebootState } from './system/reboot.ts'

export type { RebootState } from './system/reboot.ts'

const ofHost = defineResource({
  kind: 'reboot',
  title: () => 'a reboot',
  providers: { rpm, marks },
  evidence: () => [
    { label: 'what runs, and since when', script: sh`uname -r; uptime -s 2>/dev/null || uptime` },
    { label: 'what is installed', script: sh`ls -d /boot/vmlinuz-* /lib/modules/* 2>&1` },
  ],
  matchers: {
    /** Something asks for it: a newer kernel than the one that runs, or a package that only a boot brings into use. */
    toBeRequired: ({ required, reasons }: RebootState): Verdict => {
      return { pass: required, expected: 'a reason', actual: reasons }
    },
  },
})

/**
 * Whether a host has to be booted anew for what is installed to be what runs.
 *
 * On Debian's family by /run/reboot-required and the installed kernels, on Red Hat's by what was installed after the boot.
 * Where nobody would make the mark and the kernel is not the host's own, as in a container, it could not be told.
 *
 * @example
 * it(reboot()).not.toBeRequired()
 */
export function reboot(): ReturnType<typeof ofHost> {
  return ofHost('reboot')
}
