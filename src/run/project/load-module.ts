import { SourceMap, type SourceMapPayload } from 'node:module'
import { ConfigError, InfraspecError, InventoryError } from '../../errors.ts'
import { type Bundle, bundle } from './bundle.ts'
import { formatPlace, type Place, projectPath, sourceLine } from './source-line.ts'

/**
 * The default export of a TypeScript or JavaScript file, in a project of any module type.
 *
 * Nothing is written to disk and nothing is hooked into Node: the file is bundled and imported from memory.
 *
 * @throws {ConfigError} when it cannot be read, throws, or has no default export.
 */
export async function loadDefault(file: string, root: string): Promise<unknown> {
  const module = await importBundle(await bundle(file, root)).catch((cause: unknown) => {
    throw explainThrown(cause, `Cannot load ${projectPath(file, root)}`, root)
  })
  if (module.default !== undefined) return module.default
  throw new ConfigError('no-default-export', `${projectPath(file, root)} has no default export`, {
    hint: 'export default defineRole({ … }) or defineConfig({ … })',
  })
}

/** By number: what {@link originalStack} finds the lines of a bundle in. */
const maps: SourceMap[] = []

/** Every file that {@link loadDefault} has read so far. */
export const loadedFiles = new Set<string>()

function importBundle({ code, map, files }: Bundle): Promise<{ readonly default?: unknown }> {
  for (const file of files) loadedFiles.add(file)
  const number = maps.push(new SourceMap(map as unknown as SourceMapPayload)) - 1
  const named = `${code}\n//# sourceURL=infraspec-bundle:${number}`
  return import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(named)}`)
}

/** What a user's file threw, as one error that says where in that file. */
export function explainThrown(thrown: unknown, what: string, root: string): ConfigError {
  const { place, said } = describeThrown(thrown)
  const where = place === undefined ? '' : ` (${formatPlace(place, root)})`
  const code = thrown instanceof InfraspecError ? thrown.code : 'module-threw'
  const hint = thrown instanceof InfraspecError ? thrown.hint : wrongImport(said)
  const Class = thrown instanceof InventoryError ? InventoryError : ConfigError
  return new Class(code, `${what}: ${said}${where}${place ? sourceLine(place) : ''}`, { hint, cause: thrown })
}

/** Roles and specs import from two modules of infraspec, which are easily taken for one another. */
function wrongImport(said: string): string | undefined {
  if (!/dist\/src\/(index|config)\.js' does not provide an export named/.test(said)) return undefined
  return "a role and the configuration import from 'infraspec/config', and specs from 'infraspec'"
}

function describeThrown(thrown: unknown): { readonly place?: Place | undefined; readonly said: string } {
  if (!(thrown instanceof Error)) return { said: `threw ${JSON.stringify(thrown)}` }
  const said = thrown instanceof InfraspecError ? thrown.message : `${thrown.name}: ${thrown.message}`
  const match = IN_BUNDLE.exec(thrown.stack ?? '')
  return { said, place: match ? originalPlace(match) : undefined }
}

// the whole URL stands there when something else prepares the stacks, such as Vite or --enable-source-maps
const IN_BUNDLE = /(?:data:text\/javascript,\S*sourceURL%3D)?infraspec-bundle(?::|%3A)(\d+):(\d+)(?::(\d+))?/

/** A stack with the places in user's files, instead of those in what was imported from memory. */
export function originalStack(stack: string): string {
  return stack.replace(new RegExp(IN_BUNDLE, 'g'), (text, ...groups: string[]) => {
    const place = originalPlace([text, ...groups])
    return place ? `${place.file}:${place.line}:${place.column}` : text
  })
}

function originalPlace([, bundleNumber, line, column = '1']: readonly string[]): Place | undefined {
  const entry = maps[Number(bundleNumber)]?.findEntry(Number(line) - 1, Number(column) - 1)
  if (entry === undefined || !('originalSource' in entry)) return undefined
  return { file: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
}
