import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'

import { ConfigError } from '../../errors.ts'

// A save is more than one event, and editors write a new file before they give it the old one's name.
const QUIET = 30

/**
 * Hears of what is saved, made and removed in folders, without what is below them.
 *
 * Folders and not files are watched: most editors replace a file, and whoever watched the old one hears no more.
 */
export class FolderWatcher {
  readonly #onChange: (files: ReadonlySet<string>) => void
  readonly #watchers = new Map<string, FSWatcher>()
  #changed = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  constructor(onChange: (files: ReadonlySet<string>) => void) {
    this.#onChange = onChange
  }

  /** Watches these folders and no others. @throws {ConfigError} when the system allows no more. */
  watch(folders: ReadonlySet<string>): void {
    for (const [folder, watcher] of this.#watchers) if (!folders.has(folder)) this.#leave(folder, watcher)
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#enter(folder)
  }

  /** The folders that are watched. */
  get folders(): ReadonlySet<string> {
    return new Set(this.#watchers.keys())
  }

  close(): void {
    clearTimeout(this.#timer)
    this.watch(new Set())
  }

  #enter(folder: string): void {
    try {
      const watcher = watch(folder, (_, name) => this.#note(name === null ? folder : join(folder, name)))
      // it was removed, which the folder above tells
      watcher.on('error', () => this.#leave(folder, watcher))
      this.#watchers.set(folder, watcher)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return
      const message = `Cannot watch ${folder}: ${(cause as Error).message}`
      const hint = 'on Linux, fs.inotify.max_user_watches and max_user_instances say how much may be watched'
      throw new ConfigError('unwatchable', message, { cause, hint })
    }
  }

  #leave(folder: string, watcher: FSWatcher): void {
    watcher.close()
    this.#watchers.delete(folder)
  }

  #note(file: string): void {
    this.#changed.add(file)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      const files = this.#changed
      this.#changed = new Set()
      this.#onChange(files)
    }, QUIET)
  }
}
