import { ConfigError } from '../../errors.ts'
import { canonical, isSilent, unprinted } from './iptables-value.ts'
import { wordsOf } from './words.ts'

interface Option {
  readonly negated: boolean
  /** The short one where there is one. */
  readonly name: string
  readonly values: readonly string[]
}

/**
 * What a rule says, whichever way it is written: its options sorted, in short form, each with its values.
 *
 * iptables-save(8) writes `-p tcp --dport 22` as `-p tcp -m tcp --dport 22`, an address with its prefix, and leaves out
 * what says nothing, such as `-s 0.0.0.0/0`. A comment decides nothing, and is left out too unless it is wanted.
 * `undefined` when it cannot be read.
 */
export function meaningOf(rule: string, { comments = false } = {}): string | undefined {
  const options = optionsOf(rule)
  if (options === undefined) return undefined
  const protocol = options.find(({ name }) => name === '-p')?.values[0]
  return options
    .filter((option) => !isImplied(option, protocol) && (comments || !isComment(option)))
    .map(({ negated, name, values }) => JSON.stringify([negated ? '!' : '', name, ...values]))
    .toSorted()
    .join(' ')
}

function isImplied({ negated, name, values }: Option, protocol: string | undefined): boolean {
  if (name === '-m') return canonical('-p', values[0] ?? '') === protocol
  return !negated && isSilent(name, values)
}

/** Whether it is a part of what carries a comment. */
function isComment({ name, values }: Option): boolean {
  return name === '--comment' || (name === '-m' && values[0] === 'comment')
}

/** What is wanted of a rule, and how rules are compared with it. */
export interface WantedRule {
  readonly meaning: string
  readonly comments: boolean
}

/**
 * The same of a rule that is wanted, without the chain, which has been named already.
 *
 * @throws {ConfigError} when it is no rule, or has what no rule is ever printed with: it would never be there.
 */
export function wantedRule(rule: string): WantedRule {
  const options = /^\s*(-A|-I|-P|--append|--insert|--policy)\s/.test(rule) ? undefined : optionsOf(rule)
  if (options === undefined || options.length === 0) {
    throw new ConfigError('iptables-rule', `${JSON.stringify(rule)} is not the body of a rule`, {
      hint: "without the chain, as iptables -S prints it behind that: toHaveRule('-p tcp --dport 22 -j ACCEPT')",
    })
  }
  for (const { name, values } of options) {
    const instead = unprinted(name, values[0] ?? '')
    if (instead === undefined) continue
    throw new ConfigError('iptables-rule', `No rule is printed with ${name} ${values.join(' ')}`, {
      hint: `iptables -S prints ${instead}`,
    })
  }
  const comments = options.some(isComment)
  return { meaning: meaningOf(rule, { comments }) ?? '', comments }
}

function optionsOf(rule: string): readonly Option[] | undefined {
  const options: { negated: boolean; name: string; values: string[] }[] = []
  const words = wordsOf(rule)
  if (words === undefined) return undefined
  let negated = false
  for (const word of words) {
    const last = options.at(-1)
    if (word === '!') negated = true
    else if (/^--?[a-z]/i.test(word)) {
      options.push({ negated, name: SHORT[word] ?? word, values: [] })
      negated = false
    } else if (last === undefined) return undefined
    else {
      // `-s ! 10.0.0.1`, as it was written once
      last.negated ||= negated
      last.values.push(word)
      negated = false
    }
  }
  return inOneForm(options)
}

function inOneForm(options: readonly Option[]): readonly Option[] {
  const target = options.find(({ name }) => name === '-j')?.values[0] ?? ''
  return options.map((option) => {
    if (option.name === '--syn') return { ...option, name: '--tcp-flags', values: ['ACK,FIN,RST,SYN', 'SYN'] }
    const name = option.name === '--to' ? (TO[target] ?? option.name) : option.name
    return { ...option, name, values: option.values.map((value) => canonical(name, value)) }
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
  '--to-port': '--to-ports',
}

/** What `--to` stands for. */
const TO: Readonly<Record<string, string>> = {
  DNAT: '--to-destination',
  SNAT: '--to-source',
  REDIRECT: '--to-ports',
  MASQUERADE: '--to-ports',
}
