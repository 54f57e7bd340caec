/** The types of records that can be asked for. */
export const RECORD_TYPES = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'] as const

/** One of {@link RECORD_TYPES}. */
export type RecordType = (typeof RECORD_TYPES)[number]

/** A record of the type that was asked for. */
export interface DnsRecord {
  /** As it is written in a zone file, names without their last dot, text without quotes: `10 mail.example.com`. */
  readonly value: string
  /** Seconds that it may be kept; of a cached one what is left of them. */
  readonly ttl: number | undefined
}

/** A name that is there. */
export interface DnsPresent {
  readonly exists: true
  readonly type: RecordType
  /** Of the type that was asked for; empty when the name has none of it. */
  readonly records: readonly DnsRecord[]
  /** The names that it is another name of, one after the other; `undefined` where the tool does not say. */
  readonly aliases: readonly string[] | undefined
}

/** What a name server says of a name; `exists: false` is its NXDOMAIN. */
export type DnsState = { readonly exists: false } | DnsPresent

/** What is asked of the host. */
export interface DnsQuestion {
  readonly name: string
  readonly type: RecordType
  readonly server?: string | undefined
  readonly port?: number | undefined
}

/** What a key of the resource says. */
export function questionOf(key: string): DnsQuestion {
  return JSON.parse(key) as DnsQuestion
}
