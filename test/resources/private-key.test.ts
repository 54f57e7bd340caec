import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { privateKeyFile, type PrivateKeyPresent } from '../../src/resources/certificates/key-file.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { privateKey, type PrivateKeyOptions } from '../../src/resources/private-key.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { makeCertificates } from './support/openssl.ts'
import { debian, look, root, run, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('private-key/state'))('$host, $name', (capture) => {
    expect(parsed(privateKeyFile, capture)).toEqual(capture.expected)
  })
})

const folder = makeCertificates()
const at = (name: string) => join(folder, name)
const keyOf = (name: string, options: PrivateKeyOptions = {}) =>
  privateKey(at(name)).definition.key?.(at(name), options) ?? ''

describe.each(shells)('private keys, looked at by $name', (shell) => {
  const state = (name: string, options?: PrivateKeyOptions) => {
    const key = keyOf(name, options)
    return look(shell, privateKeyFile, [key]).get(key) as PrivateKeyPresent
  }
  const matches = (name: string, certificate: string, more = {}) =>
    judged(verdict(privateKey('/x'), 'toMatchCertificate', state(name, { certificate: at(certificate), ...more })))

  it('of all kinds are read', () => {
    expect(['rsa.key', 'rsa.der', 'ec.key', 'ed.key'].map((name) => state(name).kind)).toMatchObject([
      { type: 'rsa', bits: 2048 },
      { type: 'rsa', bits: 2048 },
      { type: 'ec', curve: 'secp384r1' },
      { type: 'ed25519' },
    ])
  })
  it('match their own certificate and no other', () => {
    expect([matches('rsa.key', 'rsa.pem'), matches('ec.key', 'ec.pem'), matches('ed.key', 'ed.pem')]).toEqual(
      Array(3).fill('true'),
    )
    expect([matches('rsa.key', 'ec.pem'), matches('ec.key', 'ca.pem')]).toEqual(['false', 'false'])
    expect([matches('rsa.key', 'none.pem'), matches('rsa.key', 'ec.key')]).toEqual(['unknown', 'unknown'])
  })
  it('with a passphrase are opened by it', () => {
    for (const name of ['encrypted.key', 'old-encrypted.key']) {
      expect(state(name)).toMatchObject({ exists: true, encrypted: true, kind: undefined })
      expect(state(name, { passphrase: 'correct' })).toMatchObject({
        encrypted: true,
        kind: expect.anything() as unknown,
      })
      expect(state(name, { passphrase: 'wrong' })).toBeInstanceOf(Unknown)
    }
    expect(matches('encrypted.key', 'ec.pem', { passphrase: 'correct' })).toBe('true')
    expect(matches('encrypted.key', 'ec.pem')).toBe('unknown')
  })
  it('are not there, or could not be told', () => {
    expect(state('none.key')).toEqual({ exists: false })
    expect([state('rsa.pem'), state('openssh.key')]).toEqual([expect.any(Unknown), expect.any(Unknown)])
  })
  it.runIf(root)('cannot be told by who may not look', () => {
    const key = keyOf('rsa.key')
    expect(look(shell, privateKeyFile, [key], { user: 'nobody' }).get(key)).toBeInstanceOf(Unknown)
  })
})

describe('what a private key is made of', () => {
  it('is in no state', () => {
    const [key, wrong] = [keyOf('rsa.key'), keyOf('encrypted.key', { passphrase: 'wrong' })]
    const answer = run(shells[0]!, privateKeyFile.ask([key, wrong], debian).text)
    const shown = JSON.stringify([...privateKeyFile.parse(answer, [key, wrong], debian)])
    for (const line of readFileSync(at('rsa.key'), 'utf8').split('\n').slice(1, -2)) expect(shown).not.toContain(line)
    expect(shown).toContain('passphrase')
  })
  it('and its passphrase are in no key, title or script', () => {
    const key = keyOf('rsa.key', { passphrase: 'hush hush' })
    const title = privateKey('/x').definition.title?.('/x', { passphrase: 'hush hush' }) ?? ''
    expect([key, title, privateKeyFile.ask([key], debian).text].join('\n')).not.toContain('hush')
  })
})

describe('privateKey()', () => {
  const kind = { type: 'rsa', bits: 2048, curve: undefined, sha256: 'aa' }
  const present: PrivateKeyPresent = { exists: true, encrypted: false, kind, certificate: { sha256: 'aa' } }
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toBeEncrypted', present, [], 'false'],
    ['toHaveKey', present, [{ type: 'rsa', bits: 2048 }], 'true'],
    ['toHaveKey', present, [{ bits: 4096 }], 'false'],
    ['toHaveKey', { ...present, kind: undefined }, [{ bits: 4096 }], 'unknown'],
    ['toHaveKey', { exists: false }, [{ bits: 4096 }], 'absent'],
    ['toMatchCertificate', present, [], 'true'],
    ['toMatchCertificate', { ...present, certificate: { sha256: 'bb' } }, [], 'false'],
    ['toMatchCertificate', { ...present, certificate: { problem: 'none' } }, [], 'unknown'],
    ['toMatchCertificate', { exists: false }, [], 'absent'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(privateKey('/x'), matcher, state as PrivateKeyPresent, ...args))).toBe(expected)
  })
  it('needs a certificate to match', () => {
    const state = { ...present, certificate: undefined }
    expect(() => verdict(privateKey('/x'), 'toMatchCertificate', state)).toThrow(ConfigError)
  })
  it.each<[string, object]>([
    ['x.key', {}],
    ['/x.key', { certificate: 'x.pem' }],
    ['/x.key', { passphrase: 1 }],
    ['/x.key', { password: 'x' }],
  ])('refuses %j with %o', (path, options) => {
    expect(() => privateKey(path).definition.key?.(path, options)).toThrow(ConfigError)
  })
})
