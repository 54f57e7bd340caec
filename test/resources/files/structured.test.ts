import { describe, expect, it, vi } from 'vitest'
import { ConfigError } from '../../../src/errors.ts'
import { Unknown } from '../../../src/resources/define-resource.ts'
import { file } from '../../../src/resources/file.ts'
import { hasValue, type Format, type Path } from '../../../src/resources/files/structured.ts'
import { phrase } from '../../../src/spec/titles.ts'
import { verdict } from '../support/matchers.ts'

const texts: Readonly<Record<Format, string>> = {
  JSON: '{"a":{"b":[0,{"c":true}]},"with.dot":1,"nothing":null}',
  YAML: `a:
  b: [0, {c: true}]
with.dot: 1
nothing: null
debug: yes
since: 2026-01-01
default: &default {pool: 5, adapter: sqlite3}
production:
  <<: *default
  adapter: mysql2
mode: 0644
modes: {octal: 0o644, quoted: '0644', zero: 0, plain: 10, float: 1e3, small: 0.5}
08: key
secret: !vault |
  $ANSIBLE_VAULT;1.1;AES256
`,
  TOML: '"with.dot" = 1\n[a]\nb = [0, {c = true}]\nd = 2026-01-01T00:00:00Z\n',
  INI: 'top = x\n[a]\nb = text\nflag = true\n[sub.section]\nport = 80\nkey.with.dots = 1\n',
}

describe('a value at a path', () => {
  it.each<[Format, Path, readonly unknown[], boolean]>([
    ['JSON', 'a.b[1].c', [true], true],
    ['JSON', 'a.b', [[0, { c: true }]], true],
    ['JSON', 'a.b', [[0]], false],
    ['JSON', 'a.b', [expect.arrayContaining([0])], true],
    ['JSON', 'nothing', [null], true],
    ['JSON', 'nothing', [], true],
    ['JSON', 'a.x', [], false],
    ['JSON', 'a.toString', [], false],
    ['JSON', ['with.dot'], [1], true],
    ['JSON', 'nothing', ['x'], false],
    ['JSON', 'a.b', [[/x/, { c: true }]], false],
    ['YAML', 'a.b[1].c', [true], true],
    ['YAML', 'a.b[2]', [], false],
    ['TOML', ['with.dot'], [1], true],
    ['TOML', 'a.b[1]', [{ c: true }], true],
    ['INI', 'a.b', ['text'], true],
    ['INI', 'top', ['x'], true],
    ['INI', 'a.b', ['tex'], false],
    ['INI', 'a.b', [/^te/], true],
    ['INI', 'a.b', [/^ex/], false],
    ['INI', 'sub.section.port', ['80'], true],
    ['INI', ['sub.section', 'port'], ['80'], true],
    ['INI', ['sub.section', 'key.with.dots'], ['1'], true],
    ['YAML', 'mode', [], true],
    ['YAML', 'modes.quoted', ['0644'], true],
    ['YAML', 'modes.zero', [0], true],
    ['YAML', 'modes.plain', [10], true],
    ['YAML', 'modes.small', [0.5], true],
    ['YAML', '08', ['key'], true],
    ['YAML', 'production.pool', [5], true],
    ['YAML', 'production.adapter', ['mysql2'], true],
    ['YAML', 'secret', [expect.stringContaining('ANSIBLE')], true],
  ])('of %s: %s with %j is %s', (format, path, wanted, pass) => {
    expect(hasValue(format, texts[format], path, wanted)).toMatchObject({ pass })
  })

  it.each<[Path, unknown]>([
    ['mode', 644],
    ['mode', 0o644],
    ['mode', '0644'],
    ['modes.octal', 0o644],
    ['modes.float', 1000],
    ['modes', expect.objectContaining({ plain: 10 })],
  ])('cannot be told of a number that depends on the version of YAML: %s, wanted %s', (path, wanted) => {
    expect(hasValue('YAML', texts.YAML, path, [wanted])).toBeInstanceOf(Unknown)
  })

  it.each<[Format, Path, unknown, string]>([
    ['JSON', 'a.misspelt', 1, 'there is no a.misspelt'],
    ['JSON', 'a.b[7].c', true, 'there is no a.b.7.c'],
    ['JSON', 'a.b[1].c', 'true', 'it is true or false, not a text: true'],
    ['JSON', ['with.dot'], '1', 'it is a number, not a text: 1'],
    ['JSON', ['with.dot'], /1/, 'it is a number, not a text: 1'],
    ['JSON', 'a.b', 0, 'it is a list, not a number: [ 0, { c: true } ]'],
    ['JSON', 'a', ['b'], 'it is a map, not a list: { b: [ 0, [Object] ] }'],
    ['YAML', 'debug', true, "it is a text, not true or false: 'yes'"],
    ['YAML', 'since', new Date('2026-01-01'), "it is a text, not a date: '2026-01-01'"],
    ['YAML', 'production.host', 'localhost', 'there is no production.host'],
    ['INI', 'sub.section.port', 80, "it is a text, not a number: '80'"],
    ['INI', 'a.flag', 'true', 'it is true or false, not a text: true'],
    ['INI', 'b', 'text', 'there is no b'],
  ])('of %s: %s cannot be compared with %j', (format, path, wanted, actual) => {
    const verdict = hasValue(format, texts[format], path, [wanted])
    expect(verdict).toMatchObject({ pass: false, comparable: false, actual })
  })

  it('says nothing on the terminal of a tag that is not known', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    hasValue('YAML', 'a: !\u001b[31m x', 'a', ['x'])
    hasValue('YAML', texts.YAML, 'secret', [])
    expect(warn).not.toHaveBeenCalled()
  })

  it.each<[Format, string]>([
    ['JSON', '{"a":'],
    ['JSON', ''],
    ['YAML', 'a: [1'],
    ['TOML', 'a = '],
  ])('cannot be told of what is no %s: %j', (format, text) => {
    expect(hasValue(format, text, 'a', [])).toBeInstanceOf(Unknown)
  })

  it.each(['', '.', 'a..b', 'a[', 'a[x]'])('%j is no path', (path) => {
    expect(() => hasValue('JSON', '{}', path, [])).toThrow(ConfigError)
  })

  it('is compared with something', () => {
    expect(() => hasValue('JSON', '{"a":1}', 'a', [undefined])).toThrow(ConfigError)
  })
})

describe('content that others may not read', () => {
  const state = (mode: string) => ({ exists: true, type: 'file', mode, content: 'password = hunter2\n' }) as never

  it.each([
    ['toContain', ['password']],
    ['toContainLines', [['password = hunter3']]],
    ['toHaveContent', ['x']],
    ['toHaveIni', ['password', 'x']],
  ] as const)('is not shown by %s', (matcher, args) => {
    expect(JSON.stringify(verdict(file('/x'), matcher, state('0640'), ...args))).not.toContain('hunter2')
    expect(JSON.stringify(verdict(file('/x'), matcher, state('0640'), ...args))).toContain('0640')
  })

  it('is shown where they may', () => {
    expect(JSON.stringify(verdict(file('/x'), 'toHaveContent', state('0644'), 'x'))).toContain('hunter2')
  })
})

describe('other matchers', () => {
  it('show a mode in octal digits', () => {
    const link = { matcher: 'toHaveMode', args: [0o644], negated: false, timing: undefined }
    expect(phrase(file('/x'), link)).toBe('has mode "0644"')
  })

  it.each([
    [{ after: '2026-01-01' }, true],
    [{ after: '2026-01-01', before: '2026-01-02' }, false],
    [{ before: '2026-06-01T12:00:01Z' }, true],
    [{ before: '2026-06-01T12:00:01+01:00' }, false],
  ])('know when it was modified: %o is %s', (wanted, pass) => {
    const state = { exists: true, type: 'file', modified: '2026-06-01T12:00:00Z' } as never
    expect(verdict(file('/x'), 'toBeModified', state, wanted)).toMatchObject({ pass })
    expect(() => verdict(file('/x'), 'toBeModified', state, {})).toThrow(ConfigError)
    for (const after of ['yesterday', '1', '2026-13-01', '2026-01-01T12:00', '1 Jan 2026'])
      expect(() => verdict(file('/x'), 'toBeModified', state, { after })).toThrow(ConfigError)
  })
})
