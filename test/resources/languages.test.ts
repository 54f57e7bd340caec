import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { cargo } from '../../src/resources/languages/cargo.ts'
import { cpan } from '../../src/resources/languages/cpan.ts'
import { gem } from '../../src/resources/languages/gem.ts'
import { languageKey, ofLanguage, type Language } from '../../src/resources/languages/language.ts'
import { npm } from '../../src/resources/languages/npm.ts'
import { pecl } from '../../src/resources/languages/pecl.ts'
import { pip } from '../../src/resources/languages/pip.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { pkg } from '../../src/resources/pkg.ts'
import { resourceTitle } from '../../src/spec/titles.ts'
import { anAnswer, aPlatform, run, shells } from './live/ask.ts'
import { fixture } from './live/fixture.ts'

function states(language: Language, stdout: string, names: readonly string[], stderr = '') {
  const keys = names.map((name) => languageKey({ name }))
  const found = ofLanguage(language).parse(anAnswer({ stdout, stderr }), keys, aPlatform())
  return Object.fromEntries(names.map((name, index) => [name, summary(found.get(keys[index] as string))]))
}

function summary(state: unknown): unknown {
  if (state instanceof Unknown) return `? ${state.reason}`
  const { exists, versions } = state as { exists: boolean; versions?: readonly string[] }
  return exists ? versions?.join(' ') : undefined
}

describe('a captured list', () => {
  it('of gems', () => {
    const { stdout } = fixture('languages/gem-3.6')
    expect(states(gem, stdout, ['tiny', 'csv', 'json', 'jso', 'JSON'])).toEqual({
      tiny: '1.0.0 1.2.0.rc1',
      csv: '3.2.8 3.3.4',
      json: '2.7.2',
      jso: undefined,
      JSON: undefined,
    })
  })

  it('of npm, global and of a project', () => {
    expect(states(npm, fixture('languages/npm-11').stdout, ['npm', 'np'])).toEqual({ npm: '11.19.1', np: undefined })
    const project = states(npm, fixture('languages/npm-project').stdout, ['semver', 'ini', 'gone'])
    expect(project).toEqual({ semver: '7.8.6', ini: '6.0.0', gone: undefined })
  })

  it('of cargo', () => {
    expect(states(cargo, fixture('languages/cargo-1').stdout, ['tiny', 'tin'])).toEqual({
      tiny: '1.2.3',
      tin: undefined,
    })
  })

  // Written after pecl's own source, PEAR/Command/Registry.php.
  it('of pecl', () => {
    const table =
      'Installed packages, channel pecl.php.net:\n=========\nPackage Version State\nredis   5.3.7   stable\n'
    expect(states(pecl, `${table}\n= 0\n`, ['redis', 'red'])).toEqual({ redis: '5.3.7', red: undefined })
    const none = '(no packages installed from channel pecl.php.net)\n\n= 0\n'
    expect(states(pecl, none, ['redis'])).toEqual({ redis: undefined })
  })
})

describe('what is no list', () => {
  it.each<[Language, string]>([
    [gem, '\n= 127\n'],
    [gem, '\n= 0\n'],
    [gem, 'json 2.7\n\n= 0\n'],
    [npm, '{"error":{"code":"EACCES","summary":"permission denied"}}\n= 1\n'],
    [npm, '{"dependencies":\n= 0\n'],
    [pip, 'pip\t25.1\n\n= 0\n'],
    [pecl, 'Fatal error\n\n= 0\n'],
    [cpan, 'JSON::PP\t4.16\n\n= 0\n'],
    [cargo, '[v1]\n"tiny\n= 0\n'],
    [cargo, ''],
  ])('%#', (language, stdout) => {
    const found = ofLanguage(language).parse(anAnswer({ stdout }), [languageKey({ name: 'x' })], aPlatform())
    const state = found.get(languageKey({ name: 'x' }))
    expect(state === undefined || state instanceof Unknown).toBe(true)
  })
})

describe.each(shells)('through %s', (...shell) => {
  const look = (language: Language, keys: readonly string[]) =>
    ofLanguage(language).parse(
      run(ofLanguage(language).ask(keys, aPlatform()), shell, { HOME: '/nonexistent' }),
      keys,
      aPlatform(),
    )

  it("npm's projects are told apart, and nothing is written", () => {
    const folder = mkdtempSync(join(tmpdir(), 'infraspec-npm-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const at = join(folder, "it's a project")
    mkdirSync(join(at, 'node_modules/tiny'), { recursive: true })
    writeFileSync(join(at, 'package.json'), '{"dependencies":{"tiny":"1"}}')
    writeFileSync(join(at, 'node_modules/tiny/package.json'), '{"name":"tiny","version":"1.0.0"}')
    const keys = [
      languageKey({ in: at, name: 'tiny' }),
      languageKey({ in: at, name: 'x' }),
      languageKey({ in: folder, name: 'tiny' }),
    ]
    const before = readdirSync(at, { recursive: true })
    const found = look(npm, keys)
    expect(keys.map((key) => summary(found.get(key)))).toEqual([
      '1.0.0',
      undefined,
      expect.stringContaining('? npm: it has no package.json'),
    ])
    expect(readdirSync(at, { recursive: true })).toEqual(before)
  })

  it('the modules of Perl', () => {
    if (spawnSync('perl', ['-MModule::Metadata', '-e', '1']).status !== 0) return
    const keys = ['strict', "No::Such'; die", 'JSON::PP'].map((name) => languageKey({ name }))
    const found = look(cpan, keys)
    expect(summary(found.get(keys[0] as string))).toMatch(/^\d/)
    expect(summary(found.get(keys[1] as string))).toBeUndefined()
  })

  it('a program that is not there is no answer', () => {
    const key = languageKey({ with: '/nosuch/python', name: 'pip' })
    expect(summary(look(pip, [key]).get(key))).toMatch(/^\? pip: /)
  })
})

describe('pkg by a language', () => {
  it('has a title that says so', () => {
    expect(resourceTitle(pkg('rails', { by: 'gem' }))).toBe('package "rails" (gem)')
    expect(resourceTitle(pkg('django', { by: 'pip', with: '/srv/venv/bin/python' }))).toContain(
      '(pip /srv/venv/bin/python)',
    )
  })

  it.each([
    ['rails', { by: 'bundler' }],
    ['rails', { by: 'gem', in: '/srv' }],
    ['nginx', { with: '/usr/bin/gem' }],
    ['a b', { by: 'gem' }],
    ['*', { by: 'npm' }],
  ])('refuses %s with %o', (name, options) => {
    const { definition } = pkg(name, options as never)
    expect(() => {
      definition.mechanism?.(options as never)
      definition.key?.(name, options as never)
    }).toThrow(ConfigError)
  })

  it('takes scopes of npm, and one spelling of Python for another', () => {
    expect(pkg('x').definition.key?.('@scope/name', { by: 'npm' } as never)).toContain('@scope/name')
    const found = states(pip, 'Foo.Bar_baz\t1.0\nend\n\n= 0\n', ['foo-bar-baz', 'foo'])
    expect(found).toEqual({ 'foo-bar-baz': '1.0', foo: undefined })
  })
})
