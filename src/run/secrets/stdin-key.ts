import { ConfigError } from '../../errors.ts'
import { registerSecret } from './secrets.ts'

const MOST_BYTES = 64 * 1024

/**
 * The private key on standard input, or undefined when there is none.
 *
 * Packer writes nothing, or a text that begins with `ERR_`, when the build has no key of its own.
 *
 * @throws {ConfigError} when what is there is too long or not a private key; it is never repeated.
 */
export async function readKey(input: NodeJS.ReadStream = process.stdin): Promise<string | undefined> {
  if (input.isTTY) {
    throw new ConfigError('no-key', '--key-stdin reads a private key from standard input, which is a terminal', {
      hint: 'infraspec run --key-stdin < key, or --identity FILE',
    })
  }
  const text = (await readAll(input)).replaceAll('\r\n', '\n').trim()
  if (text === '' || text.startsWith('ERR_')) return undefined
  if (!/^(-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----|PuTTY-User-Key-File-)/.test(text)) {
    throw new ConfigError('no-key', 'What --key-stdin read from standard input is not a private key', {
      hint: 'it begins with -----BEGIN … PRIVATE KEY-----',
    })
  }
  registerSecret(text)
  return `${text}\n`
}

async function readAll(input: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk as Buffer)
    size += bytes.length
    if (size > MOST_BYTES) {
      throw new ConfigError('no-key', `--key-stdin read more than ${MOST_BYTES / 1024} KiB, which is no private key`)
    }
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString()
}
