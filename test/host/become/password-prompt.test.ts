import { describe, expect, it } from 'vitest'
import { InfraspecError } from '../../../src/errors.ts'
import { frameEnd } from '../../../src/host/session/frames.ts'
import { PasswordPrompt } from '../../../src/host/become/password-prompt.ts'
import { SudoPassword } from '../../../src/host/become/sudo-password.ts'
import type { Channel, ChannelEvents } from '../../../src/transports/transport.ts'

const NONCE = 'ab'.repeat(16)
const OPENING = `\n${frameEnd(NONCE, 0)} 0\n`

/** A sudo that says things on stderr, and what it is given. */
function watched({ trusted = true, password = new SudoPassword('secret') } = {}) {
  const given: string[] = []
  const refused: string[] = []
  const passed: string[] = []
  const prompt = new PasswordPrompt({
    password,
    nonce: NONCE,
    refusal: (problem) => new InfraspecError(problem, problem),
    onRefusal: ({ code }) => refused.push(code),
  })
  const ignore = () => {}
  const channel: Channel = { write: (data) => given.push(String(data)), end: ignore, destroy: ignore }
  const events: ChannelEvents = {
    stdout: ignore,
    stderr: (chunk) => passed.push(Buffer.from(chunk).toString()),
    exit: ignore,
    close: ignore,
  }
  const through = prompt.watch(events)
  const say = async (...chunks: string[]) => {
    for (const chunk of chunks) through.stderr(Buffer.from(chunk))
    await new Promise((resolve) => setImmediate(resolve))
  }
  prompt.attach(channel, trusted)
  return { prompt, password, given, refused, passed, say, end: () => through.exit({ exitCode: 1, signal: undefined }) }
}

describe('the prompt of sudo', () => {
  it('is a word of its own for each sudo', () => {
    const [one, other] = [watched().prompt.text, watched().prompt.text]
    expect(one).toMatch(/^infraspec-[0-9a-f]{32}:$/)
    expect(one).not.toBe(other)
  })

  it('is answered once, wherever the chunks are cut, and everything is passed on', async () => {
    const { prompt, say, given, refused, passed } = watched()
    const said = `a lecture\n${prompt.text}`
    await say(...said)
    expect(given).toEqual(['secret\n'])
    await say(OPENING, 'more')
    expect(passed.join('')).toBe(`${said}${OPENING}more`)
    expect(refused).toEqual([])
  })

  it('is answered before the channel is known to this side', async () => {
    const { prompt, given, say } = watched()
    await say(prompt.text)
    expect(given).toEqual(['secret\n'])
  })

  it('is not answered where it does not ask', async () => {
    const { say, given } = watched()
    await say('Password: ', '[sudo] password for ann: ', `infraspec-${'0'.repeat(32)}:`)
    expect(given).toEqual([])
  })

  it('is not answered when a program prints it, not even in the chunk in which that begins', async () => {
    for (const cut of [true, false]) {
      const { prompt, say, given } = watched()
      await (cut ? say(OPENING, prompt.text, prompt.text) : say(`${OPENING}${prompt.text}${prompt.text}`))
      expect(given).toEqual([])
    }
  })

  it('means a wrong password when it comes again', async () => {
    const { prompt, password, say, given, refused } = watched()
    await say(prompt.text)
    await say(`Sorry, try again.\n${prompt.text}`, prompt.text)
    expect({ given, refused }).toEqual({ given: ['secret\n'], refused: ['wrong'] })
    expect(password.wrong).toBe(true)
    expect(prompt.hopeless()).toMatchObject({ code: 'wrong' })
  })

  it('means a wrong password when sudo gives up at once', async () => {
    const { prompt, password, say, end } = watched()
    await say(prompt.text, 'sudo: 1 incorrect password attempt\n')
    end()
    expect(password.wrong).toBe(true)
  })

  it('says nothing about the password when sudo ends for another reason', async () => {
    const { prompt, password, say, end } = watched()
    await say(prompt.text, 'pw is not in the sudoers file.\n')
    end()
    expect(password.wrong).toBe(false)
    expect(prompt.hopeless()).toBeUndefined()
  })

  it('is left without an answer on a host that has not proved who it is', async () => {
    const { prompt, say, given, refused } = watched({ trusted: false })
    await say(prompt.text)
    expect({ given, refused }).toEqual({ given: [], refused: ['withheld'] })
  })

  it('is left without an answer when the password is known to be wrong', async () => {
    const password = new SudoPassword('secret')
    ;(await password.give(() => {}))!('wrong')
    const { prompt, say, given, refused } = watched({ password })
    await say(prompt.text)
    expect({ given, refused }).toEqual({ given: [], refused: ['wrong'] })
  })
})
