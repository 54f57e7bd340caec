import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { apk, apkPackages } from '../../src/resources/packages/apk.ts'
import { dpkgPackages } from '../../src/resources/packages/dpkg.ts'
import { pacman, pacmanPackages } from '../../src/resources/packages/pacman.ts'
import { rpmPackages } from '../../src/resources/packages/rpm.ts'
import { compareVersions, satisfies } from '../../src/resources/packages/versions.ts'
import { anAnswer, aPlatform, run, shells } from './live/ask.ts'
import { fixture } from './live/fixture.ts'

describe('pacman', () => {
  const states = pacman.parse(fixture('pkg/pacman-7.0'), ['tiny', 'epochal', 'tin', 'sh'], aPlatform())

  it('is read', () => {
    expect(states.get('tiny')).toMatchObject({ exists: true, system: 'pacman', version: '1.0-1', held: undefined })
    expect(states.get('epochal')).toMatchObject({ version: '2:1.5rc1-3' })
    expect(states.get('tin')).toEqual({ exists: false, status: 'not-installed' })
    expect(states.get('sh')).toEqual({ exists: false, status: 'not-installed' })
  })

  it.each(['pacman-empty', 'pacman-unreadable'])('says nothing of what is missing in %s', (name) => {
    expect(pacmanPackages.parse(fixture(`pkg/${name}`), aPlatform())).toBeInstanceOf(Unknown)
  })

  it.each([
    ['pacman 7.0.0-1\ntiny 1.0', 'error: error reading tiny'],
    ['pacman 7.0.0-1\ntiny', ''],
    ['tiny 1.0-1\n', ''],
  ])('%j with %j is no list', (stdout, stderr) => {
    expect(pacmanPackages.parse(anAnswer({ stdout, stderr }), aPlatform())).toBeInstanceOf(Unknown)
  })
})

describe('apk', () => {
  // Written after the format, apk-installed(5): no host with apk could be had.
  const block = (name: string, version: string) => `P:${name}\nV:${version}\nA:x86_64\n\n`
  const database = block('musl', '1.2.5-r0') + block('busybox', '1.36.1-r29') + block('apk-tools', '2.14.4-r0')
  const parse = (stdout: string, more = {}) => apkPackages.parse(anAnswer({ stdout, ...more }), aPlatform())

  it('is read', () => {
    const states = apk.parse(anAnswer({ stdout: `${database}end\n` }), ['busybox', 'busy', 'musl'], aPlatform())
    expect(states.get('busybox')).toMatchObject({ system: 'apk', version: '1.36.1-r29', architecture: 'x86_64' })
    expect(states.get('busy')).toEqual({ exists: false, status: 'not-installed' })
  })

  it.each([
    ['', { exitCode: 2, stderr: 'sed: /lib/apk/db/installed: Permission denied' }],
    ['end\n', {}],
    [database, {}],
    [`${database.slice(0, -12)}\n\nend\n`, {}],
    [`${block('musl', '1.2.5-r0')}end\n`, {}],
  ])('%j is no list', (stdout, more) => {
    expect(parse(stdout, more)).toBeInstanceOf(Unknown)
  })

  it.each(shells)('takes what is wanted out of a database with everything: %s', (...shell) => {
    const whole = 'C:Q1=\nP:apk-tools\nV:2.14.4-r0\nA:x86_64\nS:1\nF:sbin\nR:apk\na:0:0:755\nZ:Q1=\n\n'
    const script = apkPackages.ask(aPlatform()).text.replace('/lib/apk/db/installed', '/dev/stdin')
    const { stdout } = run({ text: `printf %s '${whole}' | { ${script}\n}` } as never, shell)
    expect(parse(stdout)).toMatchObject([{ name: 'apk-tools', version: '2.14.4-r0' }])
  })
})

describe('all packages', () => {
  it('of dpkg, less what only left its configuration', () => {
    const answer = fixture('pkg/dpkg-1.21.23')
    const stderr = answer.stderr
      .split('\n')
      .filter((line) => !line.includes('no packages found'))
      .join('\n')
    const listed = dpkgPackages.parse(
      { ...answer, stdout: `dpkg\tinstall ok installed\t1.21\tamd64\n${answer.stdout}`, stderr, exitCode: 0 },
      aPlatform(),
    )
    const names = (listed as readonly { name: string }[]).map(({ name }) => name)
    expect(names).toContain('tiny-held')
    expect(names).not.toContain('tiny-removed')
    expect(dpkgPackages.parse({ ...answer, exitCode: 2 }, aPlatform())).toBeInstanceOf(Unknown)
  })

  it('of rpm, less the keys that they are signed with', () => {
    const line = (name: string) => `package\t${name}\t(none)\t1.0\t1\tnoarch\n`
    const answer = anAnswer({ stdout: `${line('tiny')}${line('gpg-pubkey')}provides rpm: rpm\n` })
    expect(rpmPackages.parse(answer, aPlatform())).toMatchObject([{ name: 'tiny' }])
    expect(rpmPackages.parse({ ...answer, stdout: '', exitCode: 1 }, aPlatform())).toBeInstanceOf(Unknown)
  })
})

const has = (tool: string) => run({ text: `command -v ${tool}` } as never).exitCode === 0
const vercmp = (left: string, right: string) => Number(execFileSync('vercmp', [left, right]).toString())

describe('versions', () => {
  it.runIf(has('vercmp'))("are compared as pacman's own vercmp does", { timeout: 60_000 }, () => {
    const piece = fc.constantFrom('1', '0', '01', '10', 'a', 'rc', 'beta', '.', '-', '..', '_', '+', ':', '2')
    const version = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('').replace(/^-+/, ''))
    fc.assert(
      fc.property(version, version, (left, right) => {
        expect(Math.sign(compareVersions.pacman(left, right))).toBe(vercmp(left, right))
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['apk', '1.2_alpha', '<', '1.2_beta1'],
    ['apk', '1.2_rc1-r5', '<', '1.2-r0'],
    ['apk', '1.2', '<', '1.2_p1'],
    ['apk', '1.2-r9', '<', '1.2-r10'],
    ['apk', '1.2b', '<', '1.2c-r1'],
    ['apk', '1.02', '<', '1.1'],
    ['apk', '1.07', '<', '1.07-r1'],
    ['apk', '10.0', '>', '9.9.9'],
    ['apk', '1.2_git20230717-r4', '>', '1.2-r9'],
    ['apk', '1.0_p10', '>', '1.0_p9'],
    ['apk', '1.0', '=', '1.0'],
    ['gem', '1.0.0.rc1', '<', '1.0'],
    ['gem', '1.0', '=', '1.0.0'],
    ['gem', '1.10', '>', '1.9'],
    ['gem', '1.0.a2', '<', '1.0.b1'],
    ['gem', '2.0.0-x', '<', '2.0.0'],
    ['pecl', '5.3.7RC1', '<', '5.3.7'],
    ['pecl', '5.3.7', '<', '5.3.7pl1'],
    ['pecl', '1.0.0-dev', '<', '1.0.0alpha1'],
    ['pecl', '1.0', '<', '1.0.0'],
    ['cpan', '1.10', '<', '1.9'],
    ['cpan', 'v1.10', '>', 'v1.9'],
    ['cpan', '1.5', '=', 'v1.500'],
    ['cpan', '2.97001', '>', '2.97'],
    ['npm', '1.0.0-rc.1', '<', '1.0.0'],
    ['npm', '1.2.3', '=', '1.2.3+build'],
    ['npm', '1.10', '>', '1.9.9'],
    ['cargo', '0.10.0', '>', '0.9.0'],
    ['pip', '1.0rc1', '<', '1.0'],
    ['pip', '1.0', '=', '1.0.0'],
    ['pip', '1.0.post1', '>', '1.0'],
    ['pip', '1!0.1', '>', '2.0'],
  ] as const)('of %s: %s %s %s', (system, left, sign, right) => {
    const wanted = { '<': -1, '=': 0, '>': 1 }[sign]
    expect(Math.sign(compareVersions[system](left, right))).toBe(wanted)
    expect(Math.sign(compareVersions[system](right, left))).toBe(wanted === 0 ? 0 : -wanted)
  })

  it.each([
    ['gem', '7.1.2', '~> 7.1', true],
    ['gem', '8.0', '~> 7.1', false],
    ['gem', '7.1.2', '~> 7.1.3', false],
    ['gem', '7.1.2', '>= 7, != 7.1.2', false],
    ['npm', '4.17.21', '^4.17', true],
    ['npm', '5.0.0', '^4.17 || ^3', false],
    ['cargo', '1.2.9', '1.2', true],
    ['cargo', '2.0.0', '1.2', false],
    ['cargo', '1.2.9', '>=1.2, <1.3', true],
    ['pip', '2.9.1', '>=2,<3', true],
    ['pip', '3.0', '~=2.1', false],
    ['cpan', '4.16', '>= 4, < 5', true],
    ['pecl', '5.3.7', '5.3.7', true],
  ] as const)('of %s: %s is %s: %s', (system, version, requirement, answer) => {
    expect(satisfies(system, version, requirement)).toBe(answer)
  })

  it.each([
    ['dpkg', '1', '>= 1'],
    ['gem', '1', '=> 1'],
    ['npm', '1.0.0', 'not a range'],
    ['pip', '1', 'one'],
  ] as const)('of %s: %s cannot be held against %s', (system, version, requirement) => {
    expect(() => satisfies(system, version, requirement)).toThrow(ConfigError)
  })

  it('that are none are refused', () => {
    expect(() => compareVersions.pip('1.0', 'one')).toThrow(ConfigError)
    expect(() => compareVersions.npm('1.0.0', 'x')).toThrow(ConfigError)
  })
})
