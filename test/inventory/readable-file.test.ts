import { expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { parseHostKey } from '../../src/inventory/host-key.ts'
import { readableFile } from '../../src/inventory/readable-file.ts'

const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----'
const KEYS = [KEY, `${KEY}\n`, KEY.replaceAll('\n', ' '), 'c2VjcmV0\nc2VjcmV0']

function refused(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    return error
  }
}

it.each(KEYS)('refuses a key in place of a file and does not repeat it (%#)', (key) => {
  const errors = [
    refused(() => readableFile(key, 'INFRASPEC_IDENTITY')),
    refused(() => parseHostKey([key], [], 'INFRASPEC_IDENTITY')),
    refused(() => parseHostKey([`file:${key}`], [], 'INFRASPEC_IDENTITY')),
    refused(() => parseHostKey([`SHA256:${key}`], [], 'INFRASPEC_IDENTITY')),
  ]
  for (const error of errors) {
    expect(error).not.toHaveProperty('cause')
    expect(error).toBeInstanceOf(ConfigError)
    expect(error).toMatchObject({
      message: 'INFRASPEC_IDENTITY holds a key, and takes the name of a file',
      hint: 'pipe the key in: --key-stdin',
    })
  }
})
