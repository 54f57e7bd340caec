import { mark, moment } from '../../timeline.ts'
import { recorded } from '../exchange.ts'
import type { Link, OpenRequest } from '../link/link.ts'
import { makeToken, shellScript } from './opening.ts'
import type { PasswordPrompt } from '../become/password-prompt.ts'
import { refusal } from '../become/refusal.ts'
import { ShellChannel, type Job, type ShellEnd } from './shell-channel.ts'
import { ConnectError, type InfraspecError } from '../../errors.ts'

/** The exec request that makes a program of the right user out of a script; with a prompt, sudo may ask by it. */
export type CommandFor = (script: string, prompt: PasswordPrompt | undefined) => string

/** How to open a shell, and who hears of it afterwards. */
export interface OpenShellOptions {
  readonly link: Link
  /** Set when it looks as another user than the session's. */
  readonly user: string | undefined
  readonly commandFor: CommandFor
  readonly onEnd: (shell: ShellChannel, end: ShellEnd) => void
  readonly onIdle: () => void
  /** Called when somebody else needs the channel. */
  readonly onWanted: () => void
}

/** A shell that has said what its host is. */
export interface OpenShell {
  readonly shell: ShellChannel
  readonly preamble: Uint8Array
}

/**
 * Starts a shell and waits until it has printed the facts of the host.
 *
 * @throws {ConnectError} when there is no connection, or no shell for the session's own user.
 * @throws {ProbeError} when there is none for another user.
 */
export function openShell(options: OpenShellOptions): Promise<OpenShell> {
  const { link, commandFor } = options
  const token = makeToken(link.era)
  return new Promise((resolve, reject) => {
    let open = false
    const shell: ShellChannel = new ShellChannel({
      token,
      maxBytes: link.limits.maxBytes,
      onEnd: (end) => (open ? options.onEnd(shell, end) : facts.reject(whyNot(options, end))),
      onIdle: options.onIdle,
    })
    const timeout = link.limits.connectTimeout
    const script = shellScript(token)
    const reading: Job = {
      script,
      timeout,
      reject,
      resolve: ({ timedOut, stdout }) => {
        if (timedOut) return
        open = true
        resolve({ shell, preamble: stdout })
      },
    }
    const facts = recorded(reading, { host: link.host.id, kind: 'shell', as: options.user }, link.record)
    const opened = () => mark('preamble', link.host.id)
    const noise = { script: '', timeout, resolve: opened, reject: facts.reject }
    shell.expect([noise, facts])
    const onRefusal = (error: InfraspecError) => {
      facts.reject(error)
      shell.close()
    }
    const prompt = link.promptFor({ nonce: token.nonce, user: options.user, onRefusal })
    const command = commandFor(script, prompt)
    const onSent = () => {
      facts.sent ??= moment()
    }
    start(shell, options, { command: () => command, onSent, prompt }).catch(facts.reject)
  })
}

async function start(
  shell: ShellChannel,
  { link, onWanted }: Pick<OpenShellOptions, 'link' | 'onWanted'>,
  request: Pick<OpenRequest, 'command' | 'onSent' | 'prompt'>,
): Promise<void> {
  shell.attach(await link.open({ ...request, events: shell.events, onWanted, onlyReads: true }))
}

function whyNot({ link, user }: Pick<OpenShellOptions, 'link' | 'user'>, end: ShellEnd): InfraspecError {
  const { host, limits } = link
  if (end.reason !== 'lost') return refusal({ ...end, host, user, waited: limits.connectTimeout })
  const message = `Lost the connection to ${host.name} before its shell answered`
  return new ConnectError('connection-lost', message, { host: host.name })
}
