import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterEach, describe, expect, it, vi } from 'vitest'

import { vault, vaultVars } from '../../../src/config.ts'
import { useVault } from '../../../src/gates/vault/project.ts'
import { redact } from '../../../src/run/secrets/secrets.ts'
import { makeProject } from '../../run/project.ts'
import { encrypt } from './encrypt.ts'

// made and opened by ansible-vault of ansible-core 2.14.18
const HEAD = '$ANSIBLE_VAULT;1.1;AES256'
const VECTOR = `${HEAD}
34313431343134313431343134313431343134313431343134313431343134313431343134313431
3431343134313431343134313431343134313431343134310a386437393237313333643430666466
65326363363436656337623135316634623833336135356234343536653535353965346466613363
3932653236326565660a616365316133373461353632333163663161383164363930343539386539
3762
`

afterEach(() => void vi.unstubAllEnvs())

function setUp(files: Readonly<Record<string, string>>, variables: Readonly<Record<string, string>> = {}) {
  const root = makeProject({ pass: 'swordfish\n', ...files })
  for (const name of ['PASSWORD_FILE', 'IDENTITY_LIST', 'ID_MATCH']) vi.stubEnv(`ANSIBLE_VAULT_${name}`, undefined)
  vi.stubEnv('ANSIBLE_CONFIG', join(root, 'none.cfg'))
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  return root
}

function withPassword(files: Readonly<Record<string, string>>) {
  useVault(setUp(files, { ANSIBLE_VAULT_PASSWORD_FILE: 'pass' }))
}

describe('vault()', () => {
  it('opens what ansible-vault wrote, less the final newline, and makes it a secret', async () => {
    withPassword({ secret: VECTOR })
    expect(await vault('secret')).toBe('test vector')
    expect(redact('it said: test vector.')).toBe('it said: [redacted].')
  })

  it.each([
    ['of format 1.2', encrypt('geheim €', 'swordfish', { label: 'prod' }), 'geheim €'],
    ['with CRLF', VECTOR.replaceAll('\n', '\r\n'), 'test vector'],
    ['without a final newline', VECTOR.trim(), 'test vector'],
    ['of nothing', encrypt('', 'swordfish'), ''],
    ['of whole blocks', encrypt('0123456789abcdef', 'swordfish'), '0123456789abcdef'],
    ['with a salt of any length', encrypt('salted', 'swordfish', { salt: Buffer.from('x') }), 'salted'],
  ])('opens one %s', async (_, text, opened) => {
    withPassword({ secret: text })
    expect(await vault('secret')).toBe(opened)
  })

  it.each([
    [
      'a wrong password',
      encrypt('x', 'other'),
      'vault-locked',
      'Cannot decrypt secret: wrong password or damaged file',
    ],
    ['one changed digit', VECTOR.replace('3762', '3763'), 'vault-locked', 'wrong password or damaged file'],
    ['a lost line', `${HEAD}\n61610a6262\n`, 'vault-damaged', 'parts of it are missing'],
    ['a cut end', VECTOR.slice(0, -4), 'vault-damaged', 'hexadecimal'],
    ['the head alone', `${HEAD}\n`, 'vault-damaged', 'hexadecimal'],
    ['another text in it', VECTOR.replace('3762', 'zz62'), 'vault-damaged', 'hexadecimal'],
    ['another format', VECTOR.replace('1.1', '1.3'), 'vault-format', 'format "1.3"'],
    ['another cipher', VECTOR.replace('AES256', 'AES'), 'vault-damaged', 'cipher is "AES"'],
    ['no encryption', 'db: hunter2\n', 'vault-plain', 'is not encrypted'],
  ])('says of %s what is wrong, and nothing of it', async (_, text, code, message) => {
    withPassword({ secret: text })
    const error = await vault('secret').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'ConfigError', code, message: expect.stringContaining(message) })
    expect(String((error as Error).stack)).not.toMatch(/hunter2|swordfish|3431/)
  })

  it('says that a file is missing', async () => {
    withPassword({})
    await expect(vault('nowhere')).rejects.toMatchObject({ code: 'unreadable-file' })
  })

  it('says how to give a password when there is none', async () => {
    useVault(setUp({ secret: VECTOR }))
    const hint = expect.stringContaining('ANSIBLE_VAULT_PASSWORD_FILE')
    await expect(vault('secret')).rejects.toMatchObject({ code: 'vault-locked', hint })
  })
})

describe('vaultVars()', () => {
  const LIST = 'db:\n  user: app\n  password: hunter22\nport: 54321\nenabled: yes\n'

  it('gives the variables of an encrypted file, each of them a secret', async () => {
    withPassword({ 'vault.yml': encrypt(LIST, 'swordfish') })
    expect(await vaultVars('vault.yml')).toEqual({
      db: { user: 'app', password: 'hunter22' },
      port: 54321,
      enabled: true,
    })
    expect(redact('hunter22 at 54321, true')).toBe('[redacted] at [redacted], true')
  })

  it('opens single values in a plain file, and makes only them a secret', async () => {
    const inline = encrypt('inline-secret', 'swordfish').trim().replaceAll('\n', '\n    ')
    withPassword({ 'vars.yml': `open: readable-value\nclosed: !vault |\n    ${inline}\n` })
    expect(await vaultVars('vars.yml')).toEqual({ open: 'readable-value', closed: 'inline-secret' })
    expect(redact('readable-value inline-secret')).toBe('readable-value [redacted]')
  })

  it('says where YAML is wrong by its line, and nothing of it', async () => {
    withPassword({ 'vault.yml': encrypt('a: 1\nb: "hunter2\n', 'swordfish') })
    const error = await vaultVars('vault.yml').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'vault-yaml',
      message: expect.stringMatching(/^vault\.yml is not YAML: line \d/),
    })
    expect((error as Error).stack).not.toContain('hunter2')
  })

  it('refuses what is no mapping', async () => {
    withPassword({ 'vault.yml': encrypt('- hunter2\n', 'swordfish') })
    await expect(vaultVars('vault.yml')).rejects.toMatchObject({ code: 'vault-yaml' })
  })
})

describe('the password', () => {
  const script = (text: string) => {
    const root = setUp({ secret: VECTOR, script: `#!/bin/sh\n${text}\n`, 'ring-client.sh': `#!/bin/sh\n${text}\n` })
    chmodSync(join(root, 'script'), 0o755)
    chmodSync(join(root, 'ring-client.sh'), 0o755)
    return root
  }

  it.each([
    ['a script', 'echo swordfish', ['script']],
    [
      'a client script, which is told the label',
      '[ "$*" = "--vault-id prod" ] && echo swordfish',
      ['prod@ring-client.sh'],
    ],
    ['another label, when its own has another password', 'echo wrong', ['default@script', 'prod@pass']],
    ['another one, when a client does not know the label', 'exit 2', ['ring-client.sh', 'pass']],
  ])('comes from %s', async (_, text, ids) => {
    useVault(script(text), ids)
    expect(await vault('secret')).toBe('test vector')
  })

  it.each([
    ['that fails', 'echo hunter2; echo hunter3 >&2; exit 3', 'it exited with 3'],
    ['that says nothing', 'true', 'gives an empty password'],
  ])('is refused from a script %s, and what it printed is not shown', async (_, text, message) => {
    useVault(script(text), ['script'])
    const error = (await vault('secret').catch((thrown: unknown) => thrown)) as Error
    expect(error).toMatchObject({ code: 'vault-password', message: expect.stringContaining(message) })
    expect(error.stack).not.toContain('hunter')
  })

  it('is never run from a file that is no program, and says why it was tried', async () => {
    const root = setUp({ secret: VECTOR })
    chmodSync(join(root, 'pass'), 0o755)
    useVault(root, ['pass'])
    const hint = expect.stringContaining('chmod -x')
    await expect(vault('secret')).rejects.toMatchObject({ code: 'vault-password', hint })
  })

  it('of an empty file is refused', async () => {
    useVault(setUp({ secret: VECTOR, empty: ' \n' }), ['empty'])
    await expect(vault('secret')).rejects.toMatchObject({ message: expect.stringContaining('empty password') })
  })

  it('comes from ansible.cfg, relative to it', async () => {
    const cfg = '[defaults]\n# a comment\nvault_password_file = ../pass ; here\n'
    const root = setUp({ secret: VECTOR, 'etc/ansible.cfg': cfg }, {})
    vi.stubEnv('ANSIBLE_CONFIG', join(root, 'etc/ansible.cfg'))
    useVault(root)
    expect(await vault('secret')).toBe('test vector')
  })

  it('comes from ANSIBLE_VAULT_IDENTITY_LIST, and only by its label when ANSIBLE_VAULT_ID_MATCH says so', async () => {
    const root = setUp({ secret: encrypt('yes', 'swordfish', { label: 'prod' }) })
    vi.stubEnv('ANSIBLE_VAULT_IDENTITY_LIST', 'dev@pass')
    useVault(root)
    expect(await vault('secret')).toBe('yes')
    vi.stubEnv('ANSIBLE_VAULT_ID_MATCH', 'True')
    useVault(root)
    await expect(vault('secret')).rejects.toMatchObject({ code: 'vault-locked' })
    writeFileSync(join(root, 'secret'), encrypt('dev', 'swordfish', { label: 'dev' }))
    expect(await vault('secret')).toBe('dev')
  })
})
