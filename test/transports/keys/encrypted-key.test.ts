import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import ssh2 from 'ssh2'
import { describe, expect, it } from 'vitest'
import { isEncrypted, publicPart } from '../../../src/transports/keys/encrypted-key.ts'
import { tempFolder } from '../../support/connect.ts'

function made(...options: string[]): { text: string; publicKey: Buffer } {
  const file = join(tempFolder(), 'key')
  execFileSync('ssh-keygen', ['-q', '-f', file, ...options])
  const publicKey = Buffer.from(readFileSync(`${file}.pub`, 'utf8').split(' ')[1]!, 'base64')
  return { text: readFileSync(file, 'utf8'), publicKey }
}

describe('the text of a private key', () => {
  it.for([
    ['OpenSSH', ['-t', 'ed25519']],
    ['PEM', ['-t', 'rsa', '-b', '2048', '-m', 'PEM']],
    ['PKCS#8', ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8']],
  ] as const)('in the form of %s tells whether it is encrypted', ([, options]) => {
    expect(isEncrypted(made(...options, '-N', '').text)).toBe(false)
    expect(isEncrypted(made(...options, '-N', 'correct horse').text)).toBe(true)
  })

  it('of PuTTY does, too', () => {
    const putty = (how: string) => `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: ${how}\nComment: x\n`
    expect([putty('none'), putty('aes256-cbc')].map(isEncrypted)).toEqual([false, true])
  })

  it('holds its public key in the open, if it is of OpenSSH', () => {
    const { text, publicKey } = made('-t', 'ed25519', '-N', 'correct horse')
    expect(publicPart(text)).toEqual(publicKey)
    expect((ssh2.utils.parseKey(text, 'correct horse') as ssh2.ParsedKey).getPublicSSH()).toEqual(publicKey)
    expect(publicPart(made('-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', '').text)).toBeUndefined()
  })

  it('may be anything', () => {
    const armour = (bytes: Uint8Array) =>
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${Buffer.concat([Buffer.from('openssh-key-v1\0'), bytes]).toString('base64')}\n-----END`
    fc.assert(fc.property(fc.string(), (text) => !isEncrypted(text)))
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        isEncrypted(armour(bytes))
        publicPart(armour(bytes))
      }),
    )
  })
})
