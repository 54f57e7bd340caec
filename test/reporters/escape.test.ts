import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeLine, escapeLines } from '../../reporters/escape.ts'
import { cut, duration, list, shorten, width, wrap } from '../../reporters/text.ts'

const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

describe('escapeLine', () => {
  it.each([
    ['an escape sequence', '\u001b[2Jx', '\\x1b[2Jx'],
    ['a title that is set', '\u001b]0;owned\u0007', '\\x1b]0;owned\\x07'],
    ['the CSI of C1', 'a\u009b31m', 'a\\x9b31m'],
    ['a carriage return', 'failed\rpassed', 'failed\\rpassed'],
    ['a newline and a tab', 'a\n\tb', 'a\\n\\tb'],
    ['DEL and NUL', '\u007f\0', '\\x7f\\x00'],
    ['text turned round', 'a\u202egpj.exe\u202c', 'a\\u202egpj.exe\\u202c'],
    ['isolates', '\u2066a\u2069', '\\u2066a\\u2069'],
    ['line separators', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
    ['what has no width', 'web\u200b-1\ufeff', 'web\\u200b-1\\ufeff'],
    ['half a character', 'a\ud800b', 'a\\ud800b'],
    ['tags beyond 16 bits', '\u{e0041}', '\\u{e0041}'],
    ['commands of CI systems', '##[error]x ##vso[task.complete]', '#\\x23[error]x #\\x23vso[task.complete]'],
    ['letters of any script', 'größe 日本語 🚀 #1 ## [x]', 'größe 日本語 🚀 #1 ## [x]'],
  ])('shows %s', (_, text, expected) => {
    expect(escapeLine(text)).toBe(expected)
  })

  it('leaves nothing that a terminal obeys, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeLine(text)).not.toMatch(CONTROL)
        for (const line of escapeLines(text)) expect(line).not.toMatch(CONTROL)
      }),
    )
  })
})

it('escapeLines keeps lines, drops colours, expands tabs and shows the rest', () => {
  const text = '\u001b[1;31mred\u001b[0m\ta\r\nab\tc\u001b[2K\n\n'
  expect(escapeLines(text)).toEqual(['red     a', 'ab      c\\x1b[2K'])
})

describe('text', () => {
  it('is as wide as a terminal makes it', () => {
    expect([width('abc'), width('日本'), width('e\u0301'), width('🚀')]).toEqual([3, 4, 1, 2])
  })

  it('is cut and wrapped to its width and loses nothing when wrapped', () => {
    expect([cut('日本語', 5), cut('abc', 3), cut('abcd', 3)]).toEqual(['日本…', 'abc', 'ab…'])
    expect(wrap('one two three', 8)).toEqual(['one two', 'three'])
    expect(wrap('日a', -3)).toEqual(['日', 'a'])
    expect(wrap('aaaa\u202fbb', 5)).toEqual(['aaaa\u202f', 'bb'])
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }).map(escapeLine), fc.integer({ min: 2, max: 20 }), (text, columns) => {
        const lines = wrap(text, columns)
        expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(columns)
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      }),
    )
  })

  it('is shortened in the middle, and only when that saves lines', () => {
    const lines = [...'abcdefgh']
    expect(shorten(lines, 2, 3)).toEqual(['a', 'b', '… 3 more lines', 'f', 'g', 'h'])
    expect(shorten(lines, 3, 4)).toBe(lines)
  })

  it('names a few and counts the rest', () => {
    expect(list(['a', 'b', 'c'])).toBe('a, b, c')
    expect(list(['a', 'b', 'c', 'd'])).toBe('a, b and 2 more')
    expect(list(['a', 'b', 'c', 'd'], true)).toBe('a, b, c, d')
  })

  it('says durations as people do', () => {
    expect([0, 999, 1240, 9960, 65_000, 184_000].map(duration)).toEqual([
      '0 ms',
      '999 ms',
      '1.2 s',
      '10 s',
      '65 s',
      '3 min 4 s',
    ])
  })
})
