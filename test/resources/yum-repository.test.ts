import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { yumSources } from '../../src/resources/repositories/yum.ts'
import { yumRepositories, yumRepository, type YumRepositoryState } from '../../src/resources/yum-repository.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

const files = yumRepository('a').definition.providers['files'] as Parameters<typeof parsed>[0]

describe('what hosts answered', () => {
  it.each(captures('yum-repository/state'))('$host, $name', (capture) => {
    expect(parsed(files, capture)).toEqual(capture.expected)
  })
})

describe('the files of yum', () => {
  const read = (text: string, more = {}) =>
    yumSources.parse(answer(`/a.repo\n${text.replaceAll(/^/gm, ' ')}\n=\n`, more), debian)

  it('switch a repository on where they do not say', () => {
    expect(read('[a]\nenabled=False\n[b]\n')).toMatchObject([
      { enabled: false },
      { enabled: true, gpgCheck: undefined },
    ])
  })
  it('may have a comment behind the name of one', () => {
    const found = read('[a]\nenabled=1\n[b] # off\nenabled=0\n')
    expect(found).toMatchObject([
      { id: 'a', enabled: true },
      { id: 'b', enabled: false },
    ])
  })
  it.each([
    ['other folders count', read('[main]\nreposdir=/srv/repos')],
    ['one is named twice', read('[a]\n[a]')],
    ['a line is none', read('[a]\nenabled=1\n[b\nenabled=0\n')],
    ['a switch is neither on nor off', read('[a]\nenabled = 0 # for now\n')],
    ['signatures are neither checked nor not', read('[a]\ngpgcheck=maybe\n')],
    ['a file cannot be read', read('', { exitCode: 1, stderr: 'sed: Permission denied' })],
    ['the end is missing', yumSources.parse(answer('/a.repo\n [a]\n'), debian)],
  ])('could not be told when %s', (_, said) => expect(said).toBeInstanceOf(Unknown))
  it('are those of a host with rpm', () => {
    const redhat = { ...debian, packages: 'rpm' as const, os: { ...debian.os, family: 'redhat' as const } }
    expect([redhat, debian].map(yumSources.on)).toEqual([true, false])
  })
  it('are a list too', () => expect(yumRepositories().definition.providers['files']).toHaveProperty('parse'))
})

describe('yumRepository()', () => {
  const source = {
    id: 'epel',
    name: 'EPEL',
    baseUrls: ['https://a.test'],
    mirrors: undefined,
    gpgKeys: ['file:///k'],
    path: '',
  }
  const present: YumRepositoryState = { exists: true, ...source, enabled: true, gpgCheck: true }
  it.each<[string, YumRepositoryState, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toBeEnabled', present, [], 'true'],
    ['toBeEnabled', { ...present, enabled: false }, [], 'false'],
    ['toBeEnabled', { exists: false }, [], 'false'],
    ['toHaveBaseUrl', present, ['https://a.test/'], 'true'],
    ['toHaveBaseUrl', present, ['https://a'], 'false'],
    ['toHaveBaseUrl', { ...present, baseUrls: [] }, ['https://a'], 'absent'],
    ['toHaveBaseUrl', { exists: false }, ['https://a'], 'absent'],
    ['toCheckSignatures', present, [], 'true'],
    ['toCheckSignatures', { ...present, gpgCheck: false }, [], 'false'],
    ['toCheckSignatures', { ...present, gpgCheck: undefined }, [], 'unknown'],
    ['toHaveSigningKey', present, ['file:///k'], 'true'],
    ['toHaveSigningKey', present, ['file:///'], 'false'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(yumRepository('epel'), matcher, state, ...args))).toBe(expected)
  })
  it.each(['', 'a b', '[epel]'])('refuses %j', (id) => {
    expect(() => yumRepository(id).definition.key?.(id, undefined)).toThrow(ConfigError)
  })
})
