import { isMainThread } from 'node:worker_threads'

import { ConfigError } from '../../errors.ts'
import { readText } from '../../inventory/readable-file.ts'
import { isEncrypted } from './envelope.ts'
import { projectKeyring, vaultProject } from './project.ts'
import { openAll, registerAll } from './values.ts'
import { parseVars } from './yaml.ts'

/** What `vault()` gives. */
export async function openFile(path: string): Promise<string> {
  const text = read(path, 'vault()')
  if (!isEncrypted(text)) {
    const hint = `ansible-vault encrypt ${path}; vaultVars() reads single encrypted values in a plain file`
    throw new ConfigError('vault-plain', `${path} is not encrypted by Ansible Vault`, { hint })
  }
  const opened = (await (await projectKeyring()).open(text, path)).toString().replace(/\r?\n$/, '')
  registerAll(opened)
  return opened
}

/** What `vaultVars()` gives. */
export async function openVars(path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = read(path, 'vaultVars()')
  const keys = await projectKeyring()
  const whole = isEncrypted(text)
  const vars = await parseVars(whole ? (await keys.open(text, path)).toString() : text, path)
  if (whole) registerAll(vars)
  return (await openAll(vars, keys, path)) as Readonly<Record<string, unknown>>
}

function read(path: string, source: string): string {
  // in a spec it would be a secret that nothing redacts
  if (!isMainThread) {
    const hint = 'give what it says to specs as a variable: vars in the role'
    throw new ConfigError('vault-in-spec', `${source} is for roles and the configuration, and not for specs`, { hint })
  }
  return readText(path, source, vaultProject().root)
}
