/** Parameters of the EC2 query protocol: `Filter.1.Value.2=x` becomes `{ Filter: [{ Value: ['x'] }] }`. */
export interface Params {
  readonly [name: string]: Value | undefined
}
export type Value = string | Params | readonly Value[]

/** Reads a form-encoded body. */
export function readQuery(body: string): Params {
  const tree: Record<string, unknown> = {}
  for (const [path, value] of new URLSearchParams(body)) put(tree, path.split('.'), value)
  return listed(tree) as Params
}

function put(tree: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) tree[name] = value
  else put((tree[name] ??= {}) as Record<string, unknown>, rest, value)
}

/** Numbered members as lists. */
function listed(node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node).map(([name, value]) => [name, listed(value)] as const)
  const numbered = entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name))
  return numbered ? entries.map(([, value]) => value) : Object.fromEntries(entries)
}

/** A list of texts, such as `GroupId.1`, or nothing. */
export function texts(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}

/** A list of structures, such as `Filter.1.Name`, or nothing. */
export function items(value: Value | undefined): Params[] {
  return Array.isArray(value) ? value.filter((item): item is Params => typeof item === 'object') : []
}

/** One text, or nothing. */
export function text(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** XML as EC2 writes it: a list is `<item>`s, what is undefined is left out. */
export function xml(node: unknown): string {
  if (Array.isArray(node)) return node.map((item) => `<item>${xml(item)}</item>`).join('')
  if (typeof node === 'object' && node !== null) {
    const fields = Object.entries(node).filter(([, value]) => value !== undefined)
    return fields.map(([name, value]) => `<${name}>${xml(value)}</${name}>`).join('')
  }
  return String(node).replace(/[<>&]/g, (char) => `&#${char.charCodeAt(0)};`)
}
