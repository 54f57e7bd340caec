import type { AnyAuthMethod, AuthenticationType, BaseAgent, NextAuthHandler, ParsedKey } from 'ssh2'
import type { HostSpec } from '../../host/host-spec.ts'
import { type Keys, type KeyText, type ParseKey, defaultKeys, givenKeys } from '../keys/login-keys.ts'

/** The parts of ssh2 that logging in needs. */
export interface AuthTools {
  readonly parseKey: ParseKey
  readonly createAgent: (path: string) => BaseAgent
}

interface Attempt {
  /** How messages name it, when it was tried. */
  readonly label: () => string
  readonly kind: 'publickey' | 'password' | 'keyboard-interactive' | 'none'
  readonly method: AnyAuthMethod
}

/** The login of one connection: hands ssh2 one attempt after the other, and remembers what came of it. */
export interface Login {
  readonly next: (methodsLeft: AuthenticationType[] | null, partial: boolean | null, done: NextAuthHandler) => void
  /** Such as `publickey (/home/a/.ssh/id_ed25519), agent (3 keys)`. */
  readonly tried: () => string
  /** What the host offers instead, as far as it said so. */
  readonly offered: () => readonly string[]
  readonly notes: () => readonly string[]
  /** The password was held back because the host's key is not verified. */
  readonly passwordHeldBack: () => boolean
}

/** What a login is planned from. */
export interface LoginPlan {
  readonly host: HostSpec
  readonly user: string
  readonly texts: { readonly given: readonly KeyText[]; readonly defaults: readonly KeyText[] }
  /** Only these keys of the agent may be tried; undefined: all of them. */
  readonly agentKeys: readonly Buffer[] | undefined
  readonly tools: AuthTools
  /** Whether the host has proved who it is: asked when a password would be sent. */
  readonly isVerified: () => boolean
}

/**
 * Plans how to log in: the keys given, the agent, the account's usual keys, the password.
 *
 * It starts with a key, since asking what the host offers would cost a round trip.
 *
 * @throws {ConfigError} when a key that was given cannot be used.
 */
export function planLogin({ host, user, texts, agentKeys, tools, isVerified }: LoginPlan): Login {
  const given = givenKeys(texts.given, host, tools.parseKey)
  const defaults = defaultKeys(texts.defaults, host, tools.parseKey)
  const attempts = [
    ...keyAttempts(given, user),
    ...(host.agent === undefined ? [] : [agentAttempt(host.agent, user, agentKeys, tools)]),
    ...keyAttempts(defaults, user),
    ...(host.password === undefined ? [] : passwordAttempts(host.password, user)),
  ]
  // only here the question what the host offers is the whole attempt; some hosts let in who need not say more
  if (attempts.length === 0)
    attempts.push({ kind: 'none', label: () => 'none', method: { type: 'none', username: user } })
  return runLogin(attempts, [...given.skipped, ...defaults.skipped], isVerified)
}

function keyAttempts({ keys }: Keys, username: string): Attempt[] {
  return keys.map(({ label, key }) => ({
    kind: 'publickey',
    label: () => `publickey (${label})`,
    // ssh2 takes a parsed key too, whatever its types say
    method: { type: 'publickey', username, key: key as ParsedKey & string },
  }))
}

function agentAttempt(
  path: string,
  username: string,
  allowed: readonly Buffer[] | undefined,
  { createAgent }: AuthTools,
): Attempt {
  const agent = createAgent(path)
  let count = 'no answer'
  const getIdentities = agent.getIdentities.bind(agent)
  agent.getIdentities = (done) =>
    getIdentities((error, all) => {
      const keys = all?.filter((key) => isAllowed(key, allowed))
      if (keys) count = `${keys.length} ${keys.length === 1 ? 'key' : 'keys'}`
      done(error, keys)
    })
  return { kind: 'publickey', label: () => `agent (${count})`, method: { type: 'agent', username, agent } }
}

function isAllowed(key: unknown, allowed: readonly Buffer[] | undefined): boolean {
  return allowed === undefined || allowed.some((blob) => blob.equals((key as ParsedKey).getPublicSSH()))
}

function passwordAttempts(password: string, username: string): Attempt[] {
  const label = () => 'password'
  const answer = (prompts: readonly { echo?: boolean }[]) => prompts.map(({ echo }) => (echo ? '' : password))
  return [
    { kind: 'password', label, method: { type: 'password', username, password } },
    {
      kind: 'keyboard-interactive',
      label: () => 'keyboard-interactive (with the password)',
      method: {
        type: 'keyboard-interactive',
        username,
        // one hidden question is the password's; anything else is a second factor that nobody is there to give
        prompt: (_name, _text, _language, prompts, finish) => finish(prompts.length === 1 ? answer(prompts) : []),
      },
    },
  ]
}

function runLogin(attempts: readonly Attempt[], skipped: readonly string[], isVerified: () => boolean): Login {
  const rest = [...attempts]
  const tried: Attempt[] = []
  let offered: readonly string[] = []
  let heldBack = false
  const isSecret = ({ kind }: Attempt) => kind === 'password' || kind === 'keyboard-interactive'
  return {
    next: (methodsLeft, _partial, done) => {
      if (methodsLeft) offered = methodsLeft
      for (let attempt = rest.shift(); attempt; attempt = rest.shift()) {
        if (methodsLeft && !methodsLeft.includes(attempt.kind)) continue
        if (isSecret(attempt) && !isVerified()) heldBack = true
        else {
          tried.push(attempt)
          return done(attempt.method)
        }
      }
      done(false as unknown as AnyAuthMethod)
    },
    tried: () => tried.map(({ label }) => label()).join(', '),
    offered: () => offered,
    notes: () => skipped,
    passwordHeldBack: () => heldBack,
  }
}
