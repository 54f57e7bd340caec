import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { loadedFiles } from '../project/load-module.ts'
import type { RunOptions } from '../options/options.ts'
import { SpecModules } from '../specs/spec-modules.ts'

/** What is to be done because files have changed. */
export type Effect =
  | { readonly type: 'none' }
  /** Roles and the configuration have to be read again: they are others, or there may be other `specs` alone. */
  | { readonly type: 'reload'; readonly cause: 'files' | 'specs' }
  | { readonly type: 'specs'; readonly specs: ReadonlySet<string> }

/** The files that a watched run is made of. */
export class Sources {
  /** What finds the modules of specs. */
  readonly modules: SpecModules
  #options: RunOptions
  #files = new Map<string, { readonly files: ReadonlySet<string>; readonly incomplete: boolean }>()

  constructor(options: RunOptions) {
    this.#options = options
    this.modules = new SpecModules(options.root)
  }

  /** The specs of all roles. */
  get specs(): ReadonlySet<string> {
    return new Set(this.#options.roles.flatMap((role) => role.specs))
  }

  /** Looks again at what specs import, as it was read in the last round. */
  async refresh(options: RunOptions): Promise<void> {
    this.#options = options
    await this.modules.forget()
    const found = [...this.specs].map(async (spec) => [spec, await this.modules.filesOf(spec)] as const)
    this.#files = new Map(await Promise.all(found))
  }

  /** Every folder in which something may happen that matters. */
  get folders(): ReadonlySet<string> {
    const { root, folders } = this.#options
    const files = this.#all.map((file) => dirname(file))
    return new Set([root, folders.roles, ...below(folders.specs), ...files])
  }

  /** Files that were saved since a date, in folders that were not watched by then. */
  savedSince(date: number, watched: ReadonlySet<string>): ReadonlySet<string> {
    const unwatched = this.#all.filter((file) => !watched.has(dirname(file)))
    return new Set(unwatched.filter((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > date))
  }

  /** Those of these files that are read; all of them where none is. */
  amongst(files: ReadonlySet<string>): string[] {
    const all = new Set(this.#all)
    const read = [...files].filter((file) => all.has(file))
    return read.length === 0 ? [...files] : read
  }

  get #all(): string[] {
    return [...loadedFiles, ...[...this.#files.values()].flatMap(({ files }) => [...files]), ...this.specs]
  }

  /** What is to be done because of these files. */
  effectOf(changed: ReadonlySet<string>): Effect {
    const all = [...changed]
    const { specs } = this
    if (all.some((file) => loadedFiles.has(file) || this.#isConfig(file))) return { type: 'reload', cause: 'files' }
    if (all.some((file) => SPEC.test(file) && specs.has(file) !== existsSync(file)))
      return { type: 'reload', cause: 'specs' }
    const touched = [...specs].filter((spec) => {
      const { files = new Set([spec]), incomplete = true } = this.#files.get(spec) ?? {}
      return all.some((file) => files.has(file) || (incomplete && MODULE.test(file)))
    })
    return touched.length === 0 ? { type: 'none' } : { type: 'specs', specs: new Set(touched) }
  }

  // one that is made is in no list of what was read
  #isConfig(file: string): boolean {
    return dirname(file) === this.#options.root && /[\\/]infraspec\.config\.[cm]?[jt]s$/.test(file)
  }
}

const SPEC = /\.spec\.m?[jt]s$/
const MODULE = /\.[cm]?[jt]s$/

function below(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    const folders = entries.filter((entry) => entry.isDirectory())
    return [folder, ...folders.map((entry) => join(entry.parentPath, entry.name))]
  } catch {
    return [folder]
  }
}
