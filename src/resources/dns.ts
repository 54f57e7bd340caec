import { isDeepStrictEqual } from 'node:util'
import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import {
  couldNotTell,
  defineResource,
  ifPresent,
  incomparable,
  type Comparison,
  type Unknown,
} from './define-resource.ts'
import { dig, drill, getentDns, host } from './dns/resolvers.ts'
import { RECORD_TYPES, type DnsPresent, type DnsQuestion, type DnsState, type RecordType } from './dns/state.ts'
import { canonical, wantedValue } from './dns/value.ts'
import { within, type NumberRange } from './shared/number-range.ts'
import { checkKind, checkOptions } from './shared/wanted.ts'
import { readAddress } from './sockets/address.ts'

export type { DnsPresent, DnsRecord, DnsState, RecordType } from './dns/state.ts'

/** Which record is meant, and whom the host asks for it. */
export interface DnsOptions {
  /** `A` when it is not given. */
  readonly type?: RecordType
  /** The address or name of a name server; those of the host when it is not given. */
  readonly server?: string
  /** 53 when it is not given. */
  readonly port?: number
}

/**
 * A record of the domain name system, as the host resolves it, or as a name server answers it.
 *
 * /etc/hosts is not looked at (`endpoint` does that), unless the name server on the host itself does, as systemd-resolved.
 * The name is taken as a whole one, without a search list. A name that does not exist (NXDOMAIN) is absent, and nothing else can be said of it; a name server that fails, refuses or does
 * not answer in time could not be told.
 *
 * @example
 * it(dns('db.internal')).toHaveRecord('10.0.9.1')
 * it(dns('example.com', { type: 'MX', server: '10.0.0.2' })).toHaveRecords('10 mail.example.com').toHaveTtl({ atLeast: 300 })
 * it(dns('old.internal')).not.toExist()
 */
export const dns = defineResource({
  kind: 'DNS record',
  title: (name, options: DnsOptions | undefined) => {
    const at = options?.server === undefined ? '' : ` at ${options.server}`
    return `${options?.type ?? 'A'} record of ${JSON.stringify(name)}${at}`
  },
  absence: 'is of a name that does not exist',
  key: question,
  providers: { dig, drill, host, getent: getentDns },
  evidence: () => [{ label: '/etc/resolv.conf', script: sh`grep -v '^#' /etc/resolv.conf 2>&1` }],
  matchers: {
    /** There is such a name, with records of this type or of others. */
    toExist: (dns: DnsState) => dns.exists,
    /** The name has a record of this type. */
    toResolve: (dns: DnsState): Comparison => {
      const actual = dns.exists ? valuesOf(dns) : 'no such name'
      return { pass: dns.exists && dns.records.length > 0, expected: 'a record', actual }
    },
    /** One of its records is this: `10.0.9.1`, `10 mail.example.com`, `v=spf1 -all`. */
    toHaveRecord: ifPresent((dns: DnsPresent, value: string) => hasRecord(dns, value)),
    /** Its records are these and no others, in any order. */
    toHaveRecords: ifPresent((dns: DnsPresent, ...values: readonly string[]): Comparison => {
      for (const value of values) checkKind(value, 'string')
      if (values.length === 0) throw new ConfigError('dns', 'toHaveRecords() needs at least one record')
      const actual = valuesOf(dns)
      const [wanted, found] = [values.map((value) => wantedValue(dns.type, value)), actual].map((all) => all.toSorted())
      return { pass: isDeepStrictEqual(wanted, found), expected: values, actual }
    }),
    /** All of its records may be kept so long, in seconds; of cached ones what is left counts. No record has no time. */
    toHaveTtl: ifPresent((dns: DnsPresent, seconds: number | NumberRange) => hasTtl(dns, seconds)),
    /** It is another name of this one, directly or by others. */
    toBeAliasOf: ifPresent((dns: DnsPresent, name: string): Comparison | Unknown => {
      checkKind(name, 'string')
      if (dns.aliases === undefined) return couldNotTell('getent does not say of which name it is another one', DIG)
      return { pass: dns.aliases.includes(canonical('CNAME', name)), expected: name, actual: dns.aliases }
    }),
  },
})

const DIG = 'install dig on the host'

function valuesOf({ records }: DnsPresent): readonly string[] {
  return records.map(({ value }) => value)
}

function hasRecord(dns: DnsPresent, value: string): Comparison {
  checkKind(value, 'string')
  const actual = valuesOf(dns)
  return { pass: actual.includes(wantedValue(dns.type, value)), expected: value, actual }
}

function hasTtl({ records }: DnsPresent, seconds: number | NumberRange): Comparison | Unknown {
  const ttls = records.map(({ ttl }) => ttl).filter((ttl) => ttl !== undefined)
  if (records.length === 0) return incomparable('there is no record of this type', seconds)
  if (ttls.length < records.length) return couldNotTell('getent does not say how long a record may be kept', DIG)
  const verdicts = ttls.map((ttl) => within(ttl, seconds))
  return { pass: verdicts.every(({ pass }) => pass), expected: seconds, actual: ttls }
}

function question(name: string, options: DnsOptions | undefined): string {
  checkOptions('dns()', options ?? {}, { type: 'string', server: 'string', port: 'number' })
  const { type = 'A', server, port } = options ?? {}
  if (!RECORD_TYPES.includes(type)) {
    throw new ConfigError('dns', `${JSON.stringify(type)} is not a type of records`, { hint: RECORD_TYPES.join(', ') })
  }
  if (server !== undefined && readAddress(server) === undefined && !isName(server)) {
    throw new ConfigError('dns', `${JSON.stringify(server)} is not a name server`, {
      hint: '10.0.0.2 or ns.example.com',
    })
  }
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new ConfigError('dns', `${port} is not a port`)
  }
  const asked: DnsQuestion = { name: wholeName(name, type), type, server, port }
  return JSON.stringify(asked)
}

/** An address is asked for in the form that PTR records have. */
function wholeName(name: string, type: RecordType): string {
  const address = readAddress(name)
  if (address !== undefined && type === 'PTR') return reversed(address.address)
  if (address === undefined && isName(name)) return name.toLowerCase().replace(/\.$/, '')
  throw new ConfigError('dns', `${JSON.stringify(name)} is not a name of the domain name system`, {
    hint: address === undefined ? 'db.internal' : "for the name of an address: { type: 'PTR' }",
  })
}

function isName(text: string): boolean {
  return text.length < 254 && /^(?:\*\.)?[\w](?:[\w-]*[\w])?(?:\.[\w](?:[\w-]*[\w])?)*\.?$/.test(text)
}

function reversed(address: string): string {
  if (!address.includes(':')) return `${address.split('.').toReversed().join('.')}.in-addr.arpa`
  const [head = '', tail] = address.split('::')
  const groups = (text: string | undefined) => (text === undefined || text === '' ? [] : text.split(':'))
  const [before, after] = [groups(head), groups(tail)]
  const zeros = Array<string>(8 - before.length - after.length).fill('0')
  const digits = [...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join('')
  return `${[...digits].toReversed().join('.')}.ip6.arpa`
}
