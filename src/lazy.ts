import { createRequire } from 'node:module'

/**
 * A package that is loaded when it is first needed: most runs do without it, and every import costs each of them.
 *
 * @example
 * import type * as Yaml from 'yaml'
 * const yaml = lazily<typeof Yaml>('yaml')
 * yaml().parse('a: 1')
 */
export function lazily<Module>(name: string): () => Module {
  let loaded: Module | undefined
  return () => (loaded ??= createRequire(import.meta.url)(name) as Module)
}
