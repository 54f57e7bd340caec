import { chmodSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startChannel, type ChannelOptions } from '../../../src/transports/openssh/channel.ts'
import { tempFile, tempFolder } from '../../support/connect.ts'

// The end of the process is heard of before anybody has looked whether the channel is open.
vi.mock(import('node:timers/promises'), async (original) => ({
  ...(await original()),
  setTimeout: () => new Promise(() => {}),
}))

/** Starts a channel where ssh(1) is this script, with the file of its own words as `$log`, and waits for its end. */
async function channelOf(script: string) {
  const ssh = tempFile('ssh', `#!/bin/sh\nlog=$2\n${script}\n`)
  chmodSync(ssh, 0o755)
  const path = process.env['PATH']
  process.env['PATH'] = `${dirname(ssh)}:${path}`
  onTestFinished(() => void (process.env['PATH'] = path))
  const folder = tempFolder()
  const said = { stdout: '', stderr: '', exit: [] as unknown[] }
  const master = { args: [], address: 'web-1', place: 'web-1', folder: { path: (name: string) => join(folder, name) } }
  await new Promise<void>((resolve, reject) => {
    const options = {
      ...{ master: { ...master, isAlive: async () => true }, host: 'web-1', command: 'true', ends: new Set() },
      ...{ traffic: { sent: 0, received: 0 }, onLost: () => {} },
      events: {
        stdout: (chunk: Uint8Array) => void (said.stdout += Buffer.from(chunk).toString()),
        stderr: (chunk: Uint8Array) => void (said.stderr += Buffer.from(chunk).toString()),
        exit: (end: unknown) => void said.exit.push(end),
        close: (error?: Error) => (error === undefined ? resolve() : reject(error)),
      },
    } as unknown as ChannelOptions
    startChannel(options).catch(reject)
  })
  return said
}

const OPEN = "echo 'debug2: master session id: 2' >>$log"

describe('a channel over openssh', () => {
  it('loses nothing of a program that has ended before it was seen to be open', async () => {
    const said = await channelOf(`echo out; echo err >&2\n${OPEN}\necho 'Received exit status from master 7' >>$log`)
    expect(said).toEqual({ stdout: 'out\n', stderr: 'err\n', exit: [{ exitCode: 7, signal: undefined }] })
  })

  it('ends with a client that a signal ended by then', async () => {
    const said = await channelOf(`echo out\n${OPEN}\nkill -9 $$`)
    expect(said).toEqual({ stdout: 'out\n', stderr: '', exit: [{ exitCode: undefined, signal: undefined }] })
  })
})
