import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { couldNotTell, defineResource, ifPresent, incomparable, is, type Comparison } from './define-resource.ts'
import { nft, type NftChainPresent, type NftChainState } from './firewalls/nft.ts'
import { checkPrinted, isRule } from './firewalls/nft-rule.ts'
import { checkKind, checkOneOf } from './shared/wanted.ts'

export type { NftChainPresent, NftChainState } from './firewalls/nft.ts'

/**
 * A chain of nftables by its family, table and name: `inet filter input`.
 *
 * Takes root. A chain of a dormant table could not be told. Rules are those of `nft -s list ruleset`: copy one from there. What iptables-nft has made is there too.
 *
 * @example
 * it(nftables('inet filter input')).toHavePolicy('drop').toHaveRule('tcp dport { 22, 443 } accept')
 * it(nftables('inet filter input')).toHaveHook('input')
 */
export const nftables = defineResource({
  kind: 'nftables chain',
  key: chainKey,
  providers: { nft },
  evidence: ({ state }) =>
    state.exists ? [] : [{ label: 'the chains', script: sh`nft -s list chains 2>&1 | head -n 40` }],
  matchers: {
    /** There is such a chain. */
    toExist: (chain: NftChainState) => chain.exists,
    /** What becomes of what no rule decides: `drop` or `accept`. */
    toHavePolicy: ifPresent((chain: NftChainPresent, policy: string) => {
      checkOneOf(policy, ['accept', 'drop'], 'a policy of nftables')
      return chain.policy === undefined ? couldNotTell('it has no hook, and so no policy') : is(chain.policy, policy)
    }),
    /** Where packets come to it: `input`, `forward`, `output`, `prerouting` … One without a hook fails in both polarities. */
    toHaveHook: ifPresent((chain: NftChainPresent, hook: string) => {
      checkOneOf(hook, HOOKS, 'a hook of nftables')
      return chain.hook === undefined ? incomparable('it has no hook', hook) : is(chain.hook, hook)
    }),
    /**
     * One of its rules is this, all of it, in whatever order the members of a set stand; a RegExp searches in a rule.
     *
     * A counter and a comment count only where one is wanted. What lets in the same in other words is another rule.
     *
     * It says that the rule is there, and not that packets come to it: what a rule before it has dropped, or accepted, never does.
     */
    toHaveRule: ifPresent((chain: NftChainPresent, rule: string | RegExp): Comparison => {
      checkKind(rule, 'text')
      if (typeof rule === 'string') checkPrinted(rule)
      const pass =
        typeof rule === 'string'
          ? chain.rules.some((line) => isRule(line, rule))
          : chain.rules.some((line) => new RegExp(rule).test(line))
      return { pass, expected: rule, actual: chain.rules }
    }),
    /** It has no rule. */
    toBeEmpty: ifPresent((chain: NftChainPresent): Comparison => {
      return { pass: chain.rules.length === 0, expected: [], actual: chain.rules }
    }),
  },
})

const HOOKS = ['prerouting', 'input', 'forward', 'output', 'postrouting', 'ingress', 'egress']
const FAMILIES = new Set(['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'])

function chainKey(name: string): string {
  const [family = '', ...rest] = name.trim().split(/\s+/)
  if (FAMILIES.has(family) && rest.length === 2 && rest.every((word) => /^[A-Za-z_][\w./\\-]*$/.test(word))) {
    return [family, ...rest].join(' ')
  }
  throw new ConfigError('nftables', `${JSON.stringify(name)} is not a family, a table and a chain`, {
    hint: "nftables('inet filter input')",
  })
}
