import { sh } from '../host/shell.ts'
import { defineResource, ifPresent, type Comparison } from './define-resource.ts'
import { ipBridge, type BridgePresent, type BridgeState } from './network/bridge.ts'
import { interfaceName } from './network/name.ts'
import { checkKind } from './shared/wanted.ts'

export type { BridgePresent, BridgeState } from './network/bridge.ts'

/**
 * A bridge of the kernel. Its addresses and whether it is up, `networkInterface` tells.
 *
 * @example
 * it(bridge('br0')).toExist().toHaveInterface('eth1')
 * it(bridge('br0')).not.toHaveInterface('eth2')
 */
export const bridge = defineResource({
  kind: 'bridge',
  key: interfaceName,
  providers: { ip: ipBridge },
  evidence: ({ key, state }) =>
    state.exists
      ? [{ label: `the interfaces of ${key}`, script: sh`ip -o link show master ${key} | cut -c 1-120` }]
      : [{ label: 'the bridges', script: sh`ip -o link show type bridge | cut -c 1-120` }],
  matchers: {
    /** There is such a bridge. */
    toExist: (bridge: BridgeState) => bridge.exists,
    /** It joins this interface, by its exact name. */
    toHaveInterface: ifPresent((bridge: BridgePresent, name: string): Comparison => {
      checkKind(name, 'string')
      return { pass: bridge.interfaces.includes(name), expected: name, actual: bridge.interfaces }
    }),
    /** It runs the spanning tree protocol. */
    toRunStp: ifPresent((bridge: BridgePresent) => bridge.stp),
    /** It keeps apart what is in different VLANs. */
    toFilterVlans: ifPresent((bridge: BridgePresent) => bridge.vlanFiltering),
  },
})
