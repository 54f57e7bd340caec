import { existsSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { RawAnswer } from '../../../src/host/answer.ts'
import { Link } from '../../../src/host/link/link.ts'
import { Session } from '../../../src/host/session/session.ts'
import { execLine } from '../../../src/transports/exec-line.ts'
import { THIS_MACHINE } from '../talk.ts'

const shells = ['dash', 'bash', 'bash --posix', 'busybox sh'].filter((shell) =>
  existsSync(`/usr/bin/${shell.split(' ')[0]}`),
)
const limits = { connectTimeout: 3000, timeout: 2000, maxBytes: 1 << 20, concurrency: 1 }

/** A session whose shell is this one. */
async function sessionWith(shell: string): Promise<(script: string) => Promise<RawAnswer>> {
  const link = new Link(THIS_MACHINE, limits, () => {})
  const commandFor = (script: string) => execLine({ sudo: false, script: script.replace(/exec sh$/, `exec ${shell}`) })
  const session = new Session({ link, user: undefined, commandFor })
  onTestFinished(() => link.close())
  await session.start()
  return (script) =>
    new Promise((resolve, reject) => session.run([{ script, timeout: limits.timeout, resolve, reject }]))
}

describe.for(shells)('a session whose sh is %s', (shell) => {
  it('answers as any other', async () => {
    const ask = await sessionWith(shell)
    const scripts = [
      'printf out; printf err >&2; exit 3',
      'if',
      'exit 9',
      'cat',
      String.raw`printf '\0\377\n\n'`,
      'x=1; cd /',
    ]
    const answers = await Promise.all([...scripts, 'exec true', `printf '%s' "it's\n${'é'.repeat(5000)}"`].map(ask))
    const text = ({ stdout }: RawAnswer) => Buffer.from(stdout).toString('latin1')
    expect(answers.map(({ exitCode }) => exitCode)).toEqual([3, expect.any(Number), 9, 0, 0, 0, 0, 0])
    expect(answers[1]!.exitCode).not.toBe(0)
    expect(answers.slice(0, 6).map(text)).toEqual(['out', '', '', '', '\0\u00FF\n\n', ''])
    expect(Buffer.from(answers[0]!.stderr).toString()).toBe('err')
    expect(Buffer.from(answers[7]!.stdout).toString()).toBe(`it's\n${'é'.repeat(5000)}`)
  })

  it('survives what takes too long, and what ends it', async () => {
    const ask = await sessionWith(shell)
    const [late, killed, last] = await Promise.allSettled([ask('sleep 60'), ask('kill -9 $$'), ask('echo last')])
    expect(late).toMatchObject({ value: { timedOut: true } })
    expect(killed).toMatchObject({ reason: { code: 'shell-lost' } })
    expect(last).toMatchObject({ value: { exitCode: 0 } })
  })
})
