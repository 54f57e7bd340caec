import { sh, type Script } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { firstLine, linesOf } from '../shared/all-unknown.ts'

/** A chain that is there. */
export interface ChainPresent {
  readonly exists: true
  /** What becomes of a packet that no rule decides: `ACCEPT`, `DROP`; `undefined` for a chain of the user's own. */
  readonly policy: string | undefined
  /** As iptables -S prints them, without the chain, in the order in which they are tried. */
  readonly rules: readonly string[]
}

/** What is known about a chain of iptables. */
export type ChainState = { readonly exists: false } | ChainPresent

/** Chains that the kernel has always, in a table that nobody has used yet too; there they accept all. */
const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  raw: ['PREROUTING', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
}

export const iptablesSave = saved('iptables', '/proc/net/ip_tables_names')
export const ip6tablesSave = saved('ip6tables', '/proc/net/ip6_tables_names')

/**
 * iptables-save(8), which loads no module and makes no table, unlike `iptables -S`.
 *
 * A host can have two of them, and packets pass both: what the other one is in charge of is asked too.
 */
function saved(tool: 'iptables' | 'ip6tables', legacyTables: string): Provider<ChainState> {
  return {
    on: ({ tools }) => tools.includes(`${tool}-save`),
    show: (key) => {
      const [table = '', chain = ''] = key.split(' ')
      return sh`${tool} -t ${table} -S ${chain}`
    },
    ask: () => script(tool, legacyTables),
    parse: ({ stdout, stderr, exitCode }, keys) => {
      const why = firstLine(stderr.replaceAll(/^# Warning:.*$/gm, ''))
      const hint = /must be root|Permission denied/.test(stderr) ? 'set `sudo: true` for this role' : undefined
      if (exitCode !== 0 || !/^= 0\n$/m.test(stdout)) {
        const unknown = couldNotTell(why || `${tool}-save ended with exit code ${exitCode}`, hint)
        return new Map(keys.map((key) => [key, unknown]))
      }
      const lines = linesOf(stdout)
      return new Map(keys.map((key) => [key, chainOf(lines, key)]))
    },
  }
}

function script(tool: string, legacyTables: string): Script {
  return sh`code=0
${`${tool}-save`} || code=$?
other=
case $(${tool} -V 2>/dev/null) in
  *nf_tables*) if [ -s ${legacyTables} ] || [ -n "$(cat ${legacyTables} 2>/dev/null)" ]; then other=${`${tool}-legacy-save`}; fi ;;
  *) if command -v ${`${tool}-nft-save`} >/dev/null; then other=${`${tool}-nft-save`}; fi ;;
esac
if [ -n "$other" ]; then "$other" || code=$?; fi
echo "= $code"
(exit $code)`
}

function chainOf(lines: readonly string[], key: string): ChainState | Unknown {
  const [table = '', chain = ''] = key.split(' ')
  if (lines.some((line) => line.startsWith(`# Table \`${table}' is incompatible`))) {
    return couldNotTell(`the table ${table} has what iptables cannot show`, 'nftables() can: it was made by nft')
  }
  let [current, exists, policy]: [string, boolean, string | undefined] = ['', isBuiltIn(table, chain), undefined]
  const rules: string[] = []
  for (const line of lines) {
    if (line.startsWith('*')) current = line.slice(1).trim()
    if (current !== table) continue
    const [, declared, verdict] = /^:(\S+) (\S+)/.exec(line) ?? []
    if (declared === chain) {
      exists = true
      if (verdict !== undefined && verdict !== '-') policy = policy === 'DROP' ? policy : verdict
    }
    // A counter, `[1:60] -A …`, is there only with -c.
    const [, owner, rule] = /^(?:\[\d+:\d+\] )?-A (\S+) ?(.*)$/.exec(line) ?? []
    if (owner === chain && rule !== undefined) rules.push(rule)
  }
  if (!exists) return { exists: false }
  return { exists: true, policy: policy ?? (isBuiltIn(table, chain) ? 'ACCEPT' : undefined), rules }
}

function isBuiltIn(table: string, chain: string): boolean {
  return BUILT_IN[table]?.includes(chain) === true
}

/** Whether it is one of the kernel's tables: no other one exists. */
export function isTable(name: string): boolean {
  return Object.hasOwn(BUILT_IN, name)
}
