import { describe, expect, it } from 'vitest'
import { ShellChannel, type ShellEnd } from '../../../src/host/session/shell-channel.ts'

describe('a shell whose opening is answered before its channel is handed over', () => {
  it('is given what was asked of it meanwhile', () => {
    const written: string[] = []
    const shell = new ShellChannel({
      token: { nonce: 'n'.repeat(32), mark: 'm' },
      maxBytes: 1024,
      onEnd: () => undefined,
      onIdle: () => undefined,
    })
    const job = { script: 'echo asked', timeout: 1000, resolve: () => undefined, reject: () => undefined }
    shell.run([job])
    expect(written).toEqual([])
    shell.attach({ write: (data) => void written.push(String(data)), end: () => undefined, destroy: () => undefined })
    expect(written.join('')).toContain('echo asked')
    shell.run([job])
    expect(written).toHaveLength(2)
    shell.close()
  })
})

it('says of what is asked of it after it has ended that it is lost, so that it is asked again', () => {
  const ends: ShellEnd[] = []
  const shell = new ShellChannel({
    token: { nonce: 'n'.repeat(32), mark: 'm' },
    maxBytes: 1024,
    onEnd: (end) => void ends.push(end),
    onIdle: () => undefined,
  })
  const job = { script: 'true', timeout: 1000, resolve: () => undefined, reject: () => undefined }
  shell.events.close()
  shell.run([job])
  expect(ends.map(({ reason, running }) => [reason, running])).toEqual([
    ['died', undefined],
    ['lost', job],
  ])
})
