import { ConfigError } from '../../errors.ts'
import { networkOf } from '../network/prefix.ts'
import { readAddress } from '../sockets/address.ts'
import { spaced } from './nft-ruleset.ts'

/**
 * The same rule in one form, as nft(8) may print it or a person may write it.
 *
 * One blank between words, names of interfaces quoted, what is listed in order, a set of one as that one, addresses
 * without what is beyond their prefix, and `reject` without the answer that it gives anyhow.
 */
function normalised(rule: string): string {
  return spaced(rule)
    .replaceAll(/"[^"]*"|[\w-]+(?:,[\w-]+)+/g, (part) =>
      part.startsWith('"') ? part : part.split(',').toSorted().join(','),
    )
    .replaceAll(/\{ ?([^{}"]*?) ?\}/g, (_, members: string) => setOf(members.split(/ ?, ?/)))
    .replaceAll(/\b(iif|oif|iifname|oifname|comment|prefix) (!= )?([^\s"{!@][^\s"]*)(?= |$)/g, '$1 $2"$3"')
    .replaceAll(/"[^"]*"|([0-9a-f.:]+)\/(\d{1,3})(?=[ ,]|$)/gi, (part, text?: string, length?: string) =>
      text === undefined ? part : networkText(text, Number(length), part),
    )
    .replace(/ reject with icmp(?:x|v6)? (?:type )?port-unreachable(?= |$)/, ' reject')
}

/**
 * Whether a rule that was printed is the one that is wanted; a counter and a comment, which decide nothing, count only
 * where one is wanted.
 */
export function isRule(printed: string, wanted: string): boolean {
  const other = normalised(wanted)
  let one = normalised(printed)
  if (!/ comment "/.test(other)) one = one.replace(/ comment "[^"]*"$/, '')
  if (!/ counter(?= |$)/.test(other)) one = one.replace(/ counter(?= |$)/, '')
  return one === other
}

function setOf(members: readonly string[]): string {
  const [only = '', ...more] = members
  return more.length === 0 && /^[^\s:-]+$/.test(only) ? only : `{ ${members.toSorted().join(', ')} }`
}

function networkText(text: string, length: number, whole: string): string {
  const address = readAddress(text)
  return address === undefined ? whole : `${networkOf(address, length)}/${length}`
}

/**
 * Refuses a rule that nft(8) would never print: it would never be there.
 *
 * @throws {ConfigError}
 */
export function checkPrinted(rule: string): void {
  const [, named] =
    /\b([sd]port (?:!= )?(?:\{ ?(?:[\d-]+ ?, ?)*)?[a-z][\w-]*)/.exec(rule.replaceAll(/"[^"]*"/g, '')) ?? []
  if (named === undefined || /port (?:!= )?(?:vmap|map)\b/.test(named)) return
  throw new ConfigError('nftables-rule', `No rule is printed with ${named}`, {
    hint: 'nft -s list ruleset prints the number of the port',
  })
}
