import { readEnvironment, variableName } from '../cli/environment.ts'
import { ConfigError } from '../errors.ts'
import { listOf, type Request, type Settings } from '../run/options/settings.ts'
import { parseLimit, parseWait } from '../run/options/time-limit.ts'
import { validate } from '../run/options/validate.ts'
import type { InfraspecOptions } from './options.ts'
import { optionsSchema } from './options-schema.ts'

const WHERE = 'infraspec() in the configuration of Vitest'

/**
 * Options that make sense.
 *
 * @throws {ConfigError} with every mistake.
 */
export function checkOptions(options: InfraspecOptions): InfraspecOptions {
  const checked = validate(optionsSchema, options, WHERE)
  settingsFrom(checked)
  return checked
}

/**
 * What is asked of a run by the options and the environment, which stands over them.
 *
 * @throws {ConfigError} when the environment says what is malformed, or what cannot be done within Vitest.
 */
export function requestOf(options: InfraspecOptions, root: string, variables: NodeJS.ProcessEnv): Request {
  const given = readEnvironment('run', variables)
  refuse(given)
  const heard = only(given, KNOWN)
  const own = settingsFrom(options)
  refusePrompts(heard.vaultId ?? own.vaultId)
  const flags = { ...heard, var: { ...own.var, ...heard.var } }
  return { root, specs: [], flags, environment: own, called: { flags: variableName, environment: optionName } }
}

/** What the environment may say here. What is about the report or the command line alone is not heard. */
const KNOWN = [
  ...['role', 'host', 'inventory', 'user', 'port', 'identity', 'sudo', 'become', 'vaultId', 'hostKey', 'knownHosts'],
  ...['sshConfig', 'jump', 'transport', 'concurrency', 'timeout', 'connectTimeout', 'wait', 'waitFor', 'retryFor'],
  ...['deadline', 'tag', 'name', 'var', 'evidence', 'audit'],
] as readonly (keyof Settings)[]

const REFUSED: readonly (readonly [key: keyof Settings, variable: string, hint: string])[] = [
  ['askSudoPass', 'INFRASPEC_ASK_SUDO_PASS', 'give the password by INFRASPEC_SUDO_PASSWORD'],
  ['keyStdin', 'INFRASPEC_KEY_STDIN', 'name the file of the key by INFRASPEC_IDENTITY'],
  ['openSsh', 'INFRASPEC_OPEN_SSH', 'npx infraspec access --open-ssh sg-… -- npx vitest run'],
  ['shard', 'INFRASPEC_SHARD', 'unset it; vitest --shard parts the files'],
]

function refuse(settings: Settings): void {
  for (const [key, variable, hint] of REFUSED) {
    if (settings[key] === undefined || settings[key] === false) continue
    throw new ConfigError('usage', `${variable} cannot be obeyed within Vitest`, { hint })
  }
}

// the terminal is Vitest's
function refusePrompts(vaultIds: readonly string[] = []): void {
  if (!vaultIds.some((id) => /(^|@)prompt$/.test(id))) return
  throw new ConfigError('usage', 'A vault password cannot be asked for within Vitest', {
    hint: 'name a file or a script: ANSIBLE_VAULT_PASSWORD_FILE',
  })
}

function settingsFrom(options: InfraspecOptions): Settings {
  const { ssh = {}, timeouts = {}, wait, retryFor } = options
  const time = (path: string, value: string | number | undefined, parse = parseLimit) =>
    value === undefined ? undefined : parse(value, `${WHERE}: ${path}`)
  const all = {
    role: listOf(options.role),
    host: listOf(options.hosts),
    inventory: listOf(options.inventory),
    user: ssh.user,
    port: ssh.port,
    sshConfig: ssh.config,
    jump: listOf(ssh.jump),
    sudo: options.sudo,
    become: options.become,
    transport: options.transport,
    hostKey: listOf(options.hostKey),
    vaultId: listOf(options.vaultId),
    tag: listOf(options.tags),
    var: options.vars,
    wait: time('wait', wait, parseWait),
    waitFor: options.waitFor,
    retryFor: time('retryFor', retryFor, parseWait),
    connectTimeout: time('timeouts.connect', timeouts.connect),
    timeout: time('timeouts.probe', timeouts.probe),
    deadline: time('timeouts.deadline', timeouts.deadline),
    concurrency: options.concurrency,
    evidence: options.evidence,
    audit: options.audit,
    identity: ssh.identity,
    knownHosts: options.knownHosts,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Settings
}

const CALLED: Readonly<Record<string, string>> = {
  host: 'hosts',
  user: 'ssh.user',
  port: 'ssh.port',
  identity: 'ssh.identity',
  jump: 'ssh.jump',
  'ssh-config': 'ssh.config',
}

/** `host-key` as `hostKey of infraspec()`. */
function optionName(flag: string): string {
  // it is in no file
  if (flag === 'sudo-password') return variableName('sudoPassword')
  const own = flag.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  return `${CALLED[flag] ?? own} of infraspec()`
}

function only(settings: Settings, keys: readonly (keyof Settings)[]): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => keys.includes(key as keyof Settings)))
}
