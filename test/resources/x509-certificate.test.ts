import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { readCertificates } from '../../src/resources/certificates/certificate.ts'
import { certificateFile, type CertificatePresent } from '../../src/resources/certificates/on-disk.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { x509Certificate } from '../../src/resources/x509-certificate.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { makeCertificates } from './support/openssl.ts'
import { answer, debian, look, root, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  beforeAll(() => void vi.useFakeTimers({ now: Date.parse('2026-11-25T12:00:00Z'), toFake: ['Date'] }))
  afterAll(() => void vi.useRealTimers())
  it.each(captures('x509-certificate/state'))('$host, $name', (capture) => {
    expect(parsed(certificateFile, capture)).toEqual(capture.expected)
  })
})

const folder = makeCertificates()
const at = (name: string) => join(folder, name)

it('with a date that is none cannot be told', () => {
  const der = readFileSync(at('rsa.cer'))
  // A UTCTime of 13 characters: the first one is that of notBefore.
  der.fill('x', der.indexOf(Buffer.from([0x17, 0x0d])) + 2, der.indexOf(Buffer.from([0x17, 0x0d])) + 15)
  expect(readCertificates(der)).toBeUndefined()
  expect(readCertificates(readFileSync(at('rsa.cer')))).toHaveLength(1)
})

describe.each(shells)('certificates, looked at by $name', (shell) => {
  const names = ['rsa.pem', 'ec.pem', 'ed.pem', 'rsa.cer', 'chain.pem', 'rsa.key', 'none.pem', "it's\n.pem"]
  const states = look(shell, certificateFile, names.map(at))
  const of = (name: string) => states.get(at(name)) as CertificatePresent

  it('are read in PEM and in DER', () => {
    expect(of('rsa.pem')).toMatchObject({
      subject: 'CN=rsa.example.com',
      issuer: 'CN=Proof CA, O=Proof',
      names: ['rsa.example.com', '*.apps.example.com', '10.0.0.7', 'fd00::7'],
      addresses: ['10.0.0.7', 'fd00::7'],
      purposes: ['serverAuth'],
      ca: false,
      selfSigned: false,
      daysLeft: 89,
    })
    expect(of('rsa.cer')).toEqual(of('rsa.pem'))
  })
  it('have keys of all kinds', () => {
    expect(['rsa.pem', 'ec.pem', 'ed.pem'].map((name) => of(name).key)).toMatchObject([
      { type: 'rsa', bits: 2048 },
      { type: 'ec', curve: 'secp384r1' },
      { type: 'ed25519' },
    ])
  })
  it('may have a chain behind them', () => {
    expect(of('chain.pem').chain).toMatchObject([{ subject: 'CN=Proof CA, O=Proof', ca: true, selfSigned: true }])
  })
  it('are not there, or could not be told', () => {
    expect([of('none.pem'), of("it's\n.pem")]).toEqual([{ exists: false }, { exists: false }])
    expect(of('rsa.key')).toBeInstanceOf(Unknown)
  })
  it.runIf(root)('cannot be told by who may not look', () => {
    const paths = ['rsa.pem', 'none.pem'].map(at)
    const seen = look(shell, certificateFile, paths, { user: 'nobody' })
    expect(paths.map((path) => seen.get(path))).toEqual([expect.any(Unknown), expect.any(Unknown)])
  })
})

describe('certificates', () => {
  it.each([
    ['nothing was answered', ''],
    ['the answer was cut', 'file\nLS0t'],
    ['base64 is not there', 'file\n\0'],
    ['head failed', `file\n${Buffer.from('head: error reading\n1').toString('base64')}\n\0`],
  ])('cannot be told when %s', (_, stdout) => {
    expect(certificateFile.parse(answer(stdout), ['/x'], debian).get('/x')).toBeInstanceOf(Unknown)
  })
  it.each(['', 'x.pem', '~/x.pem'])('refuses %j', (path) => {
    expect(() => x509Certificate(path).definition.key?.(path, undefined)).toThrow(ConfigError)
  })

  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
  const present = {
    exists: true,
    subject: 'CN=www.example.com, O=Example',
    issuer: 'CN=CA',
    names: ['www.example.com', '*.apps.example.com', '*.com', '10.0.0.7', 'fd00::7', '10.0.0.9'],
    addresses: ['10.0.0.7', 'fd00::7'],
    notBefore: day(-1),
    notAfter: day(30),
    daysLeft: 30,
    fingerprint: 'ab'.repeat(32),
    key: { type: 'rsa', bits: 4096, curve: undefined, sha256: '' },
    ca: false,
    selfSigned: false,
    purposes: ['serverAuth'],
  }
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toBeValid', present, [], 'true'],
    ['toBeValid', { ...present, notAfter: day(-0.1) }, [], 'false'],
    ['toBeValid', { ...present, notBefore: day(0.1) }, [], 'false'],
    ['toBeValid', { exists: false }, [], 'absent'],
    ['toBeValidForDays', present, [{ atLeast: 30 }], 'true'],
    ['toBeValidForDays', present, [{ atLeast: 31 }], 'false'],
    ['toCover', present, ['WWW.example.com'], 'true'],
    ['toCover', present, ['a.apps.example.com'], 'true'],
    ['toCover', present, ['a.b.apps.example.com'], 'false'],
    ['toCover', present, ['apps.example.com'], 'false'],
    ['toCover', present, ['example.com'], 'false'],
    ['toCover', present, ['10.0.0.7'], 'true'],
    ['toCover', present, ['10.0.0.8'], 'false'],
    ['toCover', present, ['10.0.0.9'], 'false'],
    ['toCover', present, ['fd00:0::7'], 'true'],
    ['toCover', present, ['FD00::8'], 'false'],
    ['toHaveName', present, ['*.apps.example.com'], 'true'],
    ['toHaveName', present, ['a.apps.example.com'], 'false'],
    ['toHaveSubject', present, [/^CN=www/], 'true'],
    ['toHaveSubject', present, ['CN=www.example.com'], 'unknown'],
    ['toHaveSubject', present, ['CN=www.example.org'], 'false'],
    ['toHaveSubject', present, ['O = Example, CN = www.example.com'], 'true'],
    ['toHaveSubject', present, ['/O=Example/CN=www.example.com'], 'true'],
    ['toHaveSubject', present, ['CN=www.example.com, O=Other'], 'false'],
    ['toBeIssuedBy', present, ['CN=CA'], 'true'],
    ['toHaveFingerprint', present, [Array(32).fill('AB').join(':')], 'true'],
    ['toHaveFingerprint', present, ['cd'.repeat(32)], 'false'],
    ['toHaveKey', present, [{ type: 'rsa', bits: 4096 }], 'true'],
    ['toHaveKey', present, [{ type: 'rsa', bits: 2048 }], 'false'],
    ['toHaveKey', present, [{ curve: 'prime256v1' }], 'absent'],
    ['toHaveKey', present, [{ type: 'ec', curve: 'prime256v1' }], 'false'],
    ['toHaveKey', { ...present, key: { type: 'ec', curve: 'prime256v1' } }, [{ curve: 'P-256' }], 'true'],
    ['toHaveKey', { ...present, key: { type: 'ec', curve: 'secp384r1' } }, [{ curve: 'P-256' }], 'false'],
    ['toHavePurpose', { ...present, purposes: ['any'] }, ['serverAuth'], 'true'],
    ['toHavePurpose', present, ['1.3.6.1.4.1.311.20.2.2'], 'false'],
    ['toHavePurpose', present, ['serverAuth'], 'true'],
    ['toHavePurpose', present, ['clientAuth'], 'false'],
    ['toHavePurpose', { ...present, purposes: [] }, ['clientAuth'], 'true'],
    ['toBeAuthority', present, [], 'false'],
    ['toBeSelfSigned', present, [], 'false'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(x509Certificate('/x'), matcher, state as CertificatePresent, ...args))).toBe(expected)
  })
  it.each<[string, readonly unknown[]]>([
    ['toBeValidForDays', ['30']],
    ['toCover', ['*.example.com']],
    ['toCover', [undefined]],
    ['toHaveFingerprint', ['ab:cd']],
    ['toHaveKey', [{}]],
    ['toHaveKey', [{ size: 4096 }]],
    ['toHaveKey', [{ type: 'RSA' }]],
    ['toHaveSubject', ['www.example.com']],
    ['toBeIssuedBy', ["Let's Encrypt"]],
    ['toHaveKey', [{ curve: 'p256' }]],
    ['toHavePurpose', ['ServerAuth']],
  ])('refuses %s with %o', (matcher, args) => {
    expect(() => verdict(x509Certificate('/x'), matcher, present, ...args)).toThrow(ConfigError)
  })
})
