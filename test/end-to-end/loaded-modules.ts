import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What one thread has loaded. */
export interface Loaded {
  /** The packages, by name. */
  readonly packages: readonly string[]
  /** The files of infraspec's own that it read. */
  readonly files: number
  /** The modules in them, by the names of their sources. */
  readonly modules: readonly string[]
}

/** Reads what V8 wrote for one thread because of `NODE_V8_COVERAGE`: it names every script there was. */
export function loadedBy(coverage: string, root: string): Loaded {
  const { result } = JSON.parse(coverage) as { readonly result: readonly { readonly url: string }[] }
  const files = result.flatMap(({ url }) => (url.startsWith('file://') ? [fileURLToPath(url)] : []))
  const own = files.filter((file) => file.startsWith(`${root}/dist/`))
  const packages = files.flatMap((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [])
  // rolldown says above each module from which source it is
  const modules = own.flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(/^\/\/ ((?:src|reporters)\/\S+\.ts)$/gm),
  ])
  return {
    packages: [...new Set(packages)].toSorted(),
    files: own.length,
    modules: modules.map(([, name]) => name as string).toSorted(),
  }
}
