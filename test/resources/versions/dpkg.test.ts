import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareDpkgVersions } from '../../../src/resources/versions/dpkg.ts'

// deb-version(7) and the traps of years of Debian
const table: readonly (readonly [string, '<' | '=' | '>', string])[] = [
  ['1.0', '=', '1.0'],
  ['1.0', '=', '0:1.0'],
  ['1.0', '=', '1.0-0'],
  ['1.0-1', '>', '1.0'],
  ['1.0~rc1', '<', '1.0'],
  ['1.0~~', '<', '1.0~'],
  ['1.0~rc1-1', '<', '1.0-1~bpo12+1'],
  ['1.9', '<', '1.10'],
  ['1.010', '=', '1.10'],
  ['1:1.0', '>', '2.0'],
  ['1.0a', '<', '1.0+'],
  ['1.0a', '>', '1.0'],
  ['2.36-9+deb12u9', '<', '2.36-9+deb12u14'],
  ['1.0-2', '<', '1.0-10'],
  ['99999999999999999999999', '>', '99999999999999999999998'],
  ['1-2-3', '>', '1-2'],
]

describe('versions of dpkg', () => {
  it.each(table)('%s %s %s', (left, sign, right) => {
    expect(signOf(compareDpkgVersions(left, right))).toBe(sign)
    expect(signOf(compareDpkgVersions(right, left))).toBe({ '<': '>', '>': '<', '=': '=' }[sign])
  })

  it.each(['', ':', '-', 'a:1', '1:', '~', '^', 'ü', ' ', '\n'])('never throws on %j', (odd) => {
    expect(compareDpkgVersions(odd, odd)).toBe(0)
    expect(Number.isFinite(compareDpkgVersions(odd, '1.0'))).toBe(true)
  })

  const reason = spawnSync('dpkg', ['--version']).status === 0 ? '' : ' (skipped: there is no dpkg here)'
  it.skipIf(reason !== '')(
    `agrees with dpkg itself${reason}`,
    () => {
      const pairs = fc.sample(fc.tuple(version(), version()), { numRuns: 400, seed: 7 })
      const close = pairs.map(([left]) => [left, mutate(left)] as const)
      const all = [...pairs, ...close]
      const asked = all.map(([left, right]) => `compare '${left}' '${right}'`).join('\n')
      const script = `compare() { if dpkg --compare-versions "$1" lt "$2"; then echo '<'; elif dpkg --compare-versions "$1" gt "$2"; then echo '>'; else echo '='; fi; }\n${asked}\n`
      const { stdout } = spawnSync('sh', { input: script, encoding: 'utf8' })
      const verdicts = all.map(([left, right]) => `${left} ${signOf(compareDpkgVersions(left, right))} ${right}`)
      expect(verdicts).toEqual(all.map(([left, right], index) => `${left} ${stdout.split('\n')[index]} ${right}`))
    },
    60_000,
  )
})

/** Versions that dpkg accepts: the upstream part begins with a digit. */
function version(): fc.Arbitrary<string> {
  const part = fc.array(fc.constantFrom('0', '1', '9', '10', '01', 'a', 'rc', 'Z', '.', '+', '~', '~~'), {
    maxLength: 6,
  })
  const epoch = fc.constantFrom('', '', '', '0:', '1:', '2:')
  const revision = fc.option(part, { nil: [] })
  return fc
    .tuple(epoch, part, revision)
    .map(([e, upstream, r]) => `${e}1${upstream.join('')}${r.length > 0 ? `-${r.join('')}` : ''}`)
}

function mutate(version: string): string {
  return /~(?=.)/.test(version) ? version.replace(/~(?=.)/, '') : version.replace(/(\d)(?!.*\d)/, '0$1')
}

function signOf(order: number): '<' | '=' | '>' {
  return order < 0 ? '<' : order > 0 ? '>' : '='
}
