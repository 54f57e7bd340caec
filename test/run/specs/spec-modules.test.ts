import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterEach, describe, expect, it } from 'vitest'

import { SpecModules } from '../../../src/run/specs/spec-modules.ts'
import { makeSpecRunner } from '../../../src/spec/modules/spec-runner.ts'
import { locationIn } from '../../../src/spec/collect/location.ts'
import { makeProject } from '../project.ts'

const { prepareStackTrace } = Error as unknown as Record<'prepareStackTrace', unknown>
afterEach(() => {
  Object.assign(Error, { prepareStackTrace })
})

/** Imports a.spec.ts of a project made of these files, as the evaluating thread does. */
async function load(files: Readonly<Record<string, string>>, file = 'a.spec.ts') {
  const root = makeProject(files)
  const modules = new SpecModules(root)
  const runner = makeSpecRunner((wanted, importer, startOffset) => modules.find({ wanted, importer, startOffset }))
  return { root, exports: (await runner.import(join(root, file))) as Record<string, unknown> }
}

describe('a spec', () => {
  it('is TypeScript that is more than types to strip', async () => {
    const spec = `
      enum Size { Small = 3 }
      interface Sized { readonly size: Size }
      export const sized: Sized = { size: Size.Small } satisfies Sized`
    const { exports } = await load({ 'a.spec.ts': spec })
    expect(exports['sized']).toEqual({ size: 3 })
  })

  it.each(['./port', './port.ts', './port.js'])('imports %s', async (specifier) => {
    const files = {
      'a.spec.ts': `export { port } from '${specifier}'`,
      'port.ts': 'export const port: number = await Promise.resolve(22)',
    }
    expect((await load(files)).exports['port']).toBe(22)
  })

  it('imports JSON, whole and by name', async () => {
    const spec = "import all, { port } from './data.json'\nexport const got = [all, port]"
    const { exports } = await load({ 'a.spec.ts': spec, 'data.json': '{ "port": 22, "a-b": 1 }' })
    expect(exports['got']).toEqual([{ port: 22, 'a-b': 1 }, 22])
  })

  it('imports what Node has, and packages of both kinds', async () => {
    const spec = `import { join } from 'path'
      import { pass } from 'both'
      import common, { named } from 'common'
      export const got = [join('a', 'b'), pass, named, common.named]`
    const files = {
      'a.spec.ts': spec,
      'node_modules/both/package.json':
        '{ "name": "both", "exports": { "import": "./index.mjs", "require": "./no.cjs" } }',
      'node_modules/both/index.mjs': 'export const pass = 1',
      'node_modules/common/package.json': '{ "name": "common", "main": "index.js" }',
      'node_modules/common/index.js': 'exports.named = 2',
    }
    expect((await load(files)).exports['got']).toEqual(['a/b', 1, 2, 2])
  })

  it.each(['{}', '{ "type": "commonjs" }', '{ "type": "module" }'])(
    'knows its place in a project of %s',
    async (manifest) => {
      const spec = 'export const here = [__filename, __dirname, import.meta.filename, typeof require]'
      const { exports, root } = await load({ 'package.json': manifest, 'a.spec.ts': spec })
      expect(exports['here']).toEqual([join(root, 'a.spec.ts'), root, join(root, 'a.spec.ts'), 'function'])
    },
  )

  it('shares with another one what both import, also in a circle', async () => {
    const files = {
      'a.spec.ts': "import { list } from './list'\nimport './b.spec'\nlist.push('a')\nexport { list }",
      'b.spec.ts': "import { list } from './list'\nimport './a.spec'\nlist.push('b')",
      'list.ts': 'export const list: string[] = []',
    }
    expect((await load(files)).exports['list']).toEqual(['b', 'a'])
  })

  it('is told by its own lines in a stack', async () => {
    const spec = `interface Long {
  readonly a: string
}

export function where(): string {
  const unused: Long | undefined = undefined
  return new Error(String(unused)).stack ?? ''
}`
    const { exports, root } = await load({ 'a.spec.ts': spec })
    const stack = (exports['where'] as () => string)()
    expect(locationIn(stack, { home: '/nowhere', root })).toEqual({ file: 'a.spec.ts', line: 7, column: 10 })
  })

  it('that imports what is not there is told what, and by whom', async () => {
    await expect(load({ 'a.spec.ts': "import './nope'" })).rejects.toThrow(
      'cannot import "./nope" from a.spec.ts: there is no such file',
    )
    await expect(load({ 'a.spec.ts': "import 'no-such-package'" })).rejects.toThrow(
      'cannot import "no-such-package" from a.spec.ts: it is not installed',
    )
  })

  it('with a mistake in its grammar is told where', async () => {
    await expect(load({ 'a.spec.ts': 'const a = 1\nconst b: = 2' })).rejects.toThrow(/a\.spec\.ts:2:10/)
  })
})

it("asks only for what Vite's own package asks for, by a version that is pinned", () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> }
  expect(dependencies['vite']).toMatch(/^~/)
})
