/** What `ansible-inventory --list` or an inventory script says. */
export interface AnsibleList {
  readonly hostvars: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Each group with all of its hosts, those of its children among them, in the order of the inventory. */
  readonly groups: ReadonlyMap<string, readonly string[]>
  /** All hosts, in the order of the inventory. */
  readonly hosts: readonly string[]
}

interface Group {
  readonly hosts: readonly string[]
  readonly children: readonly string[]
}

/** Reads the JSON of an inventory; undefined when it is none. */
export function readList(json: unknown): AnsibleList | undefined {
  if (!isRecord(json)) return undefined
  const meta = isRecord(json['_meta']) ? json['_meta']['hostvars'] : undefined
  const names = Object.keys(json).filter((name) => name !== '_meta')
  const direct = new Map(names.map((name) => [name, groupOf(json[name])]))
  const groups = new Map(names.map((name) => [name, membersOf(name, direct, new Set())]))
  const hosts = [...new Set([...(groups.get('all') ?? []), ...[...groups.values()].flat()])]
  groups.set('all', hosts)
  // named as a child of all, also when nobody is in it
  if (!groups.has('ungrouped')) groups.set('ungrouped', [])
  return { hostvars: isRecord(meta) ? (meta as AnsibleList['hostvars']) : {}, groups, hosts }
}

/** A script may say a bare list of hosts. */
function groupOf(value: unknown): Group {
  if (Array.isArray(value)) return { hosts: texts(value), children: [] }
  return isRecord(value) ? { hosts: texts(value['hosts']), children: texts(value['children']) } : NOBODY
}

const NOBODY: Group = { hosts: [], children: [] }

function membersOf(name: string, direct: ReadonlyMap<string, Group>, above: ReadonlySet<string>): string[] {
  const { hosts, children } = direct.get(name) ?? NOBODY
  const below = children
    .filter((child) => !above.has(child))
    .flatMap((child) => membersOf(child, direct, new Set([...above, name])))
  return [...new Set([...hosts, ...below])]
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
