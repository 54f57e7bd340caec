import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { init } from '../../src/init/init.ts'
import { loadProject, loadRole } from '../../src/run/project/load-project.ts'
import { findSpecs } from '../../src/run/project/find-specs.ts'
import { makeProject } from '../run/project.ts'

describe('infraspec init', () => {
  it('writes a project that can be read, and says what it wrote', async () => {
    const root = makeProject({ 'package.json': '{}' })
    const said = init(root, {})
    expect(said).toBe(
      'wrote  roles/app.ts\nwrote  specs/app.spec.ts\nwrote  infraspec.config.ts\nwrote  tsconfig.json\n\nnext   npx infraspec run --role app\n',
    )
    const project = await loadProject(root)
    const specs = await findSpecs(project, await loadRole(project, 'app'))
    expect(specs).toEqual([join(root, 'specs/app.spec.ts')])
  })

  it('overwrites nothing', () => {
    const root = makeProject({ 'roles/app.ts': 'mine\n' })
    expect(init(root, { packer: 'json' })).toMatch(/^kept {3}roles\/app\.ts\nwrote {2}specs\/app\.spec\.ts\n/)
    expect(readFileSync(join(root, 'roles/app.ts'), 'utf8')).toBe('mine\n')
    writeFileSync(join(root, 'packer/infraspec-gate.json'), 'mine, too\n')
    expect(init(root, { packer: 'json' })).toContain('kept   packer/infraspec-gate.json\n')
    expect(readFileSync(join(root, 'packer/infraspec-gate.json'), 'utf8')).toBe('mine, too\n')
  })

  it('says what cannot be written', () => {
    const root = makeProject({ roles: 'a file' })
    expect(() => init(root, {})).toThrow(expect.objectContaining({ name: 'ConfigError', code: 'init' }))
  })
})
