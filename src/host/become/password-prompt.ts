import type { InfraspecError } from '../../errors.ts'
import type { Channel, ChannelEvents } from '../../transports/transport.ts'
import { frameEnd, makeNonce } from '../session/frames.ts'
import type { SudoPassword, Verdict } from './sudo-password.ts'

/** Why a sudo that asked for the password gets no further. */
export type PasswordProblem = 'wrong' | 'withheld'

interface PromptOptions {
  readonly password: SudoPassword
  /** The words that open the frames of what sudo starts: from there on nothing is sudo's. */
  readonly nonce: string
  readonly refusal: (problem: PasswordProblem) => InfraspecError
  /** Called at most once; the channel is the caller's to close. */
  readonly onRefusal: (error: InfraspecError) => void
}

/** More than sudo ever says beside its lecture. */
const LONGEST_TAIL = 4096

/**
 * Answers the prompt of one sudo, once.
 *
 * The prompt is random, and only looked for where sudo speaks: before the first frame. A program that sudo started
 * may print it, for lists of processes show it, and is given nothing.
 */
export class PasswordPrompt {
  /** What sudo is told to ask with: no shell needs to quote it, and sudo expands nothing in it. */
  readonly text = `infraspec-${makeNonce()}:`
  readonly #options: PromptOptions
  readonly #opening: string
  readonly #attached: Promise<{ channel: Channel; trusted: boolean }>
  #attach!: (attached: { channel: Channel; trusted: boolean }) => void
  #tail = ''
  #over = false
  #asked = 0
  #tell: ((verdict: Verdict) => void) | undefined
  #verdict: Verdict | undefined

  constructor(options: PromptOptions) {
    this.#options = options
    this.#opening = `\n${frameEnd(options.nonce, 0)} `
    this.#attached = new Promise((resolve) => (this.#attach = resolve))
  }

  /** Why sudo need not be asked: the password is known to be wrong, and asking may count as a failure. */
  hopeless(): InfraspecError | undefined {
    const { password, refusal } = this.#options
    return password.wrong ? refusal('wrong') : undefined
  }

  /** The same events, with the prompt answered on the way. */
  watch(events: ChannelEvents): ChannelEvents {
    return {
      ...events,
      stderr: (chunk) => {
        this.#look(chunk)
        events.stderr(chunk)
      },
      exit: (end) => {
        this.#end()
        events.exit(end)
      },
      close: (error) => {
        this.#end()
        events.close(error)
      },
    }
  }

  /** The channel to answer on; `trusted` when the host has proved who it is. */
  attach(channel: Channel, trusted: boolean): void {
    this.#attach({ channel, trusted })
  }

  #look(chunk: Uint8Array): void {
    if (this.#over) return
    const text = this.#tail + Buffer.from(chunk).toString('latin1')
    const opened = text.indexOf(this.#opening)
    const parts = (opened === -1 ? text : text.slice(0, opened)).split(this.text)
    this.#tail = parts.at(-1)!.slice(-LONGEST_TAIL)
    for (let count = 1; count < parts.length; count += 1) this.#answer()
    if (opened === -1) return
    this.#over = true
    this.#settle('right')
  }

  #answer(): void {
    this.#asked += 1
    if (this.#asked === 1) void this.#give()
    else if (this.#asked === 2) this.#refused('wrong')
  }

  async #give(): Promise<void> {
    const { channel, trusted } = await this.#attached
    if (!trusted) return this.#refused('withheld')
    // An ended sudo is given nothing, and has no say.
    const tell = await this.#options.password.give((line) => this.#over || channel.write(line))
    if (tell === undefined) return this.#refused('wrong')
    this.#tell = tell
    if (this.#over && this.#verdict === undefined) this.#verdict = 'unknown'
    if (this.#verdict !== undefined) tell(this.#verdict)
  }

  #refused(problem: PasswordProblem): void {
    if (this.#over) return
    this.#over = true
    this.#settle(problem === 'wrong' ? 'wrong' : 'unknown')
    this.#options.onRefusal(this.#options.refusal(problem))
  }

  #end(): void {
    if (this.#over) return
    this.#over = true
    // With passwd_tries=1 it does not ask again.
    this.#settle(/incorrect password/.test(this.#tail) ? 'wrong' : 'unknown')
  }

  #settle(verdict: Verdict): void {
    this.#verdict ??= verdict
    this.#tell?.(this.#verdict)
  }
}
