import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { mailAlias, type MailAliasState } from '../../src/resources/mail-alias.ts'
import { aliases } from '../../src/resources/mail/aliases.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('mail-alias/state'))('$host, $name', (capture) => {
    expect(parsed(aliases, capture)).toEqual(capture.expected)
  })
})

describe('aliases', () => {
  const read = (text: string, more = {}) => {
    const stdout = `/etc/aliases\n${text.replaceAll(/^/gm, ' ')}\n=\n`
    return aliases.parse(answer(stdout, more), ['root'], debian).get('root')
  }
  it.each([
    ['root: ops', ['ops']],
    ['Root : a@b.test,\n\tc , "d e"@f.test', ['a@b.test', 'c', 'd e@f.test']],
    ['"root": "|/usr/bin/filter -a, -b \\"x\\"", /var/mail/all', ['|/usr/bin/filter -a, -b "x"', '/var/mail/all']],
    ['x: y\nroot: :include:/etc/list', [':include:/etc/list']],
  ])('%j deliver to %o', (text, targets) => expect(read(text)).toMatchObject({ exists: true, targets }))
  it('in a comment are none', () => expect(read('# root: ops\nmyroot: ops')).toEqual({ exists: false }))
  it.each([
    ['a line is none', 'root ops', {}],
    ['a quote is open', 'root: "ops', {}],
    ['it goes nowhere', 'root:', {}],
    ['it is there twice', 'root: a\nROOT: b', {}],
    ['the file cannot be read', '', { exitCode: 1, stderr: 'sed: Permission denied' }],
  ])('could not be told when %s', (_, text, more) => expect(read(text, more)).toBeInstanceOf(Unknown))
})

describe('mailAlias()', () => {
  const present: MailAliasState = { exists: true, name: 'root', targets: ['ops', '/dev/null'], path: '/etc/aliases' }
  it.each<[string, MailAliasState, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toDeliverTo', present, ['ops'], 'true'],
    ['toDeliverTo', present, ['op'], 'false'],
    ['toDeliverTo', { exists: false }, ['ops'], 'absent'],
    ['toDeliverOnlyTo', present, ['/dev/null', 'ops'], 'true'],
    ['toDeliverOnlyTo', present, ['ops'], 'false'],
    ['toDeliverOnlyTo', present, ['ops', 'ops'], 'false'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(mailAlias('root'), matcher, state, ...args))).toBe(expected)
  })
  it('refuses what is no target, and no name', () => {
    expect(() => verdict(mailAlias('root'), 'toDeliverTo', present, undefined)).toThrow(ConfigError)
    expect(() => verdict(mailAlias('root'), 'toDeliverOnlyTo', present)).toThrow(ConfigError)
    expect(() => mailAlias('').definition.key?.('', undefined)).toThrow(ConfigError)
  })
})
