import { sh } from '../host/shell.ts'
import { defineResource, ifPresent, incomparable, is, matches, type Comparison } from './define-resource.ts'
import { procBonding, type BondPresent, type BondState } from './network/bond.ts'
import { interfaceName } from './network/name.ts'
import { checkKind } from './shared/wanted.ts'

export type { BondInterface, BondPresent, BondState } from './network/bond.ts'

/**
 * A bond of the kernel's bonding driver, with the interfaces that it is made of.
 *
 * @example
 * it(bond('bond0')).toHaveInterface('eth0').toHaveInterface('eth1').toBeComplete()
 * it(bond('bond0')).toHaveMode(/active-backup/)
 */
export const bond = defineResource({
  kind: 'bond',
  key: interfaceName,
  providers: { procBonding },
  evidence: ({ state }) => (state.exists ? [] : [{ label: 'the bonds', script: sh`ls /proc/net/bonding 2>&1` }]),
  matchers: {
    /** There is such a bond. */
    toExist: (bond: BondState) => bond.exists,
    /** This interface is part of it, by its exact name. */
    toHaveInterface: ifPresent((bond: BondPresent, name: string): Comparison => {
      checkKind(name, 'string')
      const names = bond.interfaces.map((one) => one.name)
      return { pass: names.includes(name), expected: name, actual: names }
    }),
    /** How it uses them, as the kernel prints it: all of it, or what a RegExp finds. */
    toHaveMode: ifPresent((bond: BondPresent, mode: string | RegExp) => matches(bond.mode, mode)),
    /** It is up. */
    toBeUp: ifPresent((bond: BondPresent) => bond.up),
    /** It has interfaces, and the links of all of them are up. */
    toBeComplete: ifPresent((bond: BondPresent): Comparison => {
      const pass = bond.interfaces.length > 0 && bond.interfaces.every(({ up }) => up)
      return { pass, expected: 'all links up', actual: bond.interfaces }
    }),
    /** The interface that it uses now. Where it uses none, or all, that fails in both polarities. */
    toUseInterface: ifPresent((bond: BondPresent, name: string): Comparison => {
      checkKind(name, 'string')
      return bond.active === undefined ? incomparable('none', name) : is(bond.active, name)
    }),
  },
})
