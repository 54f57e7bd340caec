import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { aptRepositories, aptRepository, type AptRepositoryState } from '../../src/resources/apt-repository.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { aptSources, plainUri } from '../../src/resources/repositories/apt.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, busybox, debian } from './support/shells.ts'

const apt = aptRepository('https://a.test').definition.providers['apt'] as Parameters<typeof parsed>[0]

describe('what hosts answered', () => {
  it.each(captures('apt-repository/state'))('$host, $name', (capture) => {
    expect(parsed(apt, capture)).toEqual(capture.expected)
  })
})

describe('the files of apt', () => {
  const read = (path: string, text: string) =>
    aptSources.parse(answer(`${path}\n${text.replaceAll(/^/gm, ' ')}\n=\n`), debian)

  it('may name several addresses, and none', () => {
    const text = 'Types: deb\nURIs: https://a.test/ https://b.test\nSuites: x\nComponents: main'
    expect(read('/a.sources', text)).toMatchObject([{ uri: 'https://a.test' }, { uri: 'https://b.test' }])
    expect(read('/a.list', '# deb https://a.test x main')).toEqual([])
  })
  it.each([
    ['a line is none', read('/a.list', 'deb https://a.test')],
    ['a stanza names no suite', read('/a.sources', 'Types: deb\nURIs: https://a.test')],
    [
      'a file cannot be read',
      aptSources.parse(answer('=\n', { exitCode: 1, stderr: 'sed: Permission denied' }), debian),
    ],
    ['the end is missing', aptSources.parse(answer('/etc/apt/sources.list\n deb https://a.test x main\n'), debian)],
  ])('could not be told when %s', (_, said) => expect(said).toBeInstanceOf(Unknown))
  it('are those of a host with dpkg', () => {
    expect([debian, { ...busybox, packages: 'apk' as const }].map(aptSources.on)).toEqual([true, false])
  })
  it('are a list too', () => {
    const list = aptRepositories().definition.providers['apt']
    expect(list).toHaveProperty('parse')
  })
})

describe('aptRepository()', () => {
  const source = {
    types: ['deb'],
    uri: 'https://a.test',
    suites: ['stable'],
    components: ['main'],
    trusted: false,
    path: '/a.list',
  }
  const entry = { ...source, enabled: true, signedBy: '/k.gpg' }
  const present: AptRepositoryState = {
    exists: true,
    entries: [entry, { ...entry, types: ['deb-src'], enabled: false }],
  }
  const loose: AptRepositoryState = { exists: true, entries: [entry, { ...entry, signedBy: undefined }] }
  const off: AptRepositoryState = { exists: true, entries: [{ ...entry, enabled: false, trusted: true }] }
  it.each<[string, AptRepositoryState, readonly unknown[], string]>([
    ['toExist', off, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toBeEnabled', present, [], 'true'],
    ['toBeEnabled', off, [], 'false'],
    ['toBeEnabled', { exists: false }, [], 'false'],
    ['toHaveSuite', present, ['stable'], 'true'],
    ['toHaveSuite', present, ['stab'], 'false'],
    ['toHaveSuite', { exists: false }, ['stable'], 'absent'],
    ['toHaveComponent', present, ['main'], 'true'],
    ['toHaveComponent', present, ['contrib'], 'false'],
    ['toHaveType', present, ['deb-src'], 'true'],
    ['toBeSignedBy', present, ['/k.gpg'], 'true'],
    ['toBeSignedBy', loose, ['/k.gpg'], 'false'],
    ['toBeSignedBy', off, ['/k.gpg'], 'false'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(aptRepository('https://a.test'), matcher, state, ...args))).toBe(expected)
  })
  it.each([
    ['HTTPS://Deb.Example.com/Debian/', 'https://deb.example.com/Debian'],
    ['https://User:Pass@Example.com/x', 'https://User:Pass@example.com/x'],
    ['file:/srv/Apt/', 'file:/srv/Apt'],
    ['cdrom:[Debian]/', 'cdrom:[Debian]'],
  ])('writes %j as %j', (uri, plain) => expect(plainUri(uri)).toBe(plain))
  it.each(['', 'main', 'ppa:owner', 'https://a b', 'a.test/x'])('refuses %j', (name) => {
    expect(() => aptRepository(name).definition.key?.(name, undefined)).toThrow(ConfigError)
  })
})
