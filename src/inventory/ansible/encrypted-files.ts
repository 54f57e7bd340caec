import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

import type { Keyring } from '../../gates/vault/keyring.ts'
import { registerAll } from '../../gates/vault/values.ts'
import { parseVars } from '../../gates/vault/yaml.ts'
import { projectPath } from '../../run/project/source-line.ts'

const MOST = 2000

/**
 * Makes secrets of what stands in the encrypted variable files of an inventory.
 *
 * `ansible-inventory` opens such a file by itself, and does not tell its values from others.
 *
 * @throws {ConfigError} when one cannot be opened.
 */
export async function registerEncryptedFiles(inventory: string, keyring: () => Promise<Keyring>, root: string) {
  const folder = statSync(inventory, { throwIfNoEntry: false })?.isDirectory() ? inventory : dirname(inventory)
  const folders = [...new Set([folder, root])].flatMap((one) => [join(one, 'group_vars'), join(one, 'host_vars')])
  const files = [...folders.flatMap(filesIn), inventory].filter(isVault)
  for (const file of files) {
    const where = projectPath(file, root)
    const opened = await (await keyring()).open(readFileSync(file, 'utf8'), where)
    registerAll(await parseVars(opened.toString(), where))
  }
}

function filesIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).slice(0, MOST)
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
}

function isVault(file: string): boolean {
  const mark = Buffer.alloc(14)
  try {
    if (!statSync(file).isFile()) return false
    const descriptor = openSync(file, 'r')
    readSync(descriptor, mark, 0, mark.length, 0)
    closeSync(descriptor)
  } catch {
    return false
  }
  return mark.toString('latin1') === '$ANSIBLE_VAULT'
}
