import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { loadDefault, originalStack } from '../../../src/run/project/load-module.ts'
import { makeProject } from '../project.ts'

/** Loads role.ts of a project made of these files. */
function load(files: Readonly<Record<string, string>>, file = 'role.ts'): Promise<unknown> {
  const root = makeProject(files)
  return loadDefault(join(root, file), root)
}

it('reads TypeScript that is more than types to strip', async () => {
  const role = `
    enum Size { Small = 3 }
    interface Role { readonly size: Size }
    const role: Role = { size: Size.Small } as const
    export default role satisfies Role`
  await expect(load({ 'role.ts': role })).resolves.toEqual({ size: 3 })
})

it.each(['role.ts', 'role.mts', 'role.js', 'role.mjs'])('reads %s', async (file) => {
  await expect(load({ [file]: 'export default 1' }, file)).resolves.toBe(1)
})

it.each(['{}', '{ "type": "commonjs" }', '{ "type": "module" }'])('works in a project of %s', async (manifest) => {
  const role = "import { port } from './port'\nexport default { port }"
  const files = { 'package.json': manifest, 'role.ts': role, 'port.ts': 'export const port: number = 22' }
  await expect(load(files)).resolves.toEqual({ port: 22 })
})

it.each(['./port', './port.ts', './port.js'])('bundles the relative import %s', async (specifier) => {
  const role = `import { port } from '${specifier}'\nexport default port`
  await expect(load({ 'role.ts': role, 'port.ts': 'export const port: number = 22' })).resolves.toBe(22)
})

it('bundles what is imported by the name that it has once compiled', async () => {
  const role = "import { a } from './a.mjs'\nimport b from './b.cjs'\nexport default [a, b]"
  const files = { 'role.ts': role, 'a.mts': 'export const a: number = 1', 'b.cts': 'export default 2 as number' }
  await expect(load(files)).resolves.toEqual([1, expect.anything()])
})

it('bundles JSON, dynamic imports and CommonJS', async () => {
  const role = `
    import data from './data.json'
    import old from './old.cjs'
    const { late } = await import('./late.ts')
    export default [data.port, old.platform, late]`
  const old = "exports.platform = require('os').platform()"
  const files = { 'role.ts': role, 'data.json': '{ "port": 22 }', 'old.cjs': old, 'late.ts': 'export const late = 1' }
  await expect(load(files)).resolves.toEqual([22, process.platform, 1])
})

it("imports Node's own modules, with and without their scheme", async () => {
  const role = "import { sep } from 'path'\nimport * as os from 'node:os'\nexport default [sep, typeof os.EOL]"
  await expect(load({ 'role.ts': role })).resolves.toEqual(['/', 'string'])
})

it('imports a package as Node would from that file: by its import condition', async () => {
  const manifest =
    '{ "exports": { ".": { "require": "./old.cjs", "import": "./new.mjs" }, "./data.json": "./data.json" } }'
  const files = {
    'role.ts': "import { kind } from 'dep'\nimport data from 'dep/data.json'\nexport default [kind, data.port]",
    'node_modules/dep/package.json': manifest,
    'node_modules/dep/old.cjs': "exports.kind = 'require'",
    'node_modules/dep/new.mjs': "export const kind = 'import'",
    'node_modules/dep/data.json': '{ "port": 22 }',
  }
  await expect(load(files)).resolves.toEqual(['import', 22])
})

it('imports infraspec/config where it is not installed', async () => {
  const role = "import { defineRole } from 'infraspec/config'\nexport default defineRole({ atLeast: 2 })"
  await expect(load({ 'role.ts': role })).resolves.toEqual({ atLeast: 2 })
})

it('gives each file its own place', async () => {
  const here = 'export const here = [import.meta.url, import.meta.filename, import.meta.dirname]'
  const root = makeProject({
    'roles/role.ts': `import { here as other } from '../lib/here.ts'\n${here}\nexport default [here, other]`,
    'lib/here.ts': here,
  })
  const place = (folder: string, name: string) => {
    const file = join(root, folder, name)
    return [pathToFileURL(file).href, file, join(root, folder)]
  }
  const loaded = await loadDefault(join(root, 'roles/role.ts'), root)
  expect(loaded).toEqual([place('roles', 'role.ts'), place('lib', 'here.ts')])
})

it('names the place and the line of a mistake in the syntax', async () => {
  await expect(load({ 'role.ts': 'const a = 1\nexport default { specs: [}\n' })).rejects.toMatchObject({
    name: 'ConfigError',
    message: expect.stringMatching(/^role\.ts:2:26: .*\n {2}2 \| export default \{ specs: \[\}\n {4}\| {26}\^$/),
  })
})

it('names the file that a mistake is in, and not the one that imports it', async () => {
  const files = { 'role.ts': "import './lib/broken.ts'\nexport default {}", 'lib/broken.ts': '\n\nlet = = 1' }
  await expect(load(files)).rejects.toThrow(/^lib\/broken\.ts:3:/)
})

it.each([
  ['./missing', 'there is no such file'],
  ['missing', 'it is not installed'],
])('names the line that imports %s', async (specifier, why) => {
  await expect(load({ 'role.ts': `\nimport x from '${specifier}'\nexport default x` })).rejects.toMatchObject({
    name: 'ConfigError',
    message: expect.stringContaining(
      `role.ts:2:15: cannot import "${specifier}": ${why}\n  2 | import x from '${specifier}'`,
    ),
  })
})

it('names a missing export', async () => {
  const files = { 'role.ts': "import { y } from './x.ts'\nexport default y", 'x.ts': 'export const x = 1' }
  await expect(load(files)).rejects.toThrow(/^role\.ts:1:10: "y" is not exported by "x\.ts"/)
})

it('says where a role imports from when it took the module for specs', async () => {
  const files = {
    'node_modules/infraspec-like/package.json': '{ "type": "module", "exports": "./dist/src/index.js" }',
    'node_modules/infraspec-like/dist/src/index.js': 'export const it = 1',
    'role.ts': "import { defineRole } from 'infraspec-like'\nexport default defineRole({})",
  }
  await expect(load(files)).rejects.toMatchObject({
    hint: "a role and the configuration import from 'infraspec/config', and specs from 'infraspec'",
  })
})

it('names the place of what a role throws, in the text as it was written', async () => {
  const role =
    'interface Gone {\n  a: 1\n}\n\nexport default boom()\nfunction boom(): Gone {\n  throw new TypeError("no")\n}'
  await expect(load({ 'role.ts': role })).rejects.toMatchObject({
    name: 'ConfigError',
    message: 'Cannot load role.ts: TypeError: no (role.ts:7:9)\n  7 |   throw new TypeError("no")\n    |         ^',
    cause: expect.any(TypeError),
  })
})

it('says what was thrown when it is not an error', async () => {
  await expect(load({ 'role.ts': 'throw "no"' })).rejects.toThrow('Cannot load role.ts: threw "no"')
})

it('needs a default export', async () => {
  await expect(load({ 'role.ts': 'export const role = {}' })).rejects.toThrow('role.ts has no default export')
})

it('puts the places of the files into a stack', async () => {
  const role = 'type Gone = 1\n\nexport default () => new Error("later")'
  const root = makeProject({ 'role.ts': role })
  const later = (await loadDefault(join(root, 'role.ts'), root)) as () => Error
  expect(originalStack(later().stack ?? '')).toContain(`${join(root, 'role.ts')}:3:22`)
})
