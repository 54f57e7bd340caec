import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '../../errors.ts'
import type { HostSpec } from '../../host/host-spec.ts'

/** What the configuration of one connection is made from. */
export interface ConfigOptions {
  readonly host: HostSpec
  /** Milliseconds. */
  readonly connectTimeout: number
  /** Where new host keys go when they are accepted: a file that ends with the connection. */
  readonly newKeys: string
  /** A private key that was given as text. */
  readonly keyFile: string | undefined
}

/**
 * A configuration for ssh(1) whose first words are ours, and stand: the first one that says a thing decides it.
 *
 * A file and not options, since ssh(1) hands a file on to the clients that it starts for jump hosts.
 *
 * @throws {ConfigError} when a path cannot be written in it.
 */
export function openSshConfig(options: ConfigOptions): string {
  const { host, connectTimeout, keyFile } = options
  const keys = [...(keyFile === undefined ? [] : [keyFile]), ...host.identities]
  return [
    ...targetLines(options),
    ...optionLines(host),
    'Host *',
    ...OURS,
    ...(host.hostKey.usual === undefined ? knownHostsLines(host.hostKey.knownHosts) : []),
    ...theirs(host.sshConfig).map((file) => `Include ${quoted(file)}`),
    'Host *',
    // after theirs, for it takes out what was named before: nothing of this machine's environment goes to a host
    'SendEnv -*',
    `ConnectTimeout ${Math.max(1, Math.ceil(connectTimeout / 1000))}`,
    'ServerAliveInterval 15',
    'ServerAliveCountMax 3',
    ...keys.map((file) => `IdentityFile ${quoted(file)}`),
    '',
  ].join('\n')
}

/** What is not for a configuration file to decide. */
const OURS = [
  'BatchMode yes',
  'StrictHostKeyChecking yes',
  'UpdateHostKeys no',
  'VerifyHostKeyDNS no',
  'NoHostAuthenticationForLocalhost no',
  'ForwardAgent no',
  'ForwardX11 no',
  'GSSAPIDelegateCredentials no',
  'ClearAllForwardings yes',
  'Tunnel no',
  'PermitLocalCommand no',
  'RemoteCommand none',
  'RequestTTY no',
  'EscapeChar none',
  'AddKeysToAgent no',
  'ControlMaster no',
  'ControlPath none',
]

/** Only the host that was asked for may be new: never one on the way to it. */
function targetLines({ host, newKeys }: ConfigOptions): string[] {
  const { mode, knownHosts } = host.hostKey
  if (mode === 'strict') return []
  const known = mode === 'pinned' ? [] : knownHosts
  return [
    `Host ${host.address}`,
    'StrictHostKeyChecking accept-new',
    `UserKnownHostsFile ${[newKeys, ...known].map(quoted).join(' ')}`,
    'GlobalKnownHostsFile /dev/null',
  ]
}

/** Those of one host only: its jump hosts are not reached by them. */
function optionLines({ address, sshOptions = [], hostKey }: HostSpec): string[] {
  const lax = /^(?:stricthostkeychecking|userknownhostsfile|globalknownhostsfile)$/i
  const said = sshOptions.filter(([name]) => !lax.test(name) || (hostKey.usual !== undefined && !/^strict/i.test(name)))
  return said.length === 0 ? [] : [`Host ${address}`, ...said.map(([name, value]) => `${name} ${value}`)]
}

function knownHostsLines(files: readonly string[]): string[] {
  return [
    `UserKnownHostsFile ${(files.length > 0 ? files : ['/dev/null']).map(quoted).join(' ')}`,
    'GlobalKnownHostsFile /dev/null',
  ]
}

function theirs(file: string | undefined): string[] {
  if (file === 'none') return []
  const files = file === undefined ? [join(homedir(), '.ssh/config'), '/etc/ssh/ssh_config'] : [file]
  return files.filter((one) => existsSync(one))
}

/** A path as one word, in which nothing stands for anything else. */
function quoted(path: string): string {
  if (/["\\\n\r\0]|\$\{/.test(path)) {
    throw new ConfigError('odd-path', `OpenSSH cannot be told of the path ${JSON.stringify(path)}`, {
      hint: 'use one without quotes, backslashes, line breaks and ${',
    })
  }
  return `"${path.replaceAll('%', '%%')}"`
}
