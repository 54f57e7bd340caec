import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { couldNotTell, defineResource, incomparable, is, type Verdict } from './define-resource.ts'
import { within, type NumberRange } from './shared/number-range.ts'
import { checkKind } from './shared/wanted.ts'
import { readAddress } from './sockets/address.ts'
import { daemons, type ClockState } from './system/clock.ts'

export type { ClockState } from './system/clock.ts'

const ofHost = defineResource({
  kind: 'time',
  title: () => 'the clock',
  providers: { daemons },
  evidence: ({ platform }) => [
    {
      label: 'what it could follow',
      script: platform.tools.includes('chronyc') ? sh`chronyc -n sources 2>&1` : sh`ntpq -pn 2>&1 || timedatectl 2>&1`,
    },
  ],
  matchers: {
    /** It follows another clock now. */
    toBeSynchronised: (clock: ClockState) => clock.synchronised,
    /** How many seconds it is off, before or behind. */
    toHaveOffset: (clock: ClockState, seconds: number | NumberRange): Verdict => {
      if (clock.offset !== undefined) return within(clock.offset, seconds)
      if (clock.synchronised) return couldNotTell(`the ${clock.source} does not say how much it is off`)
      return couldNotTell('it follows no other clock, so nobody knows how much it is off')
    },
    /** The address of the server that it follows. Where it follows none, that fails in both polarities. */
    toHaveServer: (clock: ClockState, address: string): Verdict => {
      checkKind(address, 'string', 'the address')
      const wanted = readAddress(address)?.address ?? (/^[A-Z0-9]{1,4}$/.test(address) ? address : undefined)
      if (wanted === undefined) {
        throw new ConfigError('address', `${JSON.stringify(address)} is not an address`, {
          hint: '192.0.2.1, or what a clock of its own is called: PHC0, PPS',
        })
      }
      if (clock.server !== '') return is(readAddress(clock.server)?.address ?? clock.server, wanted)
      return clock.synchronised
        ? couldNotTell(`the ${clock.source} does not say whom it follows`)
        : incomparable('it follows no other clock', address)
    },
    /** Its time zone, such as `Etc/UTC`, by whichever of its names. */
    toHaveTimezone: (clock: ClockState, name: string): Verdict => {
      const wanted = zoneOf(name)
      if (wanted === undefined) {
        throw new ConfigError('timezone', `${JSON.stringify(name)} is not the name of a time zone`, {
          hint: 'Etc/UTC, Europe/Berlin',
        })
      }
      if (clock.timezone === undefined) return couldNotTell('/etc/localtime does not name its zone')
      const pass = clock.timezone === name || zoneOf(clock.timezone) === wanted
      return { pass, expected: name, actual: clock.timezone }
    },
  },
})

/**
 * The clock of a host: whether it follows another one, and how much it is off.
 *
 * chronyd is asked, or ntpd, or the kernel, which knows only whether somebody kept it right in the last hours.
 *
 * @example
 * it(time()).toBeSynchronised().toHaveOffset({ below: 0.1 })
 * it(time()).toHaveTimezone('Etc/UTC')
 */
export function time(): ReturnType<typeof ofHost> {
  return ofHost('time')
}

/** The one name of a zone that may have several: `UTC` for `Etc/UTC`. */
function zoneOf(name: string): string | undefined {
  checkKind(name, 'string', 'the time zone')
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}
