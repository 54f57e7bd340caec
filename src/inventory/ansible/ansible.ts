import type { Inventory } from '../inventory.ts'

/** Which hosts of which Ansible inventory. */
export interface AnsibleOptions {
  /** A file, a folder, a script: what `ansible-inventory -i` takes. A relative path begins at the project's root. */
  readonly inventory: string
  /** Which hosts, as `ansible-playbook --limit` takes it. Default: those of the group that is called as the role is. */
  readonly pattern?: string | undefined
}

/**
 * The hosts of an Ansible inventory, as `ansible-inventory` sees it: groups are roles, variables are `host.vars`.
 *
 * Connection variables are obeyed, or the host is refused with the reason. Encrypted values are opened in memory.
 *
 * @example
 * // roles/app.ts: the group app
 * export default defineRole({ hosts: ansible({ inventory: 'inventory/production' }) })
 */
export function ansible({ inventory, pattern }: AnsibleOptions): Inventory {
  const kind = `ansible:${inventory}${pattern === undefined ? '' : `?pattern=${pattern}`}`
  // every configuration imports this file, and few use it
  return {
    kind,
    list: async ({ root }) => (await import('./list-ansible.ts')).listAnsible({ inventory, pattern }, root),
  }
}
