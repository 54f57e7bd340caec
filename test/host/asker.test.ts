import { BroadcastChannel } from 'node:worker_threads'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { connectAsker, type Asker, type AskRequest } from '../../src/host/asker.ts'
import type { AnswerMessage, Ask, AskMessage, HostStatus } from '../../src/host/messages.ts'
import { sh } from '../../src/host/shell.ts'

const raw = { exitCode: 0, signal: undefined, timedOut: false, truncated: false, duration: 1 }
const answer = (text: string) => ({ ...raw, stdout: new TextEncoder().encode(text), stderr: new Uint8Array(0) })
const request = (word: string): AskRequest => ({ host: 'h', kind: 'probe', script: sh`echo ${word}` })
let channels = 0

/** An asker and what stands in for the session thread. */
function connect(): { asker: Asker; messages: AskMessage[]; say: (message: AnswerMessage) => void } {
  const name = `asker-test-${process.pid}-${(channels += 1)}`
  const port = new BroadcastChannel(name)
  const messages: AskMessage[] = []
  port.onmessage = (event) => messages.push((event as { data: AskMessage }).data)
  const asker = connectAsker(name)
  onTestFinished(() => {
    asker.close()
    port.close()
  })
  return { asker, messages, say: (message) => port.postMessage(message) }
}

const asksOf = (messages: readonly AskMessage[]): readonly (readonly Ask[])[] =>
  messages.flatMap((message) => (message.type === 'ask' ? [message.asks] : []))

describe('an asker', () => {
  it('says hello', async () => {
    const { messages } = connect()
    await vi.waitFor(() => expect(messages).toEqual([{ type: 'hello' }]))
  })

  it('sends all that is asked in one tick in one message', async () => {
    const { asker, messages, say } = connect()
    const answers = Promise.all(['a', 'b', 'c'].map((word) => asker.ask(request(word))))
    await vi.waitFor(() => expect(asksOf(messages)).toHaveLength(1))
    const [asks] = asksOf(messages)
    expect(asks!.map(({ script, host, kind }) => [script, host, kind])).toEqual(
      ['a', 'b', 'c'].map((word) => [`echo ${word}`, 'h', 'probe']),
    )
    say({ type: 'answers', answers: asks!.map(({ id, script }) => ({ id, answer: answer(script) })).toReversed() })
    expect((await answers).map(({ stdout }) => Buffer.from(stdout).toString())).toEqual(['echo a', 'echo b', 'echo c'])
  })

  it('takes no answer that is on its way to another round', async () => {
    const { asker, messages, say } = connect()
    const next = connectAsker(`asker-test-${process.pid}-${channels}`, 1)
    onTestFinished(() => next.close())
    void asker.ask(request('before')).catch(() => {})
    await vi.waitFor(() => expect(asksOf(messages)).toHaveLength(1))
    const asked = next.ask(request('now'))
    await vi.waitFor(() => expect(asksOf(messages)).toHaveLength(2))
    const [[before], [now]] = asksOf(messages) as [[Ask], [Ask]]
    say({ type: 'answers', answers: [{ id: before.id, answer: answer('of before') }] })
    say({ type: 'answers', answers: [{ id: now.id, answer: answer('of now') }] })
    expect(Buffer.from((await asked).stdout).toString()).toBe('of now')
  })

  it('asks on when timers are faked', async () => {
    const { asker, messages } = connect()
    vi.useFakeTimers()
    asker.ask(request('a')).catch(() => {})
    vi.useRealTimers()
    await vi.waitFor(() => expect(asksOf(messages)).toHaveLength(1))
  })

  it('rejects with the error that was sent', async () => {
    const { asker, messages, say } = connect()
    const asked = asker.ask(request('a'))
    await vi.waitFor(() => expect(asksOf(messages)).toHaveLength(1))
    const error = { name: 'ConnectError', code: 'gone', message: 'It is gone', host: 'h', hint: 'look' }
    say({ type: 'answers', answers: [{ id: asksOf(messages)[0]![0]!.id, error }] })
    await expect(asked).rejects.toMatchObject(error)
  })

  it('takes nothing but what sh made', async () => {
    const { asker } = connect()
    const forged = { ...request('a'), script: { text: 'rm -rf /' } } as unknown as AskRequest
    await expect(asker.ask(forged)).rejects.toMatchObject({ code: 'raw-script' })
    await expect(asker.ask({ ...forged, script: 'id' as never })).rejects.toMatchObject({ code: 'raw-script' })
  })

  it('tells how far the hosts are', async () => {
    const { asker, say } = connect()
    const heard: Readonly<Record<string, HostStatus>>[] = []
    const stop = asker.onHosts((hosts) => heard.push(hosts))
    say({ type: 'hosts', hosts: { a: { status: 'connecting' }, b: { status: 'connecting' } } })
    const failed = { status: 'failed', error: { name: 'ConnectError', code: 'x', message: 'y' } } as const
    say({ type: 'hosts', hosts: { a: failed } })
    await vi.waitFor(() => expect(heard).toHaveLength(2))
    expect(asker.hosts()).toEqual({ a: failed, b: { status: 'connecting' } })
    const late = vi.fn<(hosts: Readonly<Record<string, HostStatus>>) => void>()
    asker.onHosts(late)
    expect(late).toHaveBeenCalledWith(asker.hosts())
    stop()
  })

  it('does not wait for ever once the session thread has ended, or it was closed', async () => {
    const { asker, say } = connect()
    const asked = asker.ask(request('a'))
    say({ type: 'ended', error: { name: 'InfraspecError', code: 'session-thread-died', message: 'died' } })
    await expect(asked).rejects.toMatchObject({ code: 'session-thread-died' })
    await expect(asker.ask(request('b'))).rejects.toMatchObject({ code: 'session-thread-died' })

    const other = connect().asker
    const pending = other.ask(request('c'))
    other.close()
    await expect(pending).rejects.toMatchObject({ code: 'closed' })
    await expect(other.ask(request('d'))).rejects.toMatchObject({ code: 'closed' })
  })
})
