import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineResource, ifPresent, incomparable, type Comparison } from './define-resource.ts'
import { networkOf } from './network/prefix.ts'
import { destinationKey, ipRoute, type RoutePresent, type RouteState } from './network/route.ts'
import { checkKind } from './shared/wanted.ts'
import { readAddress } from './sockets/address.ts'

export type { Hop, RoutePresent, RouteState } from './network/route.ts'

/**
 * What the main routing table has for exactly this destination: a network, a host, or `default`.
 *
 * `default` is that of IPv4; `::/0` is that of IPv6. Of several ways to a destination each counts.
 *
 * @example
 * it(route('default')).toHaveGateway('10.0.3.1').toHaveInterface('eth0')
 * it(route('10.8.0.0/16')).toExist()
 */
export const route = defineResource({
  kind: 'route',
  key: destination,
  providers: { ip: ipRoute },
  evidence: ({ key }) => [
    {
      label: 'the routes',
      script: key.includes(':') ? sh`ip -6 route show | head -n 30` : sh`ip -4 route show | head -n 30`,
    },
  ],
  matchers: {
    /** The table has it. */
    toExist: (state: RouteState) => state.exists,
    /** It leads through the host with this address. One that leads through no host fails in both polarities. */
    toHaveGateway: ifPresent((state: RoutePresent, address: string): Comparison => {
      const wanted = readAddress(address)?.address
      if (wanted === undefined) throw new ConfigError('address', `${JSON.stringify(address)} is not an address`)
      const actual = state.hops.map(({ gateway }) => gateway ?? 'on the link')
      if (state.hops.every(({ gateway }) => gateway === undefined)) return incomparable(actual.join(', '), address)
      return { pass: actual.includes(wanted), expected: address, actual }
    }),
    /** It leads out of this interface. */
    toHaveInterface: ifPresent((state: RoutePresent, name: string): Comparison => {
      checkKind(name, 'string')
      const actual = state.hops.map((hop) => hop.interface ?? hop.type)
      return { pass: state.hops.some((hop) => hop.interface === name), expected: name, actual }
    }),
  },
})

function destination(name: string): string {
  const key = destinationKey(name)
  const network = key === undefined ? undefined : wholeNetwork(key)
  if (network !== undefined && network !== key) {
    throw new ConfigError('route', `${JSON.stringify(name)} is an address in a network, and not a destination`, {
      hint: network,
    })
  }
  if (key !== undefined) return key
  throw new ConfigError('route', `${JSON.stringify(name)} is not a destination`, {
    hint: 'default, ::/0, 10.8.0.0/16 or fd00::/8',
  })
}

/** No table has a route to 10.8.0.1/16: it would never be there. */
function wholeNetwork(key: string): string | undefined {
  const [text = '', length] = key.split('/')
  const address = readAddress(text)
  return address === undefined ? undefined : `${networkOf(address, Number(length))}/${length}`
}
