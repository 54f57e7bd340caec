import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { parseSync } from 'rolldown/utils'

// Reads the declarations that tsc writes: there every type that the source leaves to be inferred is spelled out.

/** A node of the syntax tree, as far as it is looked at. */
// oxlint-disable-next-line typescript/no-explicit-any -- the tree of another tool, walked by name
export type Node = any

/** One `.d.ts` file: what it declares and imports, by name. */
export interface Declarations {
  readonly file: string
  readonly text: string
  readonly comments: readonly { readonly value: string; readonly start: number; readonly end: number }[]
  readonly declared: ReadonlyMap<string, Node>
  readonly imported: ReadonlyMap<string, { readonly file: string; readonly name: string }>
}

/** A node and the file that it stands in: names in it mean what they mean there. */
export interface Place {
  readonly node: Node
  readonly within: Declarations
}

const read = new Map<string, Declarations>()

/** The declarations of a file; they are read once. */
export function declarationsOf(file: string): Declarations {
  const known = read.get(file)
  if (known !== undefined) return known
  if (!existsSync(file)) throw new Error(`${file} is not there: npm run build`)
  const text = readFileSync(file, 'utf8')
  const { program, comments } = parseSync(file, text) as Node
  const declared = new Map<string, Node>()
  const imported = new Map<string, { file: string; name: string }>()
  for (const statement of program.body) {
    const from = statement.source?.value
    for (const one of from?.startsWith('.') === true ? (statement.specifiers ?? []) : []) {
      const target = join(dirname(file), from.replace(/\.ts$/, '.d.ts'))
      imported.set(one.local.name, { file: target, name: (one.imported ?? one.local).name })
    }
    const declaration = statement.declaration ?? statement
    const names = declaration.declarations ?? [declaration]
    for (const one of names) if (one.id?.name !== undefined) declared.set(one.id.name, { ...one, outer: statement })
  }
  const made = { file, text, comments, declared, imported }
  read.set(file, made)
  return made
}

/** What a name means in a file, wherever it was declared. */
export function find(name: string, within: Declarations): Place | undefined {
  const node = within.declared.get(name)
  if (node !== undefined) return { node, within }
  const from = within.imported.get(name)
  return from === undefined ? undefined : find(from.name, declarationsOf(from.file))
}

/** What a type refers to: by a name of its file, or of another file as `import("…").Name`. */
export function referred(node: Node, within: Declarations): Place | undefined {
  const name = typeName(node)
  if (node.type !== 'TSImportType') return name === undefined ? undefined : find(name, within)
  const file = join(dirname(within.file), node.source.value.replace(/\.ts$/, '.d.ts'))
  return name === undefined ? undefined : find(name, declarationsOf(file))
}

/** The name of a type that is referred to. */
export function typeName(node: Node): string | undefined {
  return node.typeName?.name ?? node.qualifier?.name
}

/** The text of a node on one line. */
export function textOf({ node, within }: Place): string {
  return within.text
    .slice(node.start, node.end)
    .replaceAll(/import\("[^"]*"\)\./g, '')
    .replaceAll(/\/\*\*[\s\S]*?\*\//g, '')
    .replaceAll(/\breadonly /g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/; \}/g, ' }')
    .replaceAll(';', ',')
}

/** The types that a node names and that are declared in this project, and those that they name in turn. */
export function typesIn({ node, within }: Place, seen: Map<string, Place> = new Map()): ReadonlyMap<string, Place> {
  if (node === null || typeof node !== 'object') return seen
  const name = node.type === 'TSTypeReference' ? node.typeName.name : undefined
  const target = name === undefined || seen.has(name) ? undefined : find(name, within)
  if (target !== undefined) {
    seen.set(name, target)
    typesIn({ node: target.node.typeAnnotation ?? target.node.body, within: target.within }, seen)
  }
  for (const [key, part] of Object.entries(node)) if (key !== 'outer') typesIn({ node: part, within }, seen)
  return seen
}

/** A documentation comment without its stars: the text, and the example if it has one. */
export interface Doc {
  readonly text: string
  readonly example: string | undefined
}

/** What is said before a node; nothing where nothing is. */
export function docOf({ node, within }: Place): Doc {
  const before = within.comments.findLast(
    ({ end, value }) => end <= node.start && value.startsWith('*') && within.text.slice(end, node.start).trim() === '',
  )
  const lines = (before?.value ?? '').split('\n').map((line) => line.replace(/^\s*\* ?/, ''))
  const [text = '', example] = lines.join('\n').split(/^@example\n/m)
  const links = /\{@link (\w+)\}/g
  return { text: text.trim().replaceAll(links, '`$1`'), example: example?.split(/^@/m)[0]?.trim() }
}
