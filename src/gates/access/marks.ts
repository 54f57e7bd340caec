/** A rule of a security group that lets in one source, as far as leases care. */
export interface Rule {
  readonly id: string
  readonly group: string
  readonly port: number
  readonly cidr: string
  readonly description: string
  readonly tags: Readonly<Record<string, string>>
}

/** Says that infraspec made a thing and may take it back. */
export const MANAGED = 'infraspec:managed'
const LEASE = 'infraspec:lease:'
const CLOSING = 'infraspec:closing:'
/** Whoever says that it closes a rule is taken at its word for so long; then it has died of it. */
export const CLOSING_FOR = 60_000

/** The tag that holds a rule open for a lease, with its end as the value. */
export function leaseTag(lease: string): string {
  return LEASE + lease
}

/** The tag by which a lease says that it is about to take a rule back, with the moment as the value. */
export function closingTag(lease: string): string {
  return CLOSING + lease
}

/** Whether infraspec made it: any other rule is somebody else's. */
export function isManaged({ tags }: Pick<Rule, 'tags'>): boolean {
  return tags[MANAGED] === '1'
}

/** Whether another lease than this one still holds a rule open. */
export function isHeld({ tags }: Pick<Rule, 'tags'>, now: number, except?: string): boolean {
  return Object.entries(tags).some(
    ([name, end]) => name.startsWith(LEASE) && name !== leaseTag(except ?? '') && !(Date.parse(end) <= now),
  )
}

/** Whether another lease than this one is just taking a rule back. */
export function isClosing({ tags }: Pick<Rule, 'tags'>, now: number, except?: string): boolean {
  return Object.entries(tags).some(
    ([name, at]) => name.startsWith(CLOSING) && name !== closingTag(except ?? '') && now - Date.parse(at) < CLOSING_FOR,
  )
}

/** A moment as tags hold it. */
export function stamp(at: number): string {
  return new Date(at).toISOString()
}
