import { sh } from '../host/shell.ts'
import { defineResource, is, type Comparison } from './define-resource.ts'
import { checkKind } from './shared/wanted.ts'
import { serviceKey } from './services/options.ts'
import { systemdState, type SystemState } from './services/system-state.ts'

export type { SystemState } from './services/system-state.ts'

const ofSystem = defineResource({
  kind: 'system',
  title: () => 'the system',
  providers: { systemd: systemdState },
  evidence: ({ state }) =>
    state.failedUnits.slice(0, 3).map((unit) => ({
      label: `journal of ${unit}`,
      script: sh`journalctl --no-pager -q -n 10 -o short-iso -u ${unit}`,
    })),
  matchers: {
    /** It has booted, and no unit has failed: `running`. */
    toBeRunning: (system: SystemState): Comparison => is(system.state, 'running'),
    /** No unit has failed but these; a name without a suffix is a service's. */
    toHaveNoFailedUnits: (system: SystemState, { except = [] }: { readonly except?: readonly string[] } = {}) => {
      const known = except.map((unit) => serviceKey(unit))
      const failed = system.failedUnits.filter((unit) => !known.includes(unit))
      return { pass: failed.length === 0, expected: [], actual: failed }
    },
    /** This unit has failed; a name without a suffix is a service's. */
    toHaveFailedUnit: (system: SystemState, unit: string): Comparison => {
      checkKind(unit, 'string')
      return { pass: system.failedUnits.includes(serviceKey(unit)), expected: unit, actual: system.failedUnits }
    },
  },
})

/**
 * The system as a whole, as its service manager sees it.
 *
 * @example
 * it(systemState()).toBeRunning()
 * it(systemState()).toHaveNoFailedUnits({ except: ['kdump.service'] })
 */
export function systemState(): ReturnType<typeof ofSystem> {
  return ofSystem('system')
}
