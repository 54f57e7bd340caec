import { items, type Params, text, texts } from './query.ts'
import { type Account, AwsError, type Tags } from './state.ts'

/** Does one call, and gives what its answer holds. */
export type Handler = (account: Account, params: Params) => Readonly<Record<string, unknown>>

/** What filters look at: `tag:NAME` and `tag-key` at the tags, all others at the values of that name. */
export type Facets = { readonly [name: string]: readonly (string | undefined)[] | Tags } & { readonly tags: Tags }

/** Those that all filters match. */
export function filtered<Item>(list: readonly Item[], params: Params, facets: (item: Item) => Facets): Item[] {
  const filters = items(params['Filter']).map((filter) => ({
    name: text(filter['Name']) ?? '',
    values: texts(filter['Value']).map(pattern),
  }))
  return list.filter((item) =>
    filters.every(({ name, values }) => values.some((value) => matches(facets(item), name, value))),
  )
}

function matches(facets: Facets, name: string, value: RegExp): boolean {
  if (name.startsWith('tag:')) return value.test(facets.tags[name.slice('tag:'.length)] ?? '\0')
  if (name === 'tag-key') return Object.keys(facets.tags).some((key) => value.test(key))
  const had = facets[name]
  if (!Array.isArray(had)) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`)
  return (had as readonly (string | undefined)[]).some((one) => value.test(one ?? '\0'))
}

// * and ? are wildcards, and a backslash takes that from them
function pattern(value: string): RegExp {
  const source = value.replace(/\\([\s\S])|[*?]|[^\w\s]/g, (part, escaped?: string) => {
    if (escaped !== undefined) return escaped.replace(/\W/g, String.raw`\$&`)
    return part === '*' ? '[^]*' : part === '?' ? '[^]' : `\\${part}`
  })
  return new RegExp(`^${source}$`)
}

/** One page of a list, and what asks for the next. */
export function page<Item>(account: Account, list: readonly Item[], params: Params) {
  const start = Number(text(params['NextToken'])?.replace('page-', '') ?? 0)
  const size = Math.min(account.pageSize, Number(text(params['MaxResults']) ?? account.pageSize))
  const next = start + size
  return { list: list.slice(start, next), nextToken: next < list.length ? `page-${next}` : undefined }
}

/** Tags as answers hold them. */
export function tagList(tags: Tags) {
  return Object.entries(tags).map(([key, value]) => ({ key, value }))
}

/** The tags that a call asks for on what it makes of this kind. */
export function tagsFor(kind: string, params: Params): Tags {
  const wanted = items(params['TagSpecification']).filter((one) => text(one['ResourceType']) === kind)
  return Object.fromEntries(wanted.flatMap((one) => items(one['Tag'])).map(pair))
}

/** A tag of a call. */
export function pair(tag: Params): [string, string] {
  return [text(tag['Key']) ?? '', text(tag['Value']) ?? '']
}
