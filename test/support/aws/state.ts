import { randomBytes } from 'node:crypto'

/** What AWS refuses with. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

export type Tags = Record<string, string>

/** A rule that lets in one source. */
export interface Rule {
  readonly id: string
  readonly group: string
  readonly protocol: string
  readonly from: number
  readonly to: number
  readonly cidr: string
  description: string | undefined
  readonly tags: Tags
}

export interface Group {
  readonly id: string
  readonly name: string
  readonly vpc: string
  readonly defaultVpc: boolean
  readonly tags: Tags
}

export interface Instance {
  readonly id: string
  state: 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped'
  readonly image: string
  readonly type: string
  readonly zone: string
  readonly publicAddress: string | undefined
  readonly privateAddress: string
  readonly ipv6: string | undefined
  readonly groups: readonly string[]
  readonly tags: Tags
  readonly key: string | undefined
  /** What it writes to its console; nothing is served while it is undefined. */
  console: string | undefined
  /** What RunInstances was asked, for tests to look at. */
  readonly asked: unknown
  readonly launched: Date
  /** Looks until it is in the next state. */
  looks: number
}

export interface Image {
  readonly id: string
  readonly name: string
  state: 'pending' | 'available'
  readonly tags: Tags
  readonly from: string | undefined
}

/** A machine that an instance may be: an address of a test host, and what its console says. */
export interface Machine {
  readonly public?: string | undefined
  readonly private: string
  readonly ipv6?: string | undefined
  readonly console?: string | undefined
}

/** The whole of one fake account in one region. */
export class Account {
  readonly groups = new Map<string, Group>()
  readonly rules = new Map<string, Rule>()
  readonly instances = new Map<string, Instance>()
  readonly images = new Map<string, Image>()
  readonly keys = new Map<string, string>()
  /** What CreateKeyPair gives: a private key that the machines accept. */
  keyMaterial = ''
  /** `BUCKET/KEY` */
  readonly objects = new Map<string, string | Buffer>()
  /** What RunInstances gives out, one after the other, and round again. */
  machines: Machine[] = [{ private: '10.0.0.10' }]
  /** Ingress rules of one group and one family of addresses. */
  rulesPerGroup = 60
  /** The most that one page of a list holds. */
  pageSize = 1000
  /** So many looks at what was just made do not see it. */
  lag = 0
  /** So many looks until an instance is running, or gone. */
  boot = 1
  /** Set when everything is refused for what the credentials are. */
  credentials: 'good' | 'expired' | 'unknown' | 'denied' = 'good'
  readonly #unseen = new Map<string, number>()

  /** A new id, which lists do not show at once when there is a lag. */
  create(prefix: string): string {
    const id = `${prefix}-${randomBytes(9).toString('hex').slice(0, 17)}`
    if (this.lag > 0) this.#unseen.set(id, this.lag)
    return id
  }

  /** Whether this look sees it. */
  sees(id: string): boolean {
    const left = this.#unseen.get(id) ?? 0
    this.#unseen.set(id, left - 1)
    return left <= 0
  }

  addGroup(group: Partial<Group> = {}): Group {
    const made = { id: this.create('sg'), name: 'ci', vpc: 'vpc-1', defaultVpc: false, tags: {}, ...group }
    this.groups.set(made.id, made)
    return made
  }

  addRule(rule: Partial<Rule> & { readonly group: string; readonly cidr: string }): Rule {
    const made = {
      id: this.create('sgr'),
      protocol: 'tcp',
      from: 22,
      to: 22,
      description: undefined,
      tags: {},
      ...rule,
    }
    this.rules.set(made.id, made)
    return made
  }

  addInstance(instance: Partial<Instance> = {}): Instance {
    const made: Instance = {
      id: this.create('i'),
      state: 'running',
      image: 'ami-0',
      type: 't3.micro',
      zone: 'a',
      publicAddress: undefined,
      privateAddress: '10.0.0.10',
      ipv6: undefined,
      groups: [],
      tags: {},
      key: undefined,
      console: undefined,
      asked: undefined,
      launched: new Date(),
      looks: 0,
      ...instance,
    }
    this.instances.set(made.id, made)
    return made
  }

  addImage(image: Partial<Image> = {}): Image {
    const made = {
      id: this.create('ami'),
      name: 'app',
      state: 'available',
      tags: {},
      from: undefined,
      ...image,
    } as Image
    this.images.set(made.id, made)
    return made
  }

  /** The rules of a group, or of all groups. */
  rulesOf(group?: string): Rule[] {
    return [...this.rules.values()].filter((rule) => group === undefined || rule.group === group)
  }

  /** The tags of anything that has some. */
  tagsOf(id: string): Tags | undefined {
    return [this.groups, this.rules, this.instances, this.images].map((all) => all.get(id)?.tags).find(Boolean)
  }
}
