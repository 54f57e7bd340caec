import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../src/errors.ts'
import { Unknown } from '../../../src/resources/define-resource.ts'
import { file } from '../../../src/resources/file.ts'
import { hasValue, type Format, type Path } from '../../../src/resources/files/structured.ts'
import { phrase } from '../../../src/spec/titles.ts'
import { verdict } from '../support/matchers.ts'

const texts: Readonly<Record<Format, string>> = {
  JSON: '{"a":{"b":[0,{"c":true}]},"with.dot":1,"nothing":null}',
  YAML: 'a:\n  b: [0, {c: true}]\nwith.dot: 1\nnothing: null\n',
  TOML: '"with.dot" = 1\n[a]\nb = [0, {c = true}]\nd = 2026-01-01T00:00:00Z\n',
  INI: 'top = x\n[a]\nb = text\nflag = true\n',
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
    ['JSON', 'a.b[1].c', ['true'], false],
    ['YAML', 'a.b[1].c', [true], true],
    ['YAML', 'a.b[2]', [], false],
    ['TOML', ['with.dot'], [1], true],
    ['TOML', 'a.b[1]', [{ c: true }], true],
    ['INI', 'a.b', ['text'], true],
    ['INI', 'top', ['x'], true],
    ['INI', 'a.b', ['tex'], false],
  ])('of %s: %s with %j is %s', (format, path, wanted, pass) => {
    expect(hasValue(format, texts[format], path, wanted)).toMatchObject({ pass })
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
  ])('know when it was modified: %o is %s', (wanted, pass) => {
    const state = { exists: true, type: 'file', modified: '2026-06-01T12:00:00Z' } as never
    expect(verdict(file('/x'), 'toBeModified', state, wanted)).toMatchObject({ pass })
    expect(() => verdict(file('/x'), 'toBeModified', state, {})).toThrow(ConfigError)
    expect(() => verdict(file('/x'), 'toBeModified', state, { after: 'yesterday' })).toThrow(ConfigError)
  })
})
