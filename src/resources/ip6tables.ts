import { sh } from '../host/shell.ts'
import { defineResource } from './define-resource.ts'
import { chainKey, chainMatchers, chainTitle, type ChainOptions } from './firewalls/chain.ts'
import { ip6tablesSave } from './firewalls/iptables-save.ts'

export type { ChainOptions } from './firewalls/chain.ts'
export type { ChainPresent, ChainState } from './firewalls/iptables-save.ts'

/**
 * A chain of the IPv6 packet filter, as ip6tables shows it: its policy and its rules.
 *
 * Takes root. Both kinds of ip6tables count where a host has both. A table that nft made and ip6tables cannot show could not
 * be told: `nftables` looks at that.
 *
 * @example
 * it(ip6tables('INPUT')).toHavePolicy('DROP').toHaveRule('-p ipv6-icmp -j ACCEPT')
 * it(ip6tables('POSTROUTING', { table: 'nat' })).toBeEmpty()
 */
export const ip6tables = defineResource({
  kind: 'ip6tables chain',
  title: (name, options: ChainOptions | undefined) => chainTitle('ip6tables', name, options),
  key: chainKey,
  providers: { save: ip6tablesSave },
  evidence: ({ state }) =>
    state.exists
      ? []
      : [{ label: 'the chains', script: sh`ip6tables-save 2>&1 | grep -v -e '^-' -e '^# [GC]' | head -n 30` }],
  matchers: chainMatchers,
})
