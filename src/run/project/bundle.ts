import { isBuiltin } from 'node:module'
import { dirname, isAbsolute, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { InputOptions, OutputChunk, Plugin } from 'rolldown'
import { HOME } from '../../home.ts'
import { bundleError, unresolved } from './bundle-errors.ts'
import { importRolldown } from '../specs/vite-parts.ts'

/** A file with everything relative that it imports, as one ES module. */
export interface Bundle {
  readonly code: string
  /** Its sources are absolute paths. */
  readonly map: NonNullable<OutputChunk['map']>
  /** The files that it was made of, absolute. */
  readonly files: readonly string[]
}

/**
 * A TypeScript or JavaScript file as one ES module that Node can read from memory.
 *
 * Relative imports are part of it; packages are imported by the absolute URL that they have from the file
 * that names them, since a module in memory has no place from which to resolve.
 *
 * @throws {ConfigError} for what cannot be read, with the file, the line and its text.
 */
export async function bundle(file: string, root: string): Promise<Bundle> {
  const { rolldown } = await importRolldown()
  const build = await rolldown({ ...OPTIONS, input: file, cwd: root, plugins: [outside(root), place] })
  try {
    const { output } = await build.generate({ format: 'esm', codeSplitting: false, sourcemap: 'hidden', ...SOURCES })
    const { code, map, moduleIds } = output[0]
    // what is left of import.meta is rolldown's own, for a `require` in CommonJS
    const own = code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href))
    return { code: own, map: map!, files: moduleIds.filter((id) => isAbsolute(id)) }
  } catch (cause) {
    throw bundleError(cause, root)
  } finally {
    await build.close()
  }
}

const SOURCES = {
  sourcemapPathTransform: (source: string, map: string) => fileURLToPath(new URL(source, pathToFileURL(map))),
}

const URL_NAME = '__infraspec_url'
const FILE_NAME = '__infraspec_file'
const FOLDER_NAME = '__infraspec_folder'

const OPTIONS: InputOptions = {
  platform: 'node',
  treeshake: false,
  // specs do not read it either
  tsconfig: false,
  logLevel: 'silent',
  resolve: { mainFields: ['main'] },
  transform: {
    define: {
      'import.meta.url': URL_NAME,
      'import.meta.filename': FILE_NAME,
      'import.meta.dirname': FOLDER_NAME,
      __filename: FILE_NAME,
      __dirname: FOLDER_NAME,
    },
  },
}

/** Leaves packages out of the bundle, by their URL. */
function outside(root: string): Plugin {
  return {
    name: 'infraspec:packages',
    async resolveId(id, importer, { kind }) {
      if (isBuiltin(id)) return { id: id.startsWith('node:') ? id : `node:${id}`, external: true }
      if (importer === undefined) return null
      const file = ownEntry(id) ?? (await this.resolve(id, importer, { skipSelf: true, kind }))?.id
      if (file === undefined) throw unresolved(id, importer, root)
      if (!isAbsolute(file) || !isOutside(file)) return file
      return { id: kind === 'require-call' ? file : pathToFileURL(file).href, external: true }
    },
  }
}

const OWN = join(HOME, 'src/')
const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

/** Whether Node imports it by itself: it reads no TypeScript, and JSON only with an attribute. */
function isOutside(file: string): boolean {
  if (file.endsWith('.json') || /\.[cm]?ts$/.test(file)) return false
  return /[\\/]node_modules[\\/]/.test(file) || file.startsWith(OWN)
}

/** infraspec itself: this copy, whichever the project's folder holds, so that its errors are known as such. */
function ownEntry(id: string): string | undefined {
  const entries: Readonly<Record<string, string>> = { infraspec: 'index', 'infraspec/config': 'config' }
  return entries[id] && `${OWN}${entries[id]}.${EXTENSION}`
}

/** Gives each file its own place on disk, before its first line so that no line moves. */
const place: Plugin = {
  name: 'infraspec:place',
  transform(code, id) {
    if (!/\.[cm]?[jt]s$/.test(id) || !/import\.meta|__filename|__dirname/.test(code)) return null
    const values = { [URL_NAME]: pathToFileURL(id).href, [FILE_NAME]: id, [FOLDER_NAME]: dirname(id) }
    const names = Object.entries(values).map(([name, value]) => `var ${name} = ${JSON.stringify(value)};`)
    return { code: `${names.join('')}${code.replace(/^#!.*/, '')}`, map: null }
  },
}
