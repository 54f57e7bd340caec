import { describe, expect, it } from 'vitest'
import { SudoPassword } from '../../../src/host/become/sudo-password.ts'

/** Starts giving it, and shows what was sent. */
function give(password: SudoPassword) {
  const sent: string[] = []
  const given = password.give((line) => sent.push(line))
  return { sent, given }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('the password of sudo', () => {
  it('is given to one at a time until it was right, then to all', async () => {
    const password = new SudoPassword('secret')
    const [first, second, third] = [give(password), give(password), give(password)]
    await settled()
    expect([first.sent, second.sent, third.sent]).toEqual([['secret\n'], [], []])
    ;(await first.given)!('right')
    await settled()
    expect([second.sent, third.sent]).toEqual([['secret\n'], ['secret\n']])
  })

  it('is given to nobody any more once it was wrong', async () => {
    const password = new SudoPassword('secret')
    const [first, second] = [give(password), give(password)]
    expect(password.wrong).toBe(false)
    ;(await first.given)!('wrong')
    await expect(second.given).resolves.toBeUndefined()
    const late = give(password)
    await expect(late.given).resolves.toBeUndefined()
    expect([...second.sent, ...late.sent]).toEqual([])
    expect(password.wrong).toBe(true)
  })

  it('may turn wrong in the middle of a run', async () => {
    const password = new SudoPassword('secret')
    ;(await give(password).given)!('right')
    ;(await give(password).given)!('wrong')
    expect(password.wrong).toBe(true)
    await expect(give(password).given).resolves.toBeUndefined()
  })

  it('is tried by the next one when nobody heard what came of it', async () => {
    const password = new SudoPassword('secret')
    const [first, second, third] = [give(password), give(password), give(password)]
    ;(await first.given)!('unknown')
    await settled()
    expect([second.sent, third.sent]).toEqual([['secret\n'], []])
    ;(await second.given)!('wrong')
    await expect(third.given).resolves.toBeUndefined()
    expect(third.sent).toEqual([])
  })
})
