import { ConfigError } from '../../errors.ts'
import { couldNotTell, ifPresent, is, type Comparison, type Unknown, type Verdict } from '../define-resource.ts'
import { checkKind, checkOneOf, checkOptions } from '../shared/wanted.ts'
import { meaningOf, wantedRule } from './iptables-rule.ts'
import { isTable, type ChainPresent, type ChainState } from './iptables-save.ts'

/** Which of the tables a chain is in. */
export interface ChainOptions {
  /** `filter`, `nat`, `mangle`, `raw` or `security`; `filter` when it is not given. */
  readonly table?: string
}

/** What is asked of a chain of iptables or of ip6tables. */
export type ChainMatchers = {
  /** There is such a chain. */
  readonly toExist: (chain: ChainState) => boolean
  /** What becomes of what no rule decides: `DROP`, `ACCEPT`. */
  readonly toHavePolicy: (chain: ChainState, policy: string) => Verdict
  /**
   * One of its rules is this, without the chain: `-p tcp --dport 22 -j ACCEPT`.
   *
   * All of it has to be the same, in whatever order and with long or short options; a comment counts only where one is
   * wanted, and what iptables takes for granted may be left out: `-s 0.0.0.0/0`, `--reject-with icmp-port-unreachable`.
   * A RegExp searches in the rule as `iptables -S` prints it.
   *
   * It says that the rule is there, and not that packets come to it: what a rule before it has dropped, or accepted, never does. Whether
   * a port can be reached, `endpoint` asks from another host.
   */
  readonly toHaveRule: (chain: ChainState, rule: string | RegExp) => Verdict
  /** It has no rule. */
  readonly toBeEmpty: (chain: ChainState) => Verdict
}

export const chainMatchers: ChainMatchers = {
  toExist: (chain) => chain.exists,
  toHavePolicy: ifPresent((chain: ChainPresent, policy: string) => {
    checkOneOf(policy, ['ACCEPT', 'DROP'], 'a policy')
    if (chain.policy === undefined) return couldNotTell('it is a chain of the user, and these have no policy')
    return is(chain.policy, policy)
  }),
  toHaveRule: ifPresent((chain: ChainPresent, rule: string | RegExp) => hasRule(chain, rule)),
  toBeEmpty: ifPresent(({ rules }: ChainPresent) => ({ pass: rules.length === 0, expected: [], actual: rules })),
}

function hasRule({ rules }: ChainPresent, rule: string | RegExp): Comparison | Unknown {
  checkKind(rule, 'text')
  if (typeof rule !== 'string') {
    return { pass: rules.some((line) => new RegExp(rule).test(line)), expected: rule, actual: rules }
  }
  const { meaning: wanted, comments } = wantedRule(rule)
  const meanings = rules.map((line) => meaningOf(line, { comments }))
  const pass = meanings.includes(wanted)
  if (!pass && meanings.includes(undefined)) return couldNotTell('one of its rules cannot be read')
  return { pass, expected: rule, actual: rules }
}

/** `filter INPUT`. */
export function chainKey(name: string, options: ChainOptions | undefined): string {
  checkOptions('the chain', options ?? {}, { table: 'string' })
  const table = options?.table ?? 'filter'
  if (!isTable(table)) {
    throw new ConfigError('iptables-table', `${JSON.stringify(table)} is not a table of iptables`, {
      hint: 'filter, nat, mangle, raw or security',
    })
  }
  if (/^[^\s!-]\S{0,28}$/.test(name)) return `${table} ${name}`
  throw new ConfigError('iptables-chain', `${JSON.stringify(name)} is not the name of a chain`, { hint: "'INPUT'" })
}

/** `iptables chain "INPUT"`, with its table where that is not the usual one. */
export function chainTitle(kind: string, name: string, options: ChainOptions | undefined): string {
  const table = options?.table === undefined || options.table === 'filter' ? '' : ` of table ${options.table}`
  return `${kind} chain ${JSON.stringify(name)}${table}`
}
