import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown, type Comparison, type EvidenceContext } from '../../src/resources/define-resource.ts'
import { dpkg } from '../../src/resources/packages/dpkg.ts'
import { rpm } from '../../src/resources/packages/rpm.ts'
import type { PackageState } from '../../src/resources/packages/state.ts'
import { pkg, type VersionRange } from '../../src/resources/pkg.ts'
import { anAnswer, aPlatform, askHere, run, shells } from './live/ask.ts'
import { fixture } from './live/fixture.ts'

const { definition } = pkg('nginx')
const { toBeInstalled, toHaveVersion, toBeHeld } = definition.matchers
const keyOf = definition.key as (name: string) => string

/** What the fixtures of dpkg were asked for. */
const asked = (
  'tiny-held tiny-removed tiny-half-configured tiny-unpacked tiny-half-installed tiny-multi tiny-multi:i386 ' +
  'tiny-interest tiny-waits tiny-careless bash tinydns nope adduser:all ba*'
).split(' ')

describe.each(['dpkg-1.20.14', 'dpkg-1.21.23', 'dpkg-1.22.22'])('%s', (name) => {
  const states = dpkg.parse(fixture(`pkg/${name}`), asked, aPlatform())
  const state = (key: string): PackageState => asState(states.get(key))

  it.each([
    ['bash', true],
    ['adduser:all', true],
    ['tiny-careless', true],
    ['tiny-held', true],
    ['tiny-interest', true],
    ['tiny-waits', true],
    ['tiny-multi', true],
    ['tiny-multi:i386', true],
    ['tiny-removed', false],
    ['tinydns', false],
    ['nope', false],
  ])('%s is installed: %s', (key, installed) => {
    expect(toBeInstalled(state(key))).toBe(installed)
  })

  it.each(['tiny-half-configured', 'tiny-unpacked', 'tiny-half-installed'])(
    '%s is neither installed nor not',
    (key) => {
      expect(state(key)).toMatchObject({ exists: true, status: key.replace('tiny-', '') })
      expect(toBeInstalled(state(key))).toBeInstanceOf(Unknown)
      expect(toHaveVersion(state(key), '1.0')).toEqual(toBeInstalled(state(key)))
      expect(toHaveVersion(state(key), { below: '99' })).toEqual(toBeInstalled(state(key)))
    },
  )

  it('does not take a glob for a name', () => {
    expect(states.has('ba*')).toBe(true)
    expect(states.get('ba*')).toBeUndefined()
  })

  it('has everything about one', () => {
    expect(state('tiny-held')).toEqual({
      exists: true,
      system: 'dpkg',
      status: 'installed',
      version: '1:2.0-3',
      versions: ['1:2.0-3'],
      architecture: 'all',
      architectures: ['all'],
      held: true,
    })
    expect(state('tiny-multi')).toMatchObject({ versions: ['1.0-1'], architectures: ['amd64', 'i386'], held: false })
    expect(state('tiny-multi:i386')).toMatchObject({ architectures: ['i386'] })
    expect(state('tiny-removed')).toEqual({ exists: false, status: 'config-files' })
    expect(state('nope')).toEqual({ exists: false, status: 'not-installed' })
  })

  it('knows what is held', () => {
    expect(toBeHeld(state('tiny-held'))).toBe(true)
    expect(toBeHeld(state('bash'))).toBe(false)
    expect(toBeHeld(state('nope'))).toBe('absent')
  })
})

describe('dpkg', () => {
  const wants = ['unknown', 'install', 'hold', 'deinstall', 'purge']
  const settled = ['installed', 'triggers-awaited', 'triggers-pending']
  const gone = ['not-installed', 'config-files']
  const broken = ['unpacked', 'half-configured', 'half-installed']
  const own = 'dpkg\tinstall ok installed\t1.21.22\tamd64\n'
  const one = (triple: string): PackageState => {
    const stdout = `${own}a\t${triple}\t1.0-1\tall\nend:\n`
    return asState(dpkg.parse(anAnswer({ stdout }), ['a'], aPlatform()).get('a'))
  }

  describe.each(wants)('when one wants to %s', (want) => {
    it.each(settled)('%s is installed', (status) => {
      expect(toBeInstalled(one(`${want} ok ${status}`))).toBe(true)
    })
    it.each(gone)('%s is not', (status) => {
      expect(toBeInstalled(one(`${want} ok ${status}`))).toBe(false)
    })
    it.each(broken)('%s cannot be told', (status) => {
      expect(toBeInstalled(one(`${want} ok ${status}`))).toBeInstanceOf(Unknown)
    })
    it('is broken when it must be installed again', () => {
      expect(toBeInstalled(one(`${want} reinstreq installed`))).toBeInstanceOf(Unknown)
    })
  })

  // dash and zlib1g are on that host, nope is not
  it('says what is missing', () => {
    const states = dpkg.parse(fixture('pkg/dpkg-absent'), ['dash', 'zlib1g', 'nope'], aPlatform())
    expect([...states.values()].map((state) => asState(state).exists)).toEqual([true, true, false])
  })

  it.each(['dpkg-cut', 'dpkg-cut-at-a-line', 'dpkg-garbage', 'dpkg-empty', 'dpkg-missing', 'dpkg-unreadable'])(
    '%s: zlib1g is there, and cannot be told',
    (name) => {
      const states = dpkg.parse(fixture(`pkg/${name}`), ['zlib1g'], aPlatform())
      expect(states.get('zlib1g')).toBeInstanceOf(Unknown)
    },
  )

  it.each([
    ['no dpkg-query', { exitCode: 127, stderr: 'sh: 1: dpkg-query: not found\n' }],
    ['one that cannot be run', { exitCode: 126, stderr: 'sh: 1: dpkg-query: Permission denied\n' }],
    ['sudo that refuses', { exitCode: 1, stderr: 'sudo: a password is required\n' }],
    ['nothing', { stdout: '' }],
    ['half a line', { stdout: `${own}a\tinstall ok inst` }],
    ['a state that nobody knows', { stdout: `${own}a\tinstall ok mended\t1.0\tall\nend:\n` }],
    ['something else', { stdout: `Welcome to web-1!\n${own}end:\n` }],
    ['a database that is wrong', { exitCode: 2, stdout: `${own}end:\n`, stderr: missing('a') }],
    [
      'a complaint beside it',
      { exitCode: 1, stdout: `${own}end:\n`, stderr: `${missing('a')}dpkg-query: error: I/O\n` },
    ],
    ['a name that it only begins with', { exitCode: 1, stdout: `${own}end:\n`, stderr: missing('a.b') }],
  ])('cannot tell from %s', (_, answer) => {
    const state = dpkg.parse(anAnswer(answer), ['a'], aPlatform()).get('a')
    expect(state === undefined || state instanceof Unknown).toBe(true)
  })
})

const rpmAsked = ['tiny', 'epochal', 'kernel-core', 'tilde', 'nope', 'tiny.noarch', 'tiny-1.18.0', "it's"]

describe('rpm', () => {
  const states = rpm.parse(fixture('pkg/rpm-4.18'), rpmAsked, aPlatform())
  const state = (key: string): PackageState => asState(states.get(key))

  it('says what is there and what is not', () => {
    const told = rpmAsked.filter((key) => key !== 'tiny-1.18.0')
    expect(told.filter((key) => toBeInstalled(state(key)) === true)).toEqual([
      'tiny',
      'epochal',
      'kernel-core',
      'tilde',
      'tiny.noarch',
    ])
    expect(told.filter((key) => toBeInstalled(state(key)) === false)).toEqual(['nope', "it's"])
  })

  it('has all versions of one, the newest apart', () => {
    expect(state('kernel-core')).toEqual({
      exists: true,
      system: 'rpm',
      status: 'installed',
      version: '5.14.0-362.8.1.el9',
      versions: ['5.14.0-70.el9', '5.14.0-362.8.1.el9'],
      architecture: 'noarch',
      architectures: ['noarch'],
      held: undefined,
    })
    expect(state('epochal')).toMatchObject({ version: '1:2.4.57-5.el9' })
    expect(state('tilde')).toMatchObject({ version: '2.0~rc1-1^git5' })
  })

  it('does not take a name with a version for a name', () => {
    expect(states.get('tiny-1.18.0')).toBeInstanceOf(Unknown)
  })

  it('does not know what is held', () => {
    expect(toBeHeld(state('tiny'))).toBeInstanceOf(Unknown)
  })

  it.each([
    ['rpm-damaged', fixture('pkg/rpm-damaged')],
    ['rpm-unreadable', fixture('pkg/rpm-unreadable')],
    ['rpm-missing', fixture('pkg/rpm-missing')],
    ['no rpm', anAnswer({ exitCode: 127, stderr: 'sh: 1: rpm: not found\n' })],
    ['sudo that refuses', anAnswer({ exitCode: 1, stderr: 'sudo: a password is required\n' })],
    ['nothing', anAnswer({ stdout: '' })],
    ['half a line', anAnswer({ stdout: 'package\ttiny\t(none)\t1.18' })],
    [
      'a damaged header',
      anAnswer({ stdout: 'package\ttiny\t(none)\t1\t1\tnoarch\n', stderr: 'error: rpmdbNextIterator: skipping h#7\n' }),
    ],
  ])('cannot tell from %s', (_, answer) => {
    const told = rpm.parse(answer, ['tiny', 'nope'], aPlatform())
    for (const key of ['tiny', 'nope']) expect(told.get(key)).toBeInstanceOf(Unknown)
  })

  it('minds no warning', () => {
    const answer = {
      ...fixture('pkg/rpm-4.18'),
      stderr: 'warning: Found bdb Packages database while attempting sqlite backend\n',
    }
    expect(rpm.parse(answer, ['tiny'], aPlatform()).get('tiny')).toMatchObject({ exists: true })
  })
})

describe('toHaveVersion', () => {
  const debian = asState(dpkg.parse(fixture('pkg/dpkg-1.21.23'), asked, aPlatform()).get('tiny-held'))
  const kernels = asState(rpm.parse(fixture('pkg/rpm-4.18'), rpmAsked, aPlatform()).get('kernel-core'))
  const plain = asState(rpm.parse(fixture('pkg/rpm-4.18'), rpmAsked, aPlatform()).get('tiny'))

  it.each<[PackageState, string | VersionRange, boolean]>([
    [debian, '1:2.0-3', true],
    [debian, '1:2.0-4', false],
    [debian, '2:2.0-3', false],
    [debian, { atLeast: '1:2.0' }, true],
    [debian, { below: '1:2.0' }, false],
    [debian, { atLeast: '0:3.0' }, true],
    [debian, { atLeast: '2:1.0' }, false],
    [debian, { above: '1:2.0-3' }, false],
    [debian, { atMost: '1:2.0-3', atLeast: '1:2.0-3' }, true],
    [debian, { below: '1:2.0-3' }, false],
    [debian, { below: '1:2.0-10' }, true],
    [plain, '1.18.0-6.el9', true],
    [plain, '0:1.18.0-6.el9', true],
    [plain, '1.18', false],
    [plain, { atLeast: '1.18.0', atMost: '1.18.0' }, true],
    [plain, { above: '1.18.0' }, false],
    [plain, { below: '1.20' }, true],
    [kernels, '5.14.0-70.el9', true],
    [kernels, '5.14.0-362.8.1.el9', true],
    [kernels, { below: '5.14.0-362' }, true],
    [kernels, { above: '5.14.0-400' }, false],
  ])('%j, %j: %s', (state, expected, pass) => {
    expect((toHaveVersion(state, expected) as Comparison).pass).toBe(pass)
  })

  // To dpkg 1:2.0-3 is newer than 3.0, and an installed 1.18.0-6 is not the 1.18.0 that is not wanted.
  it.each<[PackageState, string | VersionRange, RegExp]>([
    [debian, '2.0-3', /has version 1:2\.0-3, and 2\.0-3 is without an epoch/],
    [debian, { atLeast: '3.0' }, /without an epoch/],
    [debian, { below: '3.0' }, /without an epoch/],
    [debian, '1:2.0', /without a release/],
    [debian, { above: '1:2.0' }, /to dpkg that is above 1:2\.0/],
    [debian, { atMost: '1:2.0' }, /to dpkg that is above 1:2\.0/],
    [debian, { below: 'v3' }, /"v3" is no such version/],
    [debian, { above: '1:v1' }, /is no such version/],
    [plain, '1.18.0', /without a release/],
    [plain, 'v1.18.0', /"v1\.18\.0" is no such version/],
    [plain, { atLeast: 'latest' }, /"latest" is no such version/],
  ])('cannot tell %j by %j', (state, expected, reason) => {
    const said = toHaveVersion(state, expected)
    expect(said).toBeInstanceOf(Unknown)
    expect((said as Unknown).reason).toMatch(reason)
  })

  it.each<string | VersionRange>(['', '1.18\n', ' 1.18', { atLeast: '' }, { below: '2 ' }])(
    'refuses %j',
    (expected) => {
      expect(() => toHaveVersion(plain, expected)).toThrow(ConfigError)
    },
  )

  it('shows all versions', () => {
    expect(toHaveVersion(kernels, '1')).toEqual({
      pass: false,
      expected: '1',
      actual: '5.14.0-70.el9, 5.14.0-362.8.1.el9',
    })
  })

  it('cannot tell where the database has no version', () => {
    const state = { ...debian, version: '', versions: [''] } as PackageState
    expect(toHaveVersion(state, '1')).toBeInstanceOf(Unknown)
    expect(toHaveVersion(state, { below: '1' })).toBeInstanceOf(Unknown)
  })

  it('asks a package that is not there for nothing', () => {
    expect(toHaveVersion({ exists: false, status: 'not-installed' }, '1')).toBe('absent')
  })

  it('refuses no bounds, and bounds that are none', () => {
    expect(() => toHaveVersion(plain, {})).toThrow(ConfigError)
    expect(() => toHaveVersion(plain, { atleast: '1' })).toThrow(/atleast/)
  })
})

describe('pkg', () => {
  it.each([
    'nginx',
    'libc6:i386',
    'g++',
    'python3.11',
    'glibc.x86_64',
    '.postgresql-rundeps',
    'kernel-core',
    'Foo_Bar',
  ])('takes %s', (name) => {
    expect(keyOf(name)).toBe(name)
  })

  it.each(['', ' ', 'a b', '-rf', 'ba*', 'b?sh', '[b]ash', String.raw`d\ash`, 'a\nb', '$(touch x)'])(
    'refuses %j',
    (name) => {
      expect(() => keyOf(name)).toThrow(ConfigError)
    },
  )

  it('shows close names and the candidate', () => {
    const context = {
      key: 'ngnix',
      state: { exists: false },
      platform: aPlatform({ tools: ['apt-cache'] }),
      matcher: 'toBeInstalled',
      negated: false,
    }
    const probes = definition.evidence?.(context as EvidenceContext<PackageState>) ?? []
    expect(probes.map(({ label }: { label: string }) => label)).toEqual(['installed, with a similar name', 'candidate'])
  })
})

const hostile = [
  '$(touch /tmp/infraspec-pwned)',
  "'; touch /tmp/infraspec-pwned; '",
  '-rf',
  '--help',
  'a b',
  'ünï',
  '`id`',
  '',
  'ba*',
]

describe.each(shells)('in %s', (...shell) => {
  const noDpkg = spawnSync('dpkg-query', ['--version']).status === 0 ? '' : ' (skipped: there is no dpkg here)'
  it.skipIf(noDpkg !== '')(`asks the dpkg of this machine${noDpkg}`, () => {
    const states = askHere(dpkg, ['dpkg', 'bash', ...hostile, 'infraspec-nope'], shell)
    expect(states.get('bash')).toMatchObject({ exists: true, system: 'dpkg', status: 'installed' })
    expect(states.get('infraspec-nope')).toEqual({ exists: false, status: 'not-installed' })
    for (const name of hostile) expect(isAbsentOrUnknown(states.get(name))).toBe(true)
    expect(isAbsentOrUnknown(askHere(dpkg, ['a\nb'], shell).get('a\nb'))).toBe(true)
    expect(existsSync('/tmp/infraspec-pwned')).toBe(false)
  })

  const noRpm = spawnSync('rpm', ['--version']).status === 0 ? '' : ' (skipped: there is no rpm here)'
  it.skipIf(noRpm !== '')(`asks the rpm of this machine${noRpm}`, () => {
    const home = mkdtempSync(join(tmpdir(), 'infraspec-rpm-'))
    try {
      const answer = run(rpm.ask(['bash', ...hostile], aPlatform()), shell, { HOME: home })
      const states = rpm.parse(answer, ['bash', ...hostile], aPlatform())
      for (const name of hostile) expect(isAbsentOrUnknown(states.get(name))).toBe(true)
      expect(existsSync('/tmp/infraspec-pwned')).toBe(false)
    } finally {
      rmSync(home, { recursive: true })
    }
  })
})

function isAbsentOrUnknown(state: PackageState | Unknown | undefined): boolean {
  return state === undefined || state instanceof Unknown || !state.exists
}

function missing(name: string): string {
  return `dpkg-query: no packages found matching ${name}\n`
}

function asState(state: PackageState | Unknown | undefined): PackageState {
  if (state === undefined || state instanceof Unknown) throw new Error(`not told: ${state?.reason}`)
  return state
}
