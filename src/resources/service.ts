import {
  couldNotTell,
  defineResource,
  ifPresent,
  is,
  matches,
  withDetails,
  type Comparison,
  type Verdict,
} from './define-resource.ts'
import { defineList, listed } from './define-list.ts'
import { evidence } from './services/evidence.ts'
import { monit, type Monitored } from './services/monit.ts'
import { openrc, openrcServices } from './services/openrc.ts'
import { asItems, plainName } from './services/plain.ts'
import { properties, type Properties } from './services/properties.ts'
import { runit } from './services/runit.ts'
import type { ServicePresent, ServiceState } from './services/state.ts'
import { supervisor, supervisorServices } from './services/supervisor.ts'
import { systemd } from './services/systemd.ts'
import { systemdServices } from './services/systemd-list.ts'
import { sysvinit } from './services/sysvinit.ts'
import { managerOf, serviceKey, type ServiceOptions } from './services/options.ts'
import { comparison, isSameValue } from './settings/same-value.ts'
import { type TextPattern } from './shared/text.ts'
import { checkKind, checkOptions } from './shared/wanted.ts'

export type { ServiceOptions } from './services/options.ts'

/** What is fetched of a service only when something asks for it. */
export interface ServiceDetails {
  /** All that systemd knows of the unit, by the names of `systemctl show`. */
  readonly properties: Properties
  /** What monit on the host watches over, and how it finds each. */
  readonly monitored: Monitored
}

/**
 * A service of the init system, or another unit by its suffix: `.timer`, `.socket`, `.mount`, `.target`.
 *
 * The init system of the host is asked, or the one that `under` names: runit and supervisor often stand beside another. A process with a similar name
 * is never taken for the service. Of a
 * service that does not exist, `.not.toBeRunning()` and `.not.toBeEnabled()` hold.
 *
 * @example
 * it(service('nginx')).toBeRunning().toBeEnabled()
 * it(service('logrotate.timer')).toBeActive()
 * it(service('telnetd')).not.toBeInstalled()
 * it(service('worker', { under: 'supervisor' })).toBeRunning()
 * it(service('logrotate.timer')).toHaveProperty('TimersCalendar', /daily/)
 */
export const service = defineResource({
  kind: 'service',
  providers: { systemd, openrc, runit, sysvinit, supervisor },
  details: { properties: { systemd: properties }, monitored: { monit } },
  mechanism: (options: ServiceOptions | undefined) => managerOf(options),
  key: serviceKey,
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
     * after a boot, and is not enabled. `{ runlevel: '3' }` asks for one runlevel of OpenRC or sysvinit.
     */
    toBeEnabled: (state: ServiceState, options: { readonly runlevel?: string } = {}): Verdict => {
      checkOptions('toBeEnabled()', options, { runlevel: 'string' })
      if (options.runlevel !== undefined) return inRunlevel(state, options.runlevel)
      const unsaid = state.exists && state.unitFileState === '' && state.path !== '' && state.loadState === 'loaded'
      if (unsaid || (state.exists && state.unitFileState === 'bad')) {
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

    /**
     * Its unit has this property of systemd, by the name that `systemctl show` gives it; a RegExp searches.
     *
     * A string is the whole value, as systemctl prints it or as a unit would say it: `true` for `yes`, `90s` for `1min 30s`, `512M` for
     * `536870912`. What is a list stands in one text, and of one of its members it could not be told.
     */
    toHaveProperty: withDetails(
      ['properties'],
      ifPresent(
        (state: ServicePresent & Pick<ServiceDetails, 'properties'>, name: string, value: TextPattern): Verdict => {
          checkKind(name, 'string', 'the name of a property')
          const actual = Object.hasOwn(state.properties, name) ? state.properties[name] : undefined
          if (actual === undefined)
            return couldNotTell(`systemd knows no property ${JSON.stringify(name)} of ${state.id}`)
          if (typeof value !== 'string') return matches(actual, value)
          return comparison(isSameValue(actual, value), value, actual)
        },
      ),
    ),

    /** monit watches over it, under its own name or another; whether it finds it well is another question. */
    toBeMonitored: withDetails(
      ['monitored'],
      ifPresent(
        (
          state: ServicePresent & Pick<ServiceDetails, 'monitored'>,
          options: { readonly name?: string } = {},
        ): Comparison => {
          checkOptions('toBeMonitored()', options, { name: 'string' })
          const name = options.name ?? plainName(state.id)
          const status = Object.hasOwn(state.monitored, name) ? state.monitored[name] : undefined
          const pass = status !== undefined && status !== 'Not monitored'
          return { pass, expected: 'monitored', actual: status ?? `monit knows no ${name}` }
        },
      ),
    ),
  },
  evidence,
})

/**
 * All services that the init system knows, or the programs of supervisor.
 *
 * @example
 * it('has no service that has failed', async () => {
 *   const failed = (await inspect(services())).filter(({ activeState }) => activeState === 'failed')
 *   expect(failed.map(({ name }) => name)).toEqual([])
 * })
 */
export const services = defineList({
  title: 'the services',
  providers: {
    systemd: listed(systemdServices),
    openrc: listed(asItems(openrcServices)),
    supervisor: listed(asItems(supervisorServices)),
  },
  mechanism: (options: { readonly under?: 'supervisor' } | undefined) => managerOf(options),
})

/** Whether a runlevel starts it; systemd has none. */
function inRunlevel(state: ServiceState, level: string): Verdict {
  if (!state.exists) return { pass: false, expected: level, actual: 'there is no such service' }
  if (state.id.endsWith('.service'))
    return couldNotTell('systemd has no runlevels', 'ask for toMatchState({ wantedBy })')
  return { pass: state.wantedBy.includes(level), expected: level, actual: state.wantedBy.join(', ') || 'no runlevel' }
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
