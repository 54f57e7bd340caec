import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findSpecs, restrictSpecs } from '../../../src/run/project/find-specs.ts'
import { loadProject } from '../../../src/run/project/load-project.ts'
import { makeProject } from '../project.ts'

const FILES = {
  'app.spec.ts': '',
  'base.spec.mjs': '',
  'web/tls.spec.ts': '',
  'web/cache.spec.ts': '',
  'helper.ts': '',
}

async function makeSpecs() {
  return loadProject(makeProject(Object.fromEntries(Object.keys(FILES).map((file) => [`specs/${file}`, '']))))
}

async function find(specs: readonly string[] | undefined): Promise<string[]> {
  const project = await makeSpecs()
  const role = { name: 'app', file: join(project.roles, 'app.ts'), options: { specs } }
  return (await findSpecs(project, role)).map((file) => relative(project.specs, file))
}

describe('the specs of a role', () => {
  it.each([
    [undefined, ['app.spec.ts']],
    [
      ['base', 'app'],
      ['base.spec.mjs', 'app.spec.ts'],
    ],
    [['app', 'app', 'app.spec.ts'], ['app.spec.ts']],
    [['web/tls'], ['web/tls.spec.ts']],
    [['web/*'], ['web/cache.spec.ts', 'web/tls.spec.ts']],
    [['**'], ['app.spec.ts', 'base.spec.mjs', 'web/cache.spec.ts', 'web/tls.spec.ts']],
    [
      ['app', 'web/{cache,tls}.spec.ts'],
      ['app.spec.ts', 'web/cache.spec.ts', 'web/tls.spec.ts'],
    ],
  ])('%j are found', async (specs, files) => {
    await expect(find(specs)).resolves.toEqual(files)
  })

  it.each([
    [
      ['bsae'],
      'roles/app.ts names the spec "bsae", and there is none in specs/. Did you mean "base"? Known specs: app, base, web/cache, web/tls',
    ],
    [['web'], 'names the spec "web"'],
    [['db/*'], 'names the spec "db/*"'],
  ])('%j are refused', async (specs, message) => {
    await expect(find(specs)).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringContaining(message) })
  })
})

describe('specs of the command line', () => {
  async function restrict(wanted: (root: string) => readonly string[]) {
    const project = await makeSpecs()
    const path = (name: string) => join(project.specs, name)
    const specs = new Map([
      ['app', [path('base.spec.mjs'), path('app.spec.ts')]],
      ['base', [path('base.spec.mjs')]],
    ])
    const left = restrictSpecs(project, specs, wanted(project.root))
    return [...left].map(([role, files]) => [role, ...files.map((file) => relative(project.specs, file))])
  }

  it('restrict nothing when there are none', async () => {
    await expect(restrict(() => [])).resolves.toHaveLength(2)
  })

  it.each(['app', 'specs/app.spec.ts', './specs/app.spec.ts'])('may be written %s', async (spec) => {
    await expect(restrict(() => [spec])).resolves.toEqual([['app', 'app.spec.ts']])
  })

  it('may be absolute paths', async () => {
    await expect(restrict((root) => [join(root, 'specs/app.spec.ts')])).resolves.toEqual([['app', 'app.spec.ts']])
  })

  it('restrict every role that has them', async () => {
    await expect(restrict(() => ['base'])).resolves.toEqual([
      ['app', 'base.spec.mjs'],
      ['base', 'base.spec.mjs'],
    ])
  })

  it.each([
    ['web/tls', 'Role app, base has no spec "web/tls". It has: base, app'],
    ['ap', 'Did you mean "app"?'],
    ['specs', 'has no spec "specs"'],
  ])('are refused when no role has them: %s', async (spec, message) => {
    await expect(restrict(() => [spec])).rejects.toThrow(message)
  })
})
