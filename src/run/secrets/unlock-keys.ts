import { readFile } from 'node:fs/promises'
import type { HostSpec } from '../../host/host-spec.ts'
import { isEncrypted, publicPart } from '../../transports/keys/encrypted-key.ts'
import { agentHolds } from '../../transports/keys/agent.ts'
import type { HostsOptions } from '../options/options.ts'
import { KEY_AS_TEXT } from '../../transports/keys/login-keys.ts'
import { printable } from '../printable.ts'
import { askHidden, hasTerminal } from './ask-hidden.ts'
import { takeVariable, secret } from './passwords.ts'

/**
 * The options of a command that logs in to its hosts, with what opens their encrypted keys.
 *
 * `mayAsk` is false where the terminal is somebody else's.
 */
export async function withKeys<Options extends HostsOptions>(options: Options, mayAsk = true): Promise<Options> {
  return { ...options, hosts: await unlockKeys(options.hosts, mayAsk) }
}

/**
 * The hosts with what opens their encrypted keys: INFRASPEC_PASSPHRASE, or what is asked on the terminal, once a key.
 *
 * Where there is no terminal nothing is asked, and logging in says that the key is encrypted.
 */
async function unlockKeys(hosts: readonly HostSpec[], mayAsk: boolean): Promise<HostSpec[]> {
  const passphrase = takeVariable('INFRASPEC_PASSPHRASE')
  if (passphrase !== undefined) return hosts.map((host) => ({ ...host, passphrase }))
  if (!mayAsk) return [...hosts]
  const passphrases: Record<string, string> = {}
  for (const [label, { text, agent }] of await keysOf(hosts)) {
    if (!isEncrypted(text) || (await agentHolds(agent, publicPart(text))) || !hasTerminal()) continue
    passphrases[label] = secret(await askHidden(`Passphrase of ${printable(label)}: `, NO_TERMINAL), 'The passphrase')
  }
  return Object.keys(passphrases).length === 0 ? [...hosts] : hosts.map((host) => ({ ...host, passphrases }))
}

interface Key {
  readonly text: string
  readonly agent: string | undefined
}

/** Each key once, by how messages name it; what cannot be read is for whoever logs in to say. */
async function keysOf(hosts: readonly HostSpec[]): Promise<ReadonlyMap<string, Key>> {
  const keys = new Map<string, Key>()
  for (const { identities, privateKey, agent } of hosts) {
    if (privateKey !== undefined) keys.set(KEY_AS_TEXT, { text: privateKey, agent })
    for (const path of identities) {
      if (!keys.has(path)) keys.set(path, { text: await readFile(path, 'utf8').catch(() => ''), agent })
    }
  }
  return keys
}

const NO_TERMINAL = {
  message: 'The passphrase of a key is asked on a terminal, and there is none',
  hint: 'give it by INFRASPEC_PASSPHRASE',
}
