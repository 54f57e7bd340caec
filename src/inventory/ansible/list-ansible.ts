import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

import { readAnsibleCfg } from '../../gates/ansible-cfg.ts'
import { openAll } from '../../gates/vault/values.ts'
import { projectKeyring, vaultProject } from '../../gates/vault/project.ts'
import { InventoryError } from '../../errors.ts'
import type { HostEntry } from '../inventory.ts'
import type { AnsibleOptions } from './ansible.ts'
import { askAnsible } from './ask-ansible.ts'
import { connectionOf, withoutPasswords } from './connection.ts'
import { registerEncryptedFiles } from './encrypted-files.ts'
import type { AnsibleList } from './groups.ts'
import { matchPattern } from './pattern.ts'

/**
 * Asks Ansible for the hosts of an inventory.
 *
 * @throws {InventoryError} when there is no such inventory, or Ansible cannot read it.
 */
export async function listAnsible({ inventory, pattern }: AnsibleOptions, root: string): Promise<HostEntry[]> {
  const path = inventory.includes(',') ? inventory : resolve(root, inventory)
  if (!inventory.includes(',') && !existsSync(path)) {
    throw new InventoryError('no-inventory', `There is no Ansible inventory ${path}`)
  }
  // first, for what is wrong with a password is said better here
  await registerEncryptedFiles(path, projectKeyring, root)
  const listed = await askAnsible(path, vaultProject().vaultIds, root)
  const hosts = pattern === undefined ? listed.hosts : matchPattern(pattern, listed)
  return Promise.all(hosts.map((name) => entryOf(name, listed, { root, given: pattern !== undefined })))
}

interface Context {
  readonly root: string
  /** A pattern says which hosts are meant, whatever their groups. */
  readonly given: boolean
}

async function entryOf(name: string, { hostvars, groups }: AnsibleList, { root, given }: Context): Promise<HostEntry> {
  const of = [...groups].filter(([, members]) => members.includes(name)).map(([group]) => group)
  const roles = given ? {} : { roles: of.flatMap(roleNames) }
  try {
    const vars = (await openVars(hostvars[name] ?? {}, name)) as Readonly<Record<string, unknown>>
    const cfg = readAnsibleCfg(root, process.env)
    return { name, ...connectionOf(name, vars, cfg), ...roles, vars: { ...withoutPasswords(vars), groups: of } }
  } catch (thrown) {
    // only who needs this host has to know
    return { name, address: name, ...roles, refused: thrown as Error }
  }
}

async function openVars(vars: Readonly<Record<string, unknown>>, name: string): Promise<unknown> {
  const isPlain = !JSON.stringify(vars).includes('"__ansible_vault"')
  return isPlain ? vars : openAll(vars, await projectKeyring(), `the variables of ${name}`)
}

/** A role may have the dashes that Ansible does not want in a group. */
function roleNames(group: string): string[] {
  return group.includes('_') ? [group, group.replaceAll('_', '-')] : [group]
}
