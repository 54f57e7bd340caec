import { basename } from 'node:path'

import {
  declarationsOf,
  docOf,
  find,
  referred,
  textOf,
  typeName,
  typesIn,
  type Declarations,
  type Doc,
  type Place,
} from './declarations.ts'

/** One row of a table: what is written, and what it means. */
export interface Row {
  readonly name: string
  readonly type: string
  readonly doc: string
  /** The types that it names, by name. */
  readonly types: ReadonlyMap<string, Place>
}

/** All that the page says of a resource. */
export interface ResourceDoc extends Doc {
  /** As it is imported, such as `kernelParameter`. */
  readonly name: string
  /** Its file in `src/resources`, without the ending. */
  readonly file: string
  readonly matchers: readonly Row[]
  readonly properties: readonly Row[]
  /** Properties that are fetched only when something asks for them. */
  readonly details: readonly Row[]
  readonly options: readonly Row[]
}

const FOLDER = 'dist/src/resources'

/** The documentation of every resource that specs can import, by name. */
export function resourceDocs(): readonly ResourceDoc[] {
  const index = declarationsOf('dist/src/index.d.ts')
  return [...index.declared.keys(), ...exported(index)]
    .flatMap((name) => resourceDoc(name, index))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

function exported({ imported }: Declarations): readonly string[] {
  return [...imported.keys()]
}

function resourceDoc(name: string, index: Declarations): ResourceDoc[] {
  const place = find(name, index)
  if (place?.within.file.startsWith(`${FOLDER}/`) !== true || name.startsWith('define')) return []
  const parts = resourceParts(typeOf(place))
  if (parts === undefined) return []
  const { node, within } = place
  return [
    {
      name,
      file: basename(within.file, '.d.ts'),
      ...docOf({ node: node.outer, within }),
      matchers: members(parts.matchers).map(matcherRow),
      properties: properties(parts.state),
      details: parts.details === undefined ? [] : members(parts.details).map(propertyRow),
      options: optionsOf(place, parts.options),
    },
  ]
}

interface Parts {
  readonly state: Place
  readonly matchers: Place
  readonly details: Place | undefined
  readonly options: Place | undefined
}

/** The type of what a name stands for: of a constant, or of what a function gives. */
function typeOf({ node, within }: Place): Place | undefined {
  const type = node.id?.typeAnnotation ?? node.returnType
  return type === undefined || type === null ? undefined : { node: type.typeAnnotation, within }
}

/** What a resource's type is made of: `ResourceFactory<…>`, `Resource<…>`, or whatever leads there. */
function resourceParts(type: Place | undefined): Parts | undefined {
  if (type === undefined) return undefined
  const { node, within } = type
  const at = (part: unknown) => (part === undefined ? undefined : { node: part, within })
  if (node.type === 'TSTypeQuery') return resourceParts(typeOf(find(node.exprName.name, within) as Place))
  if (node.type === 'TSFunctionType') return resourceParts(at(node.returnType.typeAnnotation))
  const name = typeName(node)
  const [state, matchers, details, options] = node.typeArguments?.params ?? []
  if (name === 'ReturnType') return resourceParts(at(state))
  if (name === 'ResourceFactory' || name === 'Resource') {
    if (state === undefined || matchers === undefined) return undefined
    return {
      state: { node: state, within },
      matchers: { node: matchers, within },
      details: at(details),
      options: at(options),
    }
  }
  const alias = referred(node, within)
  return alias?.node.typeAnnotation === undefined
    ? undefined
    : resourceParts({ node: alias.node.typeAnnotation, within: alias.within })
}

/** The members of an object type, wherever it is declared; of a union, those of each part that is there. */
function members({ node, within }: Place): readonly Place[] {
  const at = (part: unknown) => ({ node: part, within })
  if (node.type === 'TSTypeLiteral') return node.members.map(at)
  if (node.type === 'TSInterfaceDeclaration') {
    const inherited = (node.extends ?? []).flatMap(({ expression }: { expression: { name: string } }) => {
      const base = find(expression.name, within)
      return base === undefined ? [] : members(base)
    })
    return [...inherited, ...node.body.body.map(at)]
  }
  if (node.type === 'TSUnionType' || node.type === 'TSIntersectionType') {
    return node.types.flatMap((part: unknown) => members(at(part)))
  }
  if (node.type === 'TSTypeAliasDeclaration') return members(at(node.typeAnnotation))
  if (node.type === 'TSTypeQuery') return members(typeOf(find(node.exprName.name, within) as Place) as Place)
  const name = typeName(node)
  if (name === 'Readonly') return members(at(node.typeArguments.params[0]))
  const target = referred(node, within)
  return target === undefined ? [] : members(target)
}

function matcherRow({ node, within }: Place): Row {
  const type = node.typeAnnotation.typeAnnotation
  const [, ...params] = (type.params ?? []) as readonly { readonly start: number }[]
  const args = params.map((param) => textOf({ node: param, within })).join(', ')
  return {
    name: node.key.name,
    type: args.replaceAll(' | undefined', ''),
    doc: docOf({ node, within }).text,
    types: typesIn({ node: params, within }),
  }
}

/** Of a state, without what says that there is none; of a list those of each item. */
function properties(state: Place): readonly Row[] {
  const { node, within } = state
  const item = typeName(node) === 'Listing' ? node.typeArguments.params[0] : undefined
  const rows = members(item === undefined ? state : { node: item, within }).map(propertyRow)
  const seen = new Map<string, Row>()
  for (const row of rows) {
    if (row.name === 'exists') continue
    const before = seen.get(row.name)
    seen.set(row.name, before === undefined || before.doc === '' ? row : before)
  }
  return [...seen.values()]
}

function propertyRow({ node, within }: Place): Row {
  const type = node.typeAnnotation?.typeAnnotation
  return {
    name: `${node.key?.name ?? ''}${node.optional === true ? '?' : ''}`,
    type: type === undefined ? '' : textOf({ node: type, within }),
    doc: docOf({ node, within }).text,
    types: typesIn({ node: type, within }),
  }
}

/** The types that rows name, as rows. */
export function typeRows(rows: readonly Row[]): readonly Row[] {
  const types = new Map(rows.flatMap((row) => [...row.types]))
  return [...types].map(([name, place]) => {
    const { node, within } = place
    const type = textOf({ node: node.typeAnnotation ?? node.body, within })
    return { name, type, doc: docOf({ node: node.outer, within }).text, types: new Map() }
  })
}

/** What the second argument may hold. */
function optionsOf(place: Place, options: Place | undefined): readonly Row[] {
  if (options !== undefined) return members(options).map(propertyRow)
  const second = place.node.params?.[1]?.typeAnnotation?.typeAnnotation
  return second === undefined ? [] : members({ node: second, within: place.within }).map(propertyRow)
}
