import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { vault, vaultVars } from '../../../src/config.ts'
import { useVault } from '../../../src/gates/vault/project.ts'
import { makeProject } from '../../run/project.ts'
import { encrypt } from './encrypt.ts'

const isMissing = spawnSync('ansible-vault', ['--version']).status !== 0

describe.skipIf(isMissing)(
  `with the real ansible-vault${isMissing ? ' (not installed)' : ''}`,
  { timeout: 60_000 },
  () => {
    const PLAIN = 'token: p@ss wörd\nother: "line\\nbreak"\n'

    function setUp() {
      const root = makeProject({ pass: 'swördfish \n', 'one.yml': PLAIN, 'two.yml': PLAIN })
      useVault(root, ['pass'])
      return { root, run: (...args: string[]) => execFileSync('ansible-vault', args, { cwd: root, env: env(root) }) }
    }

    const env = (root: string) => ({
      PATH: process.env['PATH'],
      HOME: root,
      LANG: 'C.UTF-8',
      ANSIBLE_VAULT_PASSWORD_FILE: join(root, 'pass'),
    })

    it('opens its files of both formats, and its strings', async () => {
      const { root, run } = setUp()
      run('encrypt', 'one.yml')
      run('encrypt', '--vault-id', `prod@${join(root, 'pass')}`, '--encrypt-vault-id', 'prod', 'two.yml')
      writeFileSync(join(root, 'vars.yml'), run('encrypt_string', '--name', 'password', 'geheim €'))
      expect(readFileSync(join(root, 'one.yml'), 'utf8')).toMatch(/^\$ANSIBLE_VAULT;1\.1;/)
      expect(readFileSync(join(root, 'two.yml'), 'utf8')).toMatch(/^\$ANSIBLE_VAULT;1\.2;AES256;prod\n/)
      for (const file of ['one.yml', 'two.yml']) {
        expect(await vault(file)).toBe(PLAIN.trimEnd())
        expect(await vaultVars(file)).toEqual({ token: 'p@ss wörd', other: 'line\nbreak' })
      }
      expect(await vaultVars('vars.yml')).toEqual({ password: 'geheim €' })
    })

    it('encrypts in tests as it does', () => {
      const { root, run } = setUp()
      for (const label of [undefined, 'prod']) {
        writeFileSync(join(root, 'ours.yml'), encrypt(PLAIN, 'swördfish', label === undefined ? {} : { label }))
        expect(run('view', 'ours.yml').toString()).toBe(PLAIN)
      }
    })
  },
)
