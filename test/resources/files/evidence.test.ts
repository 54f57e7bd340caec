import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evidence } from '../../../src/resources/files/evidence.ts'
import { stat } from '../../../src/resources/files/stat.ts'
import type { FileState } from '../../../src/resources/files/state.ts'
import { debian, look, run, shells } from '../support/shells.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'infraspec-evidence-'))
  mkdirSync(join(folder, 'it is\n$(touch pwned)'))
  writeFileSync(join(folder, 'it is\n$(touch pwned)', 'close'), '')
  symlinkSync('nowhere', join(folder, 'broken'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(shells)('evidence, with $name', (shell) => {
  const shown = (path: string) => {
    const state = look(shell, stat, [path]).get(path) as FileState
    const [probe] = evidence({ key: path, state, platform: debian, matcher: 'toExist', negated: false })
    return run(shell, probe!.script.text, { cwd: folder }).stdout
  }

  it('of what is missing is what is in the nearest folder', () => {
    const missing = shown(join(folder, 'it is\n$(touch pwned)/missing/far away'))
    expect(missing).toMatch(new RegExp(`^d.* ${folder}/it is`))
    expect(missing).toMatch(/^close /m)
    expect(shown(join(folder, 'broken'))).toMatch(/\/broken -> nowhere$/m)
    expect(shown('/nothing')).toMatch(/^d.* \/\n(.* )?etc /)
    expect(readdirSync(folder)).not.toContain('pwned')
  })

  it('of what is there is who owns what above it', () => {
    const lines = shown(join(folder, 'it is\n$(touch pwned)', 'close')).split('\n')
    expect(lines[0]).toMatch(/^d.* \/$/)
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^d.* ${folder}$`)))
    expect(readdirSync(folder)).not.toContain('pwned')
  })
})
