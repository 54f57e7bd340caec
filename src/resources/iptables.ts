import { sh } from '../host/shell.ts'
import { defineResource } from './define-resource.ts'
import { chainKey, chainMatchers, chainTitle, type ChainOptions } from './firewalls/chain.ts'
import { iptablesSave } from './firewalls/iptables-save.ts'

export type { ChainOptions } from './firewalls/chain.ts'
export type { ChainPresent, ChainState } from './firewalls/iptables-save.ts'

/**
 * A chain of the IPv4 packet filter, as iptables shows it: its policy and its rules.
 *
 * Takes root. Both kinds of iptables count where a host has both. A table that nft made and iptables cannot show could not
 * be told: `nftables` looks at that.
 *
 * @example
 * it(iptables('INPUT')).toHavePolicy('DROP').toHaveRule('-p tcp --dport 22 -j ACCEPT')
 * it(iptables('POSTROUTING', { table: 'nat' })).toBeEmpty()
 */
export const iptables = defineResource({
  kind: 'iptables chain',
  title: (name, options: ChainOptions | undefined) => chainTitle('iptables', name, options),
  key: chainKey,
  providers: { save: iptablesSave },
  evidence: ({ state }) =>
    state.exists
      ? []
      : [{ label: 'the chains', script: sh`iptables-save 2>&1 | grep -v -e '^-' -e '^# [GC]' | head -n 30` }],
  matchers: chainMatchers,
})
