import { ConfigError } from '../../errors.ts'
import { readAddress } from '../sockets/address.ts'
import { wordsOf } from './words.ts'

/**
 * What a rule says, whichever way it is written: its options sorted, in short form, each with its values.
 *
 * iptables-save(8) writes `-p tcp --dport 22` as `-p tcp -m tcp --dport 22`, and an address with its prefix.
 * `undefined` when it cannot be read.
 */
export function meaningOf(rule: string): string | undefined {
  const words = wordsOf(rule)
  if (words === undefined) return undefined
  const options: string[][] = []
  let negated = false
  for (const word of words) {
    if (word === '!') negated = true
    else if (/^--?[a-z]/i.test(word)) {
      options.push([negated ? '!' : '', SHORT[word] ?? word])
      negated = false
    } else if (options.length === 0) return undefined
    else options.at(-1)?.push(negated ? `! ${word}` : word)
  }
  const protocol = canonical('-p', options.find(([, name]) => name === '-p')?.[2] ?? '')
  return options
    .filter(([, name, value]) => !(name === '-m' && canonical('-p', value ?? '') === protocol))
    .map(([not, name = '', ...values]) => JSON.stringify([not, name, ...values.map((value) => canonical(name, value))]))
    .toSorted()
    .join(' ')
}

/**
 * The same of a rule that is wanted, without the chain, which has been named already.
 *
 * @throws {ConfigError} when it is no rule.
 */
export function wantedMeaning(rule: string): string {
  const meaning = /^\s*(-A|-I|-P|--append|--insert|--policy)\s/.test(rule) ? undefined : meaningOf(rule)
  if (meaning !== undefined && meaning !== '') return meaning
  throw new ConfigError('iptables-rule', `${JSON.stringify(rule)} is not the body of a rule`, {
    hint: "without the chain, as iptables -S prints it behind that: toHaveRule('-p tcp --dport 22 -j ACCEPT')",
  })
}

const SHORT: Readonly<Record<string, string>> = {
  '--protocol': '-p',
  '--proto': '-p',
  '--source': '-s',
  '--src': '-s',
  '--destination': '-d',
  '--dst': '-d',
  '--in-interface': '-i',
  '--out-interface': '-o',
  '--jump': '-j',
  '--goto': '-g',
  '--match': '-m',
  '--fragment': '-f',
  '--destination-port': '--dport',
  '--source-port': '--sport',
  '--destination-ports': '--dports',
  '--source-ports': '--sports',
}

/** Other names of a protocol, and of the module that looks into it. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  58: 'ipv6-icmp',
  icmpv6: 'ipv6-icmp',
  icmp6: 'ipv6-icmp',
}

function canonical(name: string, value: string): string {
  if (name === '-p') return PROTOCOLS[value.toLowerCase()] ?? value.toLowerCase()
  if (name !== '-s' && name !== '-d') return value
  const [, not = '', text = '', prefix] = /^(! )?([^/]*)(?:\/(\d+))?$/.exec(value) ?? []
  const address = readAddress(text)
  if (address === undefined) return value
  return `${not}${address.address}/${prefix ?? (address.family === 'ipv4' ? 32 : 128)}`
}
