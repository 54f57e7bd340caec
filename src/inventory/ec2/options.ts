import { ConfigError } from '../../errors.ts'
import { didYouMean } from '../../nearest.ts'

/** Which of an instance's addresses is connected to. */
export type Ec2Address = 'public' | 'private' | 'ipv6' | 'public-dns' | 'private-dns'

/** Which EC2 instances are meant. */
export interface Ec2Options {
  /** Tags that an instance has to have, all of them; of several values any one. Taken literally: `*` is a star. */
  readonly tags: Readonly<Record<string, string | readonly string[]>>
  /** One or more. Default: that of the AWS configuration (`AWS_REGION`). */
  readonly region?: string | readonly string[] | undefined
  /** Default `['running']`. */
  readonly states?: readonly Ec2State[] | undefined
  /** Default: the public address of an instance that has one, else the private one. */
  readonly address?: Ec2Address | undefined
  /** The tag that says which roles an instance has, separated by commas or blanks. Default: it has any role that asks. */
  readonly roleTag?: string | undefined
}

/** The states of an instance. */
export type Ec2State = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated'

const ADDRESSES: readonly Ec2Address[] = ['public', 'private', 'ipv6', 'public-dns', 'private-dns']
const STATES: readonly Ec2State[] = ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated']

/**
 * The options, when they make sense.
 *
 * @throws {ConfigError} when no tag is given, or a word is not known.
 */
export function checkEc2(options: Ec2Options): Ec2Options {
  const { tags, region, states = [], address } = options
  const values = Object.values(tags ?? {}).flat()
  if (values.length === 0) throw wrong('ec2 needs a tag, such as Role=app: all instances of an account are never meant')
  if (values.includes('')) throw wrong('ec2: the value of a tag is empty')
  for (const state of states) oneOf('state', state, STATES)
  if (states.length === 0 && options.states !== undefined) throw wrong('ec2: states is empty')
  if (address !== undefined) oneOf('address', address, ADDRESSES)
  for (const name of [region ?? []].flat()) checkRegion(name)
  return options
}

function oneOf(what: string, word: string, known: readonly string[]): void {
  if (known.includes(word)) return
  const list = known.join(', ')
  throw wrong(`ec2: there is no ${what} ${JSON.stringify(word)}.${didYouMean(word, known)} Known: ${list}`)
}

// It becomes part of the name of the host that credentials are sent to.
function checkRegion(name: string): void {
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(name)) throw wrong(`ec2: ${JSON.stringify(name)} is not the name of a region`)
}

function wrong(message: string): ConfigError {
  return new ConfigError('malformed-ec2', message, {
    hint: 'ec2:Service=web,Role=app?region=eu-west-1&address=private',
  })
}
