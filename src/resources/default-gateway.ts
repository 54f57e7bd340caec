import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineResource, ifPresent, incomparable, type Comparison } from './define-resource.ts'
import { ipRoute, type RoutePresent, type RouteState } from './network/route.ts'
import { checkKind, checkOptions } from './shared/wanted.ts'
import { readAddress } from './sockets/address.ts'

/** Which of the default gateways is meant. */
export interface GatewayOptions {
  /** `ipv4` when it is not given. */
  readonly family?: 'ipv4' | 'ipv6'
}

const FAMILIES = ['ipv4', 'ipv6']

const ofHost = defineResource({
  kind: 'default gateway',
  title: (_, options: GatewayOptions | undefined) =>
    `the default gateway${options?.family === 'ipv6' ? ' of IPv6' : ''}`,
  absence: 'is not set',
  key: (_, options) => (familyOf(options) === 'ipv6' ? '::/0' : '0.0.0.0/0'),
  providers: { ip: ipRoute },
  evidence: ({ key }) => [
    {
      label: 'the routes',
      script: key.includes(':') ? sh`ip -6 route show | head -n 30` : sh`ip -4 route show | head -n 30`,
    },
  ],
  matchers: {
    /** There is a default route. */
    toExist: (gateway: RouteState) => gateway.exists,
    /** It is the host with this address; of several the one that is taken first. On the link there is none: that fails in both polarities. */
    toHaveAddress: ifPresent(({ hops }: RoutePresent, address: string): Comparison => {
      const wanted = readAddress(address)?.address
      if (wanted === undefined) throw new ConfigError('address', `${JSON.stringify(address)} is not an address`)
      const actual = first(hops).map((hop) => hop.gateway ?? 'on the link')
      if (first(hops).every(({ gateway }) => gateway === undefined)) return incomparable(actual.join(', '), address)
      return { pass: actual.includes(wanted), expected: address, actual }
    }),
    /** It is reached by this interface; of several the one that is taken first. */
    toHaveInterface: ifPresent(({ hops }: RoutePresent, name: string): Comparison => {
      checkKind(name, 'string')
      const actual = first(hops).map((hop) => hop.interface ?? hop.type)
      return { pass: first(hops).some((hop) => hop.interface === name), expected: name, actual }
    }),
  },
})

/**
 * The default gateway, as the main routing table has it; `route` looks at any destination.
 *
 * Of several default routes the one with the lowest metric counts, and those of the same.
 *
 * @example
 * it(defaultGateway()).toHaveAddress('10.0.3.1').toHaveInterface('eth0')
 * it(defaultGateway({ family: 'ipv6' })).not.toExist()
 */
export function defaultGateway(options?: GatewayOptions): ReturnType<typeof ofHost> {
  familyOf(options)
  return ofHost('default', options)
}

function first(hops: RoutePresent['hops']): RoutePresent['hops'] {
  return hops.filter(({ metric }) => metric === hops[0]?.metric)
}

function familyOf(options: GatewayOptions | undefined): string {
  checkOptions('defaultGateway()', options ?? {}, { family: 'string' })
  const family = options?.family ?? 'ipv4'
  if (FAMILIES.includes(family)) return family
  throw new ConfigError('family', `${JSON.stringify(family)} is not a family of addresses`, { hint: 'ipv4 or ipv6' })
}
