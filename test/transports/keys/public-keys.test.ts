import { existsSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allowedKeys, publicKeyOf } from '../../../src/transports/keys/public-keys.ts'
import { hostFor, tempFile, testServer } from '../../support/connect.ts'
import { makeKey } from '../../support/ssh-server.ts'

const blobOf = (line: string) => Buffer.from(line.split(' ')[1] as string, 'base64')

describe('the public key of a key file', () => {
  it.each(['ed25519', 'ecdsa', 'rsa'] as const)('of type %s stands in both halves', (type) => {
    const key = makeKey(type)
    expect(publicKeyOf(key.public)).toEqual(blobOf(key.public))
    expect(publicKeyOf(key.private)).toEqual(blobOf(key.public))
  })

  it('is read without the passphrase', ({ skip }) => {
    skip(!existsSync('/usr/bin/ssh-keygen'), 'ssh-keygen is not installed')
    const key = makeKey()
    const file = tempFile('key', key.private)
    execFileSync('ssh-keygen', ['-q', '-p', '-N', 'secret', '-f', file])
    const [encrypted, clear] = [execFileSync('cat', [file], { encoding: 'utf8' }), blobOf(key.public)]
    expect(encrypted).not.toBe(key.private)
    expect(publicKeyOf(encrypted)).toEqual(clear)
  })

  it('is none in anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = `-----BEGIN OPENSSH PRIVATE KEY-----\n${Buffer.from(bytes).toString('base64')}\n-----END`
        expect(publicKeyOf(text)).toBeUndefined()
      }),
    )
    expect(publicKeyOf('ssh-ed25519 AAAA')).toBeUndefined()
  })

  it('counts only with IdentitiesOnly', async () => {
    const key = makeKey()
    const host = hostFor(await testServer(), {
      privateKey: undefined,
      defaultIdentities: [tempFile('k.pub', key.public)],
    })
    expect(await allowedKeys(host)).toBeUndefined()
    expect(await allowedKeys({ ...host, identitiesOnly: true })).toEqual([blobOf(key.public)])
  })
})
