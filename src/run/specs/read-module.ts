import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'

import type { EncodedSourceMap } from '@jridgewell/remapping'
import type * as Transforms from 'rolldown/experimental'

/** What a module is read with. */
export interface Reading {
  readonly root: string
  readonly transforms: typeof Transforms
}

/** A file as Vite's module runner reads it. */
export interface ReadModule {
  /** With a map to its source. */
  readonly code: string
  /** What it imports, as it says it; of what it imports as it runs, only what it names by a literal. */
  readonly imports: readonly string[]
}

/** Reads a file for Vite's module runner. `startOffset` lines will stand before its code. */
export async function readModule(
  file: string,
  startOffset: number,
  { root, transforms }: Reading,
): Promise<ReadModule> {
  const source = await readFile(file, 'utf8')
  if (extname(file) === '.json') return { code: jsonModule(source), imports: [] }
  // as a TypeScript file says it: with `any` as its configuration a spec would mean another thing elsewhere
  const plain = await transforms.transform(file, source, { cwd: root, sourcemap: true, tsconfig: false })
  const [mistake] = plain.errors
  if (mistake !== undefined) throw mistake
  const { code, map, deps, dynamicDeps } = await transforms.moduleRunnerTransform(file, plain.code, { sourcemap: true })
  const mapped = await traced(map, plain.map)
  const inline = inlined({ ...mapped, mappings: ';'.repeat(startOffset) + mapped.mappings })
  return { code: `${code}\n//# sourceURL=${file}\n${inline}`, imports: [...deps, ...dynamicDeps] }
}

/** A map of what was transformed twice. */
async function traced(last: unknown, first: unknown): Promise<EncodedSourceMap> {
  const { default: remapping } = await import('@jridgewell/remapping')
  return remapping([last, first] as EncodedSourceMap[], () => null) as EncodedSourceMap
}

// the first line is how the runner knows that the map is of Vite's making
function inlined(map: EncodedSourceMap): string {
  const data = Buffer.from(JSON.stringify(map)).toString('base64')
  return `//# sourceMappingSource=vite-generated\n//# sourceMappingURL=data:application/json;base64,${data}\n`
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/

function jsonModule(source: string): string {
  const value: unknown = JSON.parse(source)
  const names = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
  const own = (name: string, key: string) =>
    `Object.defineProperty(__vite_ssr_exports__, ${JSON.stringify(name)}, { enumerable: true, value: ${key} })\n`
  const named = names.filter((name) => IDENTIFIER.test(name) && name !== 'default')
  return `const json = ${JSON.stringify(value)}\n${own('default', 'json')}${named.map((name) => own(name, `json[${JSON.stringify(name)}]`)).join('')}`
}
