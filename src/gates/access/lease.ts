import { randomBytes } from 'node:crypto'
import { awsCode, explainAws } from '../../aws/aws-error.ts'
import { ConfigError, type InfraspecError, InventoryError, toErrorData } from '../../errors.ts'
import { checkGroup } from './check-group.ts'
import { type HeldRule, holdRule, isFull, type LeaseMark, releaseRule, renewRule } from './hold-rule.ts'
import { removeEntry, writeEntry } from './journal.ts'
import { allNotClosed, leftOpen, notClosed } from './not-closed.ts'
import { openRules, type Opening, type Rules } from './rules.ts'
import { sweepRules } from './sweep-rules.ts'

/** What is to be opened, and for whom. */
export interface LeaseOptions {
  /** `sg-…` */
  readonly group: string
  /** Addresses of this machine, as others see it. */
  readonly addresses: readonly string[]
  /** Those of SSH. */
  readonly ports: readonly number[]
  /** Milliseconds after which a rule is swept whose holder has died. Default 15 minutes. */
  readonly ttl?: number | undefined
  readonly region?: string | undefined
  /** Open a group that does not say by its tag that it may be. */
  readonly force?: boolean | undefined
  /** Told what a person should know. */
  readonly note?: ((text: string) => void) | undefined
}

/** SSH is open for this machine until it is closed. */
export interface Lease {
  readonly id: string
  readonly rules: readonly HeldRule[]
  /** What is left when it is not closed, and how to do that by hand. */
  readonly left: string
  /**
   * Takes back what was opened; done again, it does nothing.
   *
   * @throws {InfraspecError} when that failed: it says how to do it by hand.
   */
  readonly close: () => Promise<void>
}

const TTL = 15 * 60_000

/**
 * Opens ports of a security group for addresses of this machine, and keeps it open until it is closed.
 *
 * @throws {InfraspecError} when it cannot: nothing is left open then.
 */
export async function openLease(options: LeaseOptions): Promise<Lease> {
  const rules = await openRules(options.region)
  const holder = new Holder(rules, options)
  try {
    await checkGroup(rules, options)
    const { closed } = await sweepRules(rules, { group: options.group })
    for (const line of closed) options.note?.(`took back what an earlier run had left: ${line}`)
    for (const address of options.addresses) for (const port of options.ports) await holder.open(address, port)
    holder.keepOpen()
    return holder
  } catch (thrown) {
    await holder.close()
    throw explainOpen(thrown, options)
  }
}

interface Held {
  rule: HeldRule
  readonly file: string
}

class Holder implements Lease {
  readonly id: string
  readonly #rules: Rules
  readonly #options: LeaseOptions
  readonly #mark: LeaseMark
  readonly #held: Held[] = []
  #timer: NodeJS.Timeout | undefined
  #renewing: Promise<void> = Promise.resolve()
  #closing: Promise<void> | undefined

  constructor(rules: Rules, options: LeaseOptions) {
    this.#rules = rules
    this.#options = options
    this.id = leaseId()
    this.#mark = { id: this.id, ttl: options.ttl ?? TTL, description: description() }
  }

  get rules(): readonly HeldRule[] {
    return this.#held.map(({ rule }) => rule)
  }

  get left(): string {
    return leftOpen(this.rules, this.#rules.region)
  }

  async open(address: string, port: number): Promise<void> {
    const { group, note } = this.#options
    const cidr = `${address}/${address.includes(':') ? 128 : 32}`
    const opening: Opening = { group, port, cidr }
    const entry = { ...opening, lease: this.id, region: this.#rules.region }
    const file = writeEntry(entry)
    const held: Held = { file, rule: { ...opening, id: '', borrowed: false } }
    this.#held.push(held)
    held.rule = await holdRule(this.#rules, opening, this.#mark)
    writeEntry({ ...entry, rule: held.rule.id }, file)
    if (held.rule.borrowed) {
      note?.(
        `${group} lets ${cidr} in to port ${port} already, by ${held.rule.id}, which is not infraspec's: it stays as it is`,
      )
    }
  }

  /** Renews the lease for as long as this process lives; first soon, since what was joined may just have been taken back. */
  keepOpen(): void {
    const again = (wait: number) => {
      this.#timer = setTimeout(() => {
        this.#renewing = this.#renew().then(() => {
          if (this.#closing === undefined) again(this.#mark.ttl / 3)
        })
      }, wait)
      this.#timer.unref()
    }
    again(Math.min(5000, this.#mark.ttl / 3))
  }

  async #renew(): Promise<void> {
    for (const held of this.#held.filter(({ rule }) => !rule.borrowed)) {
      try {
        if (await renewRule(this.#rules, held.rule, this.#mark)) continue
        held.rule = await holdRule(this.#rules, held.rule, this.#mark)
        writeEntry({ ...opened(held.rule), lease: this.id, region: this.#rules.region, rule: held.rule.id }, held.file)
        this.#options.note?.(`the rule that let ${held.rule.cidr} in was gone, and was made again`)
      } catch (thrown) {
        this.#options.note?.(`the lease of ${held.rule.id} could not be renewed: ${toErrorData(thrown).message}`)
      }
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#renewing
    const failures: InfraspecError[] = []
    for (const held of this.#held) await this.#release(held).catch((thrown: InfraspecError) => failures.push(thrown))
    this.#rules.end()
    if (failures.length > 0) throw allNotClosed(failures)
  }

  async #release({ rule, file }: Held): Promise<void> {
    try {
      // without an id nobody knows whether AWS made it
      const known = rule.id === '' ? await this.#rules.find(rule) : rule
      const ours = known !== undefined && !rule.borrowed && (rule.id !== '' || isOurs(known, this.id))
      if (ours) await releaseRule(this.#rules, { id: known.id, group: rule.group }, this.id)
      removeEntry(file)
    } catch (thrown) {
      throw notClosed(rule, this.#rules.region, thrown)
    }
  }
}

function opened({ group, port, cidr }: HeldRule): Opening {
  return { group, port, cidr }
}

function isOurs(rule: object, lease: string): boolean {
  return 'tags' in rule && Object.keys(rule.tags as object).some((name) => name.endsWith(`:${lease}`))
}

/** Unique, and says which job it is: a tag's name holds letters, digits and a few marks. */
function leaseId(): string {
  const { CIRCLE_WORKFLOW_JOB_ID: circle, CIRCLE_NODE_INDEX: node = '0', GITHUB_RUN_ID: github } = process.env
  const job = circle ? `${circle}.${node}` : (github ?? 'local')
  return `${job.replace(/[^\w.-]/g, '').slice(0, 60)}.${randomBytes(5).toString('hex')}`
}

function description(): string {
  const { CIRCLECI, CIRCLE_BUILD_NUM = '', GITHUB_RUN_ID = '' } = process.env
  const job = CIRCLECI ? `ci=circleci build=${CIRCLE_BUILD_NUM}` : GITHUB_RUN_ID ? `ci=github run=${GITHUB_RUN_ID}` : ''
  return `infraspec ${job || 'by hand'}`.replace(/[^a-zA-Z0-9 ._:/()#,@[\]+=&;{}!$*-]/g, '').slice(0, 200)
}

function explainOpen(thrown: unknown, { group }: LeaseOptions): InfraspecError {
  const code = awsCode(thrown)
  if (code.startsWith('InvalidGroup')) {
    return new ConfigError('no-group', `There is no security group ${JSON.stringify(group)} in this region`, {
      hint: 'check the id, the region (AWS_REGION) and the account',
      cause: thrown,
    })
  }
  if (isFull(thrown)) {
    return new InventoryError('group-full', `${group} cannot take another rule: it has as many as AWS allows`, {
      hint: 'npx infraspec sweep takes back what killed runs have left; the others are not infraspec’s',
      cause: thrown,
    })
  }
  return explainAws(thrown, `${group} cannot be opened`, 'ec2:AuthorizeSecurityGroupIngress')
}
