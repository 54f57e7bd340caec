import { dirname, isAbsolute, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import type * as Transforms from 'rolldown/experimental'

import { ConfigError } from '../../errors.ts'
import { HOME } from '../../home.ts'
import type { FoundModule, ModuleRequest } from '../../spec/modules/messages.ts'
import { vitestEntry } from '../../spec/vitest.ts'
import { projectPath } from '../project/source-line.ts'
import { readModule } from './read-module.ts'
import { importTransforms } from './vite-parts.ts'

/** infraspec itself, and its Vitest: this copy, whichever the project's folder holds, so that there is one instance. */
const OWN: Readonly<Record<string, () => string>> = {
  infraspec: () => join(HOME, 'src/index.js'),
  'infraspec/config': () => join(HOME, 'src/config.js'),
  vitest: vitestEntry,
}

/**
 * Finds the modules that specs import: those of the project as code for Vite's module runner, packages by
 * their place, which Node loads by itself.
 */
export class SpecModules {
  readonly #root: string
  /** What each file imports, as it was last read. */
  readonly #imports = new Map<string, readonly string[]>()
  #tools: Promise<Tools> | undefined

  constructor(root: string) {
    this.#root = root
  }

  /** Loads what finds and transforms modules, which may be done before any is asked for. */
  prepare(): Promise<Tools> {
    this.#tools ??= importTransforms().then((transforms) => ({
      transforms,
      resolver: new transforms.ResolverFactory(RESOLUTION),
    }))
    return this.#tools
  }

  /**
   * The module that a file wants.
   *
   * @throws {ConfigError} when there is no such module; a grammatical mistake is thrown as rolldown tells it.
   */
  async find({ wanted, importer, startOffset }: Omit<ModuleRequest, 'id'>): Promise<FoundModule> {
    const own = OWN[wanted]
    if (own !== undefined) return { externalize: pathToFileURL(own()).href, type: 'module' }
    const { path, builtin, moduleType, error } = await this.#resolve(wanted, importer)
    if (builtin !== undefined) return { externalize: builtin.resolved, type: 'builtin' }
    if (path === undefined) throw this.#missing(wanted, importer, error)
    if (isPackage(path)) {
      return { externalize: pathToFileURL(path).href, type: moduleType === 'commonjs' ? 'commonjs' : 'module' }
    }
    const { transforms } = await this.prepare()
    this.#imports.delete(path)
    const { code, imports } = await readModule(path, startOffset, { root: this.#root, transforms })
    this.#imports.set(path, imports)
    return { code, file: path, id: path, url: path, invalidate: false }
  }

  /** The files of the project that a spec is made of, as they were last read, and whether one that is imported is missing. */
  async filesOf(spec: string): Promise<{ readonly files: ReadonlySet<string>; readonly incomplete: boolean }> {
    const files = new Set([spec])
    let incomplete = false
    for (const file of files) {
      // of one that could not be read nothing matters but itself
      for (const wanted of this.#imports.get(file) ?? []) {
        if (OWN[wanted] !== undefined) continue
        const { path, builtin } = await this.#resolve(wanted, file)
        if (path !== undefined && !isPackage(path)) files.add(path)
        incomplete ||= path === undefined && builtin === undefined
      }
    }
    return { files, incomplete }
  }

  /** Forgets where modules were: files may have come and gone. */
  async forget(): Promise<void> {
    ;(await this.#tools)?.resolver.clearCache()
  }

  async #resolve(wanted: string, importer: string | undefined) {
    const { resolver } = await this.prepare()
    const file = wanted.startsWith('file:') ? fileURLToPath(wanted) : wanted
    const from = importer === undefined ? this.#root : dirname(importer)
    return resolver.async(from, isAbsolute(file) ? file : wanted)
  }

  #missing(wanted: string, importer: string | undefined, error: string | undefined): ConfigError {
    const from = importer === undefined ? '' : ` from ${projectPath(importer, this.#root)}`
    const what = /^[./]/.test(wanted) ? 'there is no such file' : 'it is not installed'
    const said = importer !== undefined && isAbsolute(wanted) ? relativeTo(importer, wanted) : wanted
    return new ConfigError('unreadable-module', `cannot import ${JSON.stringify(said)}${from}: ${what}`, {
      cause: error,
    })
  }
}

/** A file as another one in its folder or elsewhere would import it. */
function relativeTo(importer: string, file: string): string {
  const path = relative(dirname(importer), file)
  return path.startsWith('.') ? path : `./${path}`
}

interface Tools {
  readonly transforms: typeof Transforms
  readonly resolver: Transforms.ResolverFactory
}

const RESOLUTION: Transforms.ResolveOptions = {
  builtinModules: true,
  moduleType: true,
  conditionNames: ['node', 'import', 'module-sync', 'default'],
  mainFields: ['main'],
  extensions: ['.ts', '.mts', '.js', '.mjs', '.json', '.cts', '.cjs'],
  extensionAlias: { '.js': ['.js', '.ts'], '.mjs': ['.mjs', '.mts'], '.cjs': ['.cjs', '.cts'] },
}

function isPackage(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file) || file.startsWith(join(HOME, 'src/'))
}
