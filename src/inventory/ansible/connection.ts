import { InventoryError } from '../../errors.ts'
import type { BecomeMethod } from '../../host/host-spec.ts'
import { type AnsibleCfg, isYes } from '../../gates/ansible-cfg.ts'
import type { HostEntry } from '../inventory.ts'
import { parsePort } from '../port.ts'
import { parseSshArgs } from './ssh-args.ts'

type Vars = Readonly<Record<string, unknown>>

/** How to log in to a host of an inventory. */
export type Connection = Omit<HostEntry, 'name' | 'vars' | 'roles'>

// each group by its newest name
const NAMES = {
  host: ['ansible_host', 'ansible_ssh_host'],
  port: ['ansible_port', 'ansible_ssh_port'],
  user: ['ansible_user', 'ansible_ssh_user'],
  key: ['ansible_ssh_private_key_file', 'ansible_private_key_file'],
  password: ['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'],
  connection: ['ansible_connection'],
  become: ['ansible_become', 'ansible_sudo'],
  becomeUser: ['ansible_become_user', 'ansible_sudo_user'],
  becomeMethod: ['ansible_become_method'],
  becomePassword: ['ansible_become_password', 'ansible_become_pass', 'ansible_sudo_pass', 'ansible_sudo_password'],
  hostKeyChecking: ['ansible_host_key_checking', 'ansible_ssh_host_key_checking'],
} as const

const ARGS = ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args']
const REFUSED = [
  'ansible_ssh_executable',
  'ansible_shell_executable',
  'ansible_become_exe',
  'ansible_become_flags',
  'ansible_ssh_private_key',
  'ansible_ssh_pkcs11_provider',
]
const SECRET = new Set<string>([...NAMES.password, ...NAMES.becomePassword, 'ansible_ssh_private_key_passphrase'])
const METHODS: readonly BecomeMethod[] = ['sudo', 'doas', 'su']

/** A host's variables without those that only log in, and are secret. */
export function withoutPasswords(vars: Vars): Vars {
  return Object.fromEntries(Object.entries(vars).filter(([name]) => !SECRET.has(name)))
}

/**
 * How Ansible would log in to a host, from its variables and Ansible's own configuration.
 *
 * @throws {InventoryError} or {ConfigError} for everything that would be done otherwise here than Ansible does it.
 */
export function connectionOf(name: string, vars: Vars, cfg: AnsibleCfg): Connection {
  for (const variable of [...REFUSED, 'ansible_shell_type']) refuse(variable, vars[variable])
  const transport = transportOf(vars)
  if (transport === 'local') return { address: 'localhost', transport, ...privilegeOf(vars, cfg) }
  const port = text(vars, 'port') ?? cfg.get('ANSIBLE_REMOTE_PORT', 'defaults', 'remote_port')?.text
  const key = text(vars, 'key') ?? cfg.get('ANSIBLE_PRIVATE_KEY_FILE', 'defaults', 'private_key_file')?.text
  return {
    address: text(vars, 'host') ?? name,
    port: port === undefined ? undefined : parsePort(port, 'ansible_port'),
    user: text(vars, 'user') ?? cfg.get('ANSIBLE_REMOTE_USER', 'defaults', 'remote_user')?.text,
    identities: key === undefined ? undefined : [key],
    password: password(vars, 'password'),
    sshOptions: sshOptionsOf(vars, cfg),
    ...privilegeOf(vars, cfg),
  }
}

function transportOf(vars: Vars): 'local' | undefined {
  const connection = (text(vars, 'connection') ?? 'ssh').replace(/^ansible\.builtin\./, '')
  if (connection === 'local') return 'local'
  if (['ssh', 'smart', 'paramiko', 'paramiko_ssh'].includes(connection)) return undefined
  throw new InventoryError('unsupported-connection', `ansible_connection is ${JSON.stringify(connection)}`, {
    hint: 'infraspec reaches hosts of an Ansible inventory by ssh and local; leave this one out by a pattern',
  })
}

function privilegeOf(vars: Vars, cfg: AnsibleCfg): Pick<HostEntry, 'sudo' | 'become' | 'sudoPassword'> {
  const become = text(vars, 'become') ?? cfg.get('ANSIBLE_BECOME', 'privilege_escalation', 'become')?.text
  if (become === undefined) return {}
  if (!isYes(become)) return { sudo: false }
  const user = text(vars, 'becomeUser') ?? cfg.get('ANSIBLE_BECOME_USER', 'privilege_escalation', 'become_user')?.text
  if (user !== undefined && user !== 'root') {
    throw new InventoryError('unsupported-become', `ansible_become_user is ${JSON.stringify(user)}, and not root`, {
      hint: 'checks look as root, or as another user where a spec says so: as(user, resource)',
    })
  }
  const said =
    text(vars, 'becomeMethod') ?? cfg.get('ANSIBLE_BECOME_METHOD', 'privilege_escalation', 'become_method')?.text
  const method = METHODS.find(
    (known) => known === (said ?? 'sudo').replace(/^ansible\.builtin\.|^community\.general\./, ''),
  )
  if (method !== undefined) return { sudo: true, become: method, sudoPassword: password(vars, 'becomePassword') }
  throw new InventoryError('unsupported-become', `ansible_become_method is ${JSON.stringify(said)}`, {
    hint: `infraspec knows ${METHODS.join(', ')}`,
  })
}

function sshOptionsOf(vars: Vars, cfg: AnsibleCfg): HostEntry['sshOptions'] {
  const said = ARGS.flatMap((variable) => {
    const setting = variable.replace('ansible_', '')
    const args = vars[variable] ?? cfg.get(`ANSIBLE_${setting.toUpperCase()}`, 'ssh_connection', setting)?.text
    return args === undefined ? [] : parseSshArgs(plain(variable, args), variable)
  })
  const checking =
    text(vars, 'hostKeyChecking') ?? cfg.get('ANSIBLE_HOST_KEY_CHECKING', 'defaults', 'host_key_checking')?.text
  return checking === undefined || isYes(checking) ? said : [...said, ['StrictHostKeyChecking', 'no']]
}

function refuse(variable: string, value: unknown): void {
  const isPosix = variable === 'ansible_shell_type' && ['sh', 'csh', 'fish'].includes(value as string)
  if (value === undefined || isPosix) return
  throw new InventoryError('unsupported-variable', `${variable} is set, and infraspec does not obey it`, {
    hint: 'leave it out for this host, or the host by a pattern',
  })
}

function text(vars: Vars, key: keyof typeof NAMES): string | undefined {
  const variable = NAMES[key].find((name) => vars[name] !== undefined && vars[name] !== null)
  return variable === undefined ? undefined : plain(variable, vars[variable])
}

function plain(variable: string, value: unknown): string {
  const said = String(value)
  if (typeof value !== 'object' && !/\{[{%]/.test(said)) return said
  throw new InventoryError('templated-variable', `${variable} is a template, which only Ansible can fill in`, {
    hint: 'write the value itself, or log in by flags: --host, --user, …',
  })
}

/** A password may be another variable, as in `{{ vault_become_password }}`: the usual way to have it in a vault. */
function password(vars: Vars, key: 'password' | 'becomePassword'): string | undefined {
  const variable = NAMES[key].find((name) => vars[name] !== undefined)
  const other = /^\{\{\s*(\w+)\s*\}\}$/.exec(String(vars[variable ?? '']))?.[1]
  if (variable === undefined) return undefined
  return plain(variable, other === undefined ? vars[variable] : (vars[other] ?? vars[variable]))
}
