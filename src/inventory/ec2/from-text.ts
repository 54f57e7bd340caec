import { decode, readPairs, refuseOptions, type SourceText } from '../source-text.ts'
import type { Inventory } from '../inventory.ts'
import { ec2 } from './ec2.ts'
import type { Ec2Address, Ec2State } from './options.ts'

const OPTIONS = ['region', 'address', 'state', 'role-tag']

/**
 * `ec2:TAG=VALUE,…?region=…&address=…&state=…&role-tag=…`; several regions, states, and values are split by `|`.
 *
 * @throws {ConfigError} when it makes no sense.
 */
export function ec2FromText({ subject, options }: SourceText, text: string): Inventory {
  refuseOptions(options, OPTIONS, text)
  const { region, address, state, 'role-tag': roleTag } = options
  return ec2({
    tags: readTags(subject, text),
    region: region?.split('|'),
    states: state?.split('|') as Ec2State[] | undefined,
    address: address as Ec2Address | undefined,
    roleTag,
  })
}

// split before it is decoded, so that %7C is a stroke
function readTags(subject: string, text: string): Record<string, string | string[]> {
  const raw = readPairs(subject.replaceAll('%', '%25'), ',', text)
  const tags = Object.entries(raw).map(([name, value]) => {
    const values = value.split('|').map((part) => decode(part, text))
    return [decode(name, text), values.length === 1 ? values[0]! : values] as const
  })
  return Object.fromEntries(tags)
}
