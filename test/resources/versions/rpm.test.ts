import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareRpmVersions, compareSegments } from '../../../src/resources/versions/rpm.ts'

// from rpm's own tests/rpmvercmp.at
const segments: readonly (readonly [string, '<' | '=' | '>', string])[] = [
  ['1.0', '=', '1.0'],
  ['1.0', '<', '2.0'],
  ['2.0.1', '>', '2.0'],
  ['2.0.1a', '>', '2.0.1'],
  ['5.5p1', '<', '5.5p2'],
  ['5.5p10', '>', '5.5p1'],
  ['10xyz', '<', '10.1xyz'],
  ['xyz10', '<', 'xyz10.1'],
  ['xyz.4', '<', '8'],
  ['xyz.4', '<', '2'],
  ['5.5p2', '<', '5.6p1'],
  ['5.6p1', '<', '6.5p1'],
  ['6.0.rc1', '>', '6.0'],
  ['10b2', '>', '10a1'],
  ['7.4.052', '=', '7.4.52'],
  ['2_0', '=', '2.0'],
  ['a+', '=', 'a_'],
  ['1.0~rc1', '<', '1.0'],
  ['1.0~rc1', '<', '1.0~rc2'],
  ['1.0~rc1~git123', '<', '1.0~rc1'],
  ['1.0^', '>', '1.0'],
  ['1.0^git1', '<', '1.01'],
  ['1.0^git1', '<', '1.0^git2'],
  ['1.0^20160101', '<', '1.0.1'],
  ['1.0^20160101^git1', '>', '1.0^20160101'],
  ['1.0~rc1^git1', '>', '1.0~rc1'],
  ['1.0^git1~pre', '<', '1.0^git1'],
  ['1b.fc17', '<', '1.fc17'],
  ['1g.fc17', '>', '1f.fc17'],
]

const whole: readonly (readonly [string, '<' | '=' | '>', string])[] = [
  ['1.18.0-6.el9', '=', '0:1.18.0-6.el9'],
  ['1.18.0-6.el9', '=', '1.18.0'],
  ['1.18.0-6.el9', '<', '1.18.0-10.el9'],
  ['1:1.0-1', '>', '2.0-1'],
  ['5.14.0-70.el9', '<', '5.14.0-362.8.1.el9'],
  ['2.0~rc1-1', '<', '2.0'],
]

describe('versions of rpm', () => {
  it.each(segments)('%s %s %s', (left, sign, right) => {
    expect(signOf(compareSegments(left, right))).toBe(sign)
    expect(signOf(compareSegments(right, left))).toBe({ '<': '>', '>': '<', '=': '=' }[sign])
  })

  it.each(whole)('%s %s %s, with epoch and release', (left, sign, right) => {
    expect(signOf(compareRpmVersions(left, right))).toBe(sign)
  })

  it.each(['', ':', '-', 'a:1', '1:', '~', '^', 'ü', ' '])('never throws on %j', (odd) => {
    expect(compareRpmVersions(odd, odd)).toBe(0)
    expect(Number.isFinite(compareRpmVersions(odd, '1.0'))).toBe(true)
  })

  const reason = spawnSync('rpm', ['--version']).status === 0 ? '' : ' (skipped: there is no rpm here)'
  it.skipIf(reason !== '')(`agrees with rpm itself${reason}`, () => {
    const parts = ['0', '1', '9', '10', '01', 'a', 'rc', 'Z', '.', '_', '+', '~', '^']
    const part = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 7 }).map((all) => all.join(''))
    const pairs = [
      ...fc.sample(fc.tuple(part, part), { numRuns: 1000, seed: 7 }),
      ...segments.map(([a, , b]) => [a, b] as const),
    ]
    const asked = pairs.map(([left, right]) => `print(rpm.vercmp("${left}","${right}").." ")`).join(' ')
    const { stdout } = spawnSync('rpm', ['--eval', `%{lua: ${asked}}`], { encoding: 'utf8' })
    const expected = stdout.trim().split(' ').map(Number)
    const verdicts = pairs.map(([left, right]) => `${left} ${signOf(compareSegments(left, right))} ${right}`)
    expect(verdicts).toEqual(pairs.map(([left, right], index) => `${left} ${signOf(expected[index] ?? 9)} ${right}`))
  })
})

function signOf(order: number): '<' | '=' | '>' {
  return order < 0 ? '<' : order > 0 ? '>' : '='
}
