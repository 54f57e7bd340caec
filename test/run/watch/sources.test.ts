import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { loadProject, loadRole } from '../../../src/run/project/load-project.ts'
import type { RunOptions } from '../../../src/run/options/options.ts'
import { Sources } from '../../../src/run/watch/sources.ts'
import { makeProject } from '../project.ts'

const FILES = {
  'roles/app.ts': "import { names } from '../lib/names.ts'\nexport default { specs: names }",
  'lib/names.ts': "export const names = ['a', 'b']",
  'lib/shared.ts': "export { deep } from './deep.js'",
  'lib/deep.ts': 'export const deep = 1',
  'specs/a.spec.ts': "import { it } from 'infraspec'\nexport { deep } from '../lib/shared.ts'",
  'specs/b.spec.ts': "import { readFileSync } from 'node:fs'\nexport const later = () => import('../lib/deep.ts')",
  'specs/c.spec.ts': 'export {}',
}

/** A project, of which role app was loaded and these specs were read. */
async function sources(files: Readonly<Record<string, string>> = FILES, read = ['a', 'b', 'c']) {
  const root = makeProject(files)
  const path = (name: string) => join(root, name)
  await loadRole(await loadProject(root), 'app')
  const specs = ['a', 'b', 'c'].map((name) => path(`specs/${name}.spec.ts`))
  const role = { name: 'app', file: path('roles/app.ts'), specs, hosts: [], atLeast: 1, vars: {} }
  const options = { root, roles: [role], folders: { roles: path('roles'), specs: path('specs') } }
  const made = new Sources(options as unknown as RunOptions)
  const load = async (file: string) => {
    await made.modules.find({ wanted: file, importer: undefined, startOffset: 0 }).catch(() => undefined)
    for (const each of (await made.modules.filesOf(file)).files) {
      await made.modules.find({ wanted: each, importer: undefined, startOffset: 0 }).catch(() => undefined)
    }
  }
  // as deep as anything here is
  for (const name of [...read, ...read]) await load(path(`specs/${name}.spec.ts`))
  await made.refresh(options as unknown as RunOptions)
  const effect = (...names: string[]) => {
    const told = made.effectOf(new Set(names.map(path)))
    return told.type === 'specs' ? [...told.specs].map((file) => file.slice(root.length + 7, -8)) : told
  }
  return { made, path, effect }
}

describe('what a save touches', () => {
  it('is the specs that import it, however far away', async () => {
    const { effect } = await sources()
    expect(effect('specs/a.spec.ts')).toEqual(['a'])
    expect(effect('lib/shared.ts')).toEqual(['a'])
    expect(effect('lib/deep.ts')).toEqual(['a', 'b'])
    expect(effect('specs/a.spec.ts', 'specs/c.spec.ts')).toEqual(['a', 'c'])
  })

  it('is nothing where nobody reads it', async () => {
    const { effect } = await sources()
    expect(effect('lib/other.ts', 'report.json', 'specs/.a.spec.ts.swp', 'specs/4913')).toEqual({ type: 'none' })
  })

  it('is everything where a role, what it imports, or the configuration is saved', async () => {
    const { effect } = await sources()
    const reload = { type: 'reload', cause: 'files' }
    expect(effect('roles/app.ts')).toEqual(reload)
    expect(effect('lib/names.ts', 'specs/a.spec.ts')).toEqual(reload)
    expect(effect('infraspec.config.ts')).toEqual(reload)
    expect(effect('roles/other.ts')).toEqual({ type: 'none' })
  })

  it('may be which specs there are', async () => {
    const { effect, path } = await sources()
    writeFileSync(path('specs/new.spec.ts'), '')
    expect(effect('specs/new.spec.ts')).toEqual({ type: 'reload', cause: 'specs' })
    rmSync(path('specs/a.spec.ts'))
    expect(effect('specs/a.spec.ts')).toEqual({ type: 'reload', cause: 'specs' })
  })

  it('is a spec whose imports are not all there, with every module that is saved', async () => {
    const missing = { ...FILES, 'specs/a.spec.ts': "export { x } from '../lib/missing.ts'" }
    const { effect, path } = await sources(missing)
    writeFileSync(path('lib/missing.ts'), 'export const x = 1')
    expect(effect('lib/missing.ts')).toEqual(['a'])
    expect(effect('report.json')).toEqual({ type: 'none' })
    const broken = await sources({ ...FILES, 'specs/a.spec.ts': 'export const x = {{' })
    expect(broken.effect('specs/a.spec.ts')).toEqual(['a'])
    expect(broken.effect('specs/c.spec.ts')).toEqual(['c'])
  })
})

it('watches the folders of all of it, and finds what was saved before it did', async () => {
  const { made, path } = await sources()
  expect(made.folders).toEqual(
    expect.objectContaining(new Set([path('roles'), path('specs'), path('lib'), path('.').slice(0, -1)])),
  )
  utimesSync(path('lib/deep.ts'), new Date(), new Date(Date.now() + 60_000))
  const since = Date.now() + 30_000
  expect(made.savedSince(since, new Set([path('specs')]))).toEqual(new Set([path('lib/deep.ts')]))
  expect(made.savedSince(since, new Set([path('lib')]))).toEqual(new Set())
})
