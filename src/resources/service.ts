import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import {
  couldNotTell,
  defineResource,
  ifPresent,
  is,
  type Comparison,
  type EvidenceContext,
  type EvidenceProbe,
  type Verdict,
} from './define-resource.ts'
import type { ServicePresent, ServiceState } from './services/state.ts'
import { isUnitName, systemd } from './services/systemd.ts'

/**
 * A service of the init system, or another unit by its suffix: `.timer`, `.socket`, `.mount`, `.target`.
 *
 * The init system alone is asked; a process with a similar name is never taken for the service. Of a
 * service that does not exist, `.not.toBeRunning()` and `.not.toBeEnabled()` hold.
 *
 * @example
 * it(service('nginx')).toBeRunning().toBeEnabled()
 * it(service('logrotate.timer')).toBeActive()
 * it(service('telnetd')).not.toBeInstalled()
 */
export const service = defineResource({
  kind: 'service',
  providers: { systemd },
  key: unitName,
  identity: (state) => (state.exists ? { mainPid: state.mainPid, restarts: state.restarts } : undefined),
  matchers: {
    /** The init system has a definition of it, be it masked. */
    toBeInstalled: (state: ServiceState) => state.exists && state.loadState !== 'not-found',

    /**
     * It runs now: active, and its process there.
     *
     * A service that is `active (exited)`, as a oneshot that has done its work or a daemon under an old init
     * script that has died, does not run: ask for `toBeActive()`. Neither does one that waits to be restarted.
     */
    toBeRunning: (state: ServiceState): Comparison => {
      return { pass: isActive(state) && state.subState !== 'exited', expected: 'running', actual: activity(state) }
    },

    /** The init system calls it active, as `systemctl is-active` does: it runs, listens, waits, or has done its work. */
    toBeActive: (state: ServiceState): Comparison => {
      return { pass: isActive(state), expected: 'active', actual: activity(state) }
    },

    /**
     * It starts at boot by itself: enabled, or made by a generator from an init script or fstab that says so.
     *
     * A static unit has nothing to enable, and one that is linked, indirect or started by its socket alone is not
     * enabled either: ask for `toBeStatic()`, or for the socket. What `systemctl enable --runtime` has enabled is gone
     * after a boot, and is not enabled.
     */
    toBeEnabled: (state: ServiceState): Verdict => {
      if (state.exists && state.unitFileState === '' && state.path !== '' && state.loadState === 'loaded') {
        return couldNotTell(`systemd does not say whether ${state.id} is enabled`)
      }
      return { pass: startsAtBoot(state), expected: 'enabled', actual: enablement(state) }
    },

    /** It cannot be started at all, by hand or otherwise. */
    toBeMasked: ifPresent((state: ServicePresent) => is(state.loadState, 'masked')),

    /** Its unit has no [Install] section: it cannot be enabled, and runs when something else wants it. */
    toBeStatic: ifPresent((state: ServicePresent) => is(state.unitFileState, 'static')),

    /** It ended in a failure, and has not been started again since. */
    toBeFailed: ifPresent((state: ServicePresent): Comparison => {
      return { pass: state.activeState === 'failed', expected: 'failed', actual: activity(state) }
    }),
  },
  evidence,
})

const SUFFIX = /\.(service|socket|target|device|mount|automount|swap|timer|path|slice|scope)$/

function unitName(name: string): string {
  const unit = SUFFIX.test(name) ? name : `${name}.service`
  if (isUnitName(unit)) return unit
  const hint = unit.includes('@.') ? `name an instance of the template` : 'for a path, see systemd-escape(1)'
  throw new ConfigError('service-name', `${JSON.stringify(name)} is not the name of a unit`, { hint })
}

function isActive(state: ServiceState): state is ServicePresent {
  return state.exists && ['active', 'reloading', 'refreshing'].includes(state.activeState)
}

function activity(state: ServiceState): string {
  if (!state.exists) return 'there is no such service'
  const ending = state.result === 'success' || state.result === '' ? '' : `, result ${state.result}`
  return `${state.activeState} (${state.subState}${ending})`
}

function startsAtBoot(state: ServiceState): boolean {
  if (!state.exists) return false
  if (state.unitFileState === 'generated') return state.wantedBy.length > 0
  return ['enabled', 'alias'].includes(state.unitFileState)
}

const ENABLEMENT: Readonly<Record<string, string>> = {
  'enabled-runtime': 'enabled-runtime: only until the next boot',
  '': 'it has no unit file',
  static: 'static: it has no [Install] section',
  indirect: 'indirect: other units are enabled with it, not itself',
  linked: 'linked: its file is known, but nothing wants it at boot',
  generated: 'generated: from an init script or fstab that does not start it at boot',
}

function enablement(state: ServiceState): string {
  if (!state.exists) return 'there is no such service'
  if (startsAtBoot(state)) return state.unitFileState
  const words = ENABLEMENT[state.unitFileState] ?? state.unitFileState
  const starters = [...state.triggeredBy, ...state.wantedBy]
  return starters.length === 0 ? words : `${words} (started by ${starters.join(', ')})`
}

function evidence({ key, state }: EvidenceContext<ServiceState>): EvidenceProbe[] {
  if (!state.exists) {
    const stem = `${key.replace(SUFFIX, '').slice(0, 4)}*`
    const script = sh`systemctl list-unit-files --no-pager --no-legend -- ${stem} | head -n 20`
    return [{ label: 'units with a similar name', script }]
  }
  return [
    { label: `status of ${key}`, script: sh`systemctl status --no-pager -l -n 0 -- ${key}` },
    { label: `journal of ${key}`, script: sh`journalctl --no-pager -q -n 10 -o short-iso -u ${key}` },
  ]
}
