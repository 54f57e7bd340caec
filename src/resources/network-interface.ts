import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineResource, ifPresent, is, withDetails, type Comparison } from './define-resource.ts'
import { ipAddress, speed, type InterfacePresent, type InterfaceState } from './network/interface.ts'
import { interfaceName } from './network/name.ts'
import { within, type NumberRange } from './shared/number-range.ts'
import { readAddress } from './sockets/address.ts'

export type { InterfaceAddress, InterfacePresent, InterfaceState } from './network/interface.ts'

/** What is fetched of an interface only when something asks for it. */
export interface InterfaceDetails {
  /** Megabits per second. */
  readonly speed: number
}

/**
 * A network interface, by its name or another name that it has.
 *
 * An address is compared as an address, however it is written, with its prefix if it is given one.
 *
 * @example
 * it(networkInterface('eth0')).toBeUp().toHaveAddress('10.0.3.7/24').toHaveMtu(1500)
 * it(networkInterface('eth1')).not.toExist()
 */
export const networkInterface = defineResource({
  kind: 'interface',
  key: interfaceName,
  providers: { ip: ipAddress },
  details: { speed: { sysfs: speed } },
  evidence: ({ key, state }) =>
    state.exists
      ? [{ label: `ip address show dev ${key}`, script: sh`ip address show dev ${key} 2>&1` }]
      : [{ label: 'the interfaces', script: sh`ip -o link show | cut -c 1-120` }],
  matchers: {
    /** There is such an interface, up or down. */
    toExist: (state: InterfaceState) => state.exists,
    /** It is switched on and has a carrier; `lo` and tunnels, which have none, are up when they are switched on. */
    toBeUp: ifPresent((state: InterfacePresent): Comparison => {
      return { pass: state.up, expected: 'up', actual: state.operationalState ?? state.flags }
    }),
    /** One of its addresses, IPv4 or IPv6, such as `10.0.3.7` or `10.0.3.7/24`. */
    toHaveAddress: ifPresent(hasAddress),
    /** The largest packet, in bytes. */
    toHaveMtu: ifPresent((state: InterfacePresent, bytes: number) => is(state.mtu, bytes)),
    /** How fast it is, in megabits per second. */
    toHaveSpeed: withDetails(
      ['speed'],
      ifPresent((state: InterfacePresent & InterfaceDetails, megabits: number | NumberRange) =>
        within(state.speed, megabits),
      ),
    ),
  },
})

function hasAddress({ addresses }: InterfacePresent, wanted: string): Comparison {
  const [, text = '', prefix] = /^(.*?)(?:\/(\d{1,3}))?$/.exec(wanted) ?? []
  const address = readAddress(text)
  if (address === undefined) {
    throw new ConfigError('address', `${JSON.stringify(wanted)} is not an address`, {
      hint: '10.0.3.7, 10.0.3.7/24 or fd00::7/64',
    })
  }
  const pass = addresses.some(
    (own) => own.address === address.address && (prefix === undefined || own.prefix === Number(prefix)),
  )
  return { pass, expected: wanted, actual: addresses.map((own) => `${own.address}/${own.prefix}`) }
}
