/** A chain of nftables, as `nft list ruleset` shows it. */
export interface NftChain {
  readonly family: string
  readonly table: string
  readonly chain: string
  /** Such as `filter`, `nat`; `undefined` for a chain that only others jump to. */
  readonly type: string | undefined
  /** Such as `input`, `forward`. */
  readonly hook: string | undefined
  /** `accept` or `drop`; nft shows one of every chain that has a hook. */
  readonly policy: string | undefined
  /** In the order in which they are tried, each on one line, without counters' numbers. */
  readonly rules: readonly string[]
}

/** What `nft list ruleset` printed: its tables, `inet filter`, and the chains in them. */
export interface NftRuleset {
  readonly tables: readonly string[]
  /** Those that are switched off: their chains see no packet. */
  readonly dormant: readonly string[]
  readonly chains: readonly NftChain[]
}

/** Reads a ruleset; the line that cannot be read when there is one. */
export function readRuleset(text: string): NftRuleset | string {
  const [tables, dormant, chains]: [string[], string[], NftChain[]] = [[], [], []]
  let open: { readonly lines: string[]; readonly chain: string } | undefined
  let [depth, table] = [0, '']
  for (const line of joined(text)) {
    const [, opened] = /^(\S.*?) \{$/.exec(line) ?? []
    if (opened !== undefined) {
      depth += 1
      if (depth === 1 && !opened.startsWith('table ')) return line
      if (depth === 1) tables.push((table = opened.slice('table '.length)))
      if (depth > 2) open?.lines.push(line)
      if (depth === 2 && opened.startsWith('chain ')) open = { lines: [], chain: opened.slice('chain '.length) }
    } else if (line === '}') {
      depth -= 1
      if (depth === 1 && open !== undefined) {
        chains.push(chainOf(table, open.chain, open.lines))
        open = undefined
      }
    } else if (depth === 0) return line
    else if (depth === 1 && /^flags .*\bdormant\b/.test(line)) dormant.push(table)
    else open?.lines.push(line)
  }
  return depth === 0 ? { tables, dormant, chains } : 'the end of it is missing'
}

/** The lines, trimmed; a set that is wrapped over several becomes one line again. */
function joined(text: string): readonly string[] {
  const lines: string[] = []
  for (const line of text.split('\n')) {
    const last = lines.at(-1)
    const trimmed = line.trim().replace(/^(table .*?)? ?# handle \d+$/, '$1')
    if (trimmed === '' || trimmed.startsWith('#')) continue
    if (last !== undefined && isWrapped(last)) lines[lines.length - 1] = `${last} ${trimmed}`
    else lines.push(trimmed)
  }
  return lines
}

/** A set goes on in the next line: it ends in a comma, inside of braces. */
function isWrapped(line: string): boolean {
  const bare = line.replaceAll(/"[^"]*"/g, '')
  return bare.endsWith(',') && bare.split('{').length > bare.split('}').length
}

const HOOK = /^type (\S+) hook (\S+)(?: device.*?)? priority .*?;(?: policy (\S+);)?/

function chainOf(named: string, chain: string, lines: readonly string[]): NftChain {
  const [family = '', table = ''] = named.split(' ')
  const header = lines.find((line) => HOOK.test(line))
  const [, type, hook, policy] = HOOK.exec(header ?? '') ?? []
  const rules = lines.filter((line) => line !== header && !/^(comment "[^"]*"|flags [a-z]+;?)$/.test(line))
  return { family, table, chain, type, hook, policy, rules: rules.map(spaced) }
}

/** One blank between words. */
export function spaced(rule: string): string {
  return rule.trim().replaceAll(/"[^"]*"|\s+/g, (part) => (part.startsWith('"') ? part : ' '))
}
