import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { redact } from '../../../src/run/secrets/secrets.ts'
import { readKey } from '../../../src/run/secrets/stdin-key.ts'

const LINE = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ'
const KEY = `-----BEGIN OPENSSH PRIVATE KEY-----\n${LINE}\n-----END OPENSSH PRIVATE KEY-----`

function read(...chunks: readonly string[]): Promise<string | undefined> {
  return readKey(Readable.from(chunks.map((chunk) => Buffer.from(chunk))) as unknown as NodeJS.ReadStream)
}

it.each([
  ['as it is', KEY],
  ['with blank lines around it', `\n${KEY}\n\n`],
  ['with the lines of another system', KEY.replaceAll('\n', '\r\n')],
])('reads a key %s', async (_, text) => {
  await expect(read(text)).resolves.toBe(`${KEY}\n`)
})

it('reads a key that comes in pieces', async () => {
  await expect(read(KEY.slice(0, 50), KEY.slice(50))).resolves.toBe(`${KEY}\n`)
})

it('keeps a key out of every report', async () => {
  await read(KEY)
  expect(redact(`it says ${LINE}`)).toBe('it says [redacted]')
})

it.each(['', '\n', '  \n\n', 'ERR_SSH_PRIVATE_KEY_NOT_IMPLEMENTED_BY_BUILDER\n'])(
  'takes %j for no key',
  async (text) => {
    await expect(read(text)).resolves.toBeUndefined()
  },
)

it('refuses what is not a private key, and does not repeat it', async () => {
  const reading = read('hunter2')
  await expect(reading).rejects.toMatchObject({ name: 'ConfigError', message: expect.not.stringContaining('hunter2') })
  await expect(read('ssh-ed25519 AAAA a public key')).rejects.toThrow('is not a private key')
})

it('reads 64 KiB and no more', async () => {
  const piece = 'x'.repeat(64 * 1024)
  await expect(read(piece)).rejects.toThrow('is not a private key')
  await expect(read(piece, 'x')).rejects.toThrow('more than 64 KiB')
})

it('does not wait for a person', async () => {
  await expect(readKey({ isTTY: true } as NodeJS.ReadStream)).rejects.toThrow('which is a terminal')
})
