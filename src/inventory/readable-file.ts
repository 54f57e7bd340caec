import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { ConfigError } from '../errors.ts'

/**
 * Refuses a private key that stands where the name of a file should: messages repeat a name, and never a key.
 *
 * @throws {ConfigError} when `text` is one. `source` says where it stands, such as `--identity`.
 */
export function refuseKey(text: string, source: string): void {
  if (!text.includes('\n') && !text.includes('-----BEGIN')) return
  const hint = 'pipe the key in: --key-stdin'
  throw new ConfigError('key-as-path', `${source} holds a key, and takes the name of a file`, { hint })
}

/** A path as a person writes it, absolute: `~/` is the home folder. */
export function expandPath(path: string, folder = process.cwd()): string {
  return path.startsWith('~/') ? resolve(homedir(), path.slice(2)) : resolve(folder, path)
}

/**
 * The absolute path of a file that is there and can be read.
 *
 * @throws {ConfigError} when it cannot. `source` says where the path stands, such as `--identity`.
 */
export function readableFile(path: string, source: string, folder?: string): string {
  refuseKey(path, source)
  if (path === '') throw new ConfigError('unreadable-file', `${source} names no file`)
  const file = expandPath(path, folder)
  try {
    accessSync(file, constants.R_OK)
    if (statSync(file).isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' })
    return file
  } catch (cause) {
    throw new ConfigError('unreadable-file', `${source} names ${file}, ${reason(cause)}`, { cause })
  }
}

/** The text of a file, with the same errors. */
export function readText(path: string, source: string, folder?: string): string {
  return readFileSync(readableFile(path, source, folder), 'utf8')
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'which does not exist',
  ENOTDIR: 'which does not exist',
  EACCES: 'which this user may not read',
  EISDIR: 'which is a folder',
}

function reason(cause: unknown): string {
  return REASONS[(cause as NodeJS.ErrnoException).code ?? ''] ?? `which cannot be read: ${(cause as Error).message}`
}
