import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { diagnose } from '../../diagnose.ts'
import { InventoryError } from '../../errors.ts'
import { printable } from '../../run/printable.ts'
import { withoutSecrets } from '../../secret-variables.ts'
import { type AnsibleList, readList } from './groups.ts'

const run = promisify(execFile)
const LONGEST = 120_000

/**
 * What `ansible-inventory` says of an inventory: a file, a folder, a script or plugin configuration.
 *
 * @throws {InventoryError} when Ansible is not there, or does not understand it.
 */
export async function askAnsible(inventory: string, vaultIds: readonly string[], root: string): Promise<AnsibleList> {
  // a prompt would ask again for what was asked already
  const secrets = vaultIds.flatMap((id) => (/(^|@)prompt$/.test(id) ? [] : ['--vault-id', id]))
  const stdout = await list(['-i', inventory, '--list', ...secrets], inventory, root)
  const answer = readList(parse(stdout))
  if (answer !== undefined) return answer
  throw new InventoryError(
    'ansible-inventory',
    `ansible-inventory answered for ${inventory}, but not with an inventory`,
  )
}

async function list(args: readonly string[], inventory: string, root: string): Promise<string> {
  const env = {
    ...withoutSecrets(process.env),
    ANSIBLE_NOCOLOR: '1',
    ANSIBLE_FORCE_COLOR: '0',
    // else what cannot be parsed is an inventory without hosts
    ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: '1',
  }
  try {
    const running = run('ansible-inventory', args, {
      cwd: root,
      env,
      timeout: LONGEST,
      killSignal: 'SIGKILL',
      maxBuffer: 256 << 20,
    })
    running.child.stdin?.end()
    const { stdout, stderr } = await running
    for (const warning of warningsIn(stderr)) diagnose(`note: ansible-inventory says of ${inventory}: ${warning}\n`)
    return stdout
  } catch (cause) {
    throw explain(cause as Failure, inventory)
  }
}

const MOST_WARNINGS = 5
const LONGEST_WARNING = 300

/**
 * What Ansible warns of although it gives an inventory: of a key that it does not know it leaves the hosts out.
 *
 * It breaks its lines at the width of a terminal.
 */
function warningsIn(stderr: string): string[] {
  const parts = stderr.split(/^ *(?=\[[A-Z ]+\]: )/m).filter((part) => /^\[(?:WARNING|ERROR)\]: /.test(part))
  const texts = parts.map((part) => printable(part.slice(part.indexOf(' ')).trim().replaceAll(/\s+/g, ' ')))
  return [...new Set(texts)].slice(0, MOST_WARNINGS).map((text) => text.slice(0, LONGEST_WARNING))
}

type Failure = Error & { readonly code?: unknown; readonly stderr?: string; readonly killed?: boolean }

function explain({ code, stderr = '', killed, message }: Failure, inventory: string): InventoryError {
  if (code === 'ENOENT') {
    return new InventoryError('no-ansible', 'There is no ansible-inventory on this machine to read the inventory', {
      hint: 'install Ansible (the package ansible-core), or name the hosts: --host',
    })
  }
  // one line: what follows may be the lines of a file that was decrypted
  const said = /^(?:\[?ERROR\]?[!:]) *(.*)$/m.exec(stderr)?.[1] ?? message.split('\n')[0] ?? ''
  const why = killed ? `it took longer than ${LONGEST / 1000} s` : printable(said)
  return new InventoryError('ansible-inventory', `ansible-inventory cannot read ${inventory}: ${why}`, {
    hint: /vault/i.test(said)
      ? 'name the vault password: --vault-id FILE, or ANSIBLE_VAULT_PASSWORD_FILE'
      : `try it: ansible-inventory -i ${inventory} --list`,
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
