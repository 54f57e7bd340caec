import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { filesBehind, findSpecFiles, isSpec } from '../../src/vitest/spec-files.ts'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'infraspec-spec-files-'))
  const files = {
    'roles/app.ts': "import { specs } from '../lib/specs.ts'\nexport default { specs }\n",
    'roles/db.ts': "export default { specs: ['../shared/db'] }\n",
    'lib/specs.ts': "export const specs: string[] = ['app']\n",
    'specs/app.spec.ts': "import { it } from 'infraspec'\nimport { one } from '../lib/one.ts'\nit(one).toExist()\n",
    'lib/one.ts': "import './two'\nexport const one = 1\n",
    'lib/two.ts': "import './one'\nimport './missing'\n",
    'shared/db.spec.ts': '',
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
})
afterAll(() => rmSync(root, { recursive: true }))

const request = (role?: string) => ({
  root,
  specs: [],
  flags: role === undefined ? {} : { role: [role] },
  environment: {},
})

describe('a spec of infraspec', () => {
  const asked = async (file: string, code: string, role?: string) =>
    isSpec(join(root, file), code, await findSpecFiles(request(role)))

  it.each([
    ["import { it } from 'infraspec'"],
    ["import { it } from 'infraspec'\nit(("],
    ["import * as all from 'infraspec'"],
    ["export * from 'infraspec'"],
    ["const { it } = await import('infraspec')"],
  ])('lies in the folder of specs and says %o', async (code) => {
    expect(await asked('specs/x.spec.ts', code)).toBe(true)
    expect(await asked('specs/x.test.ts', code)).toBe(false)
    expect(await asked('other/x.spec.ts', code)).toBe(false)
    expect(await asked('shared/db.spec.ts', code)).toBe(true)
    expect(await asked('shared/db.spec.ts', code, 'app')).toBe(false)
  })

  it.each([
    ["import { it } from 'vitest'"],
    ["import { it } from 'vitest'\nconst text = \"from 'infraspec'\"\n// import 'infraspec'"],
    ["import type { Host } from 'infraspec'\nimport { it } from 'vitest'"],
    ["import { defineRole } from 'infraspec/config'\nimport { it } from 'vitest'"],
  ])('is not one that says %o', async (code) => {
    expect(await asked('specs/x.spec.ts', code)).toBe(false)
    expect(await asked('specs/app.spec.ts', code)).toBe(false)
  })

  it('is one of a role, also when it is empty', async () => {
    expect(await asked('specs/app.spec.ts', '')).toBe(true)
    expect(await asked('specs/app.spec.ts', '', 'db')).toBe(false)
  })
})

it('has behind it what it imports and what roles are made of', async () => {
  await findSpecFiles(request())
  const files = [...(await filesBehind(join(root, 'specs/app.spec.ts'), root))].filter((file) => file.startsWith(root))
  expect(files.map((file) => file.slice(root.length + 1)).toSorted()).toEqual([
    ...['lib/one.ts', 'lib/specs.ts', 'lib/two.ts', 'roles/app.ts', 'roles/db.ts', 'specs/app.spec.ts'],
  ])
})
