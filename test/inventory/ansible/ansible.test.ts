import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { ansible } from '../../../src/config.ts'
import { useVault } from '../../../src/gates/vault/project.ts'
import type { AnsibleOptions } from '../../../src/inventory/ansible/ansible.ts'
import { redact } from '../../../src/run/secrets/secrets.ts'
import { encrypt } from '../../gates/vault/encrypt.ts'
import { makeProject } from '../../run/project.ts'

const isMissing = spawnSync('ansible-inventory', ['--version']).status !== 0

const HOSTS = `[app]
web-1 ansible_host=10.0.0.1 ansible_port=2222 ansible_become=true
web-2 ansible_become=False
[big_db]
db-1 ansible_host="{{ ip }}"
[prod:children]
app
big_db
[prod:vars]
ansible_user=deploy
workers=4
`
const INLINE = encrypt('sudo-geheim', 'swordfish', { label: 'prod' }).trim().replaceAll('\n', '\n  ')
const FILES = {
  'hosts.ini': HOSTS,
  pass: 'swordfish',
  'group_vars/app/vault.yml': encrypt('vault_token: token-of-file\n', 'swordfish'),
  'host_vars/web-1.yml': `ansible_become_password: !vault |\n  ${INLINE}\n`,
}

beforeEach(() => {
  for (const name of ['PASSWORD_FILE', 'IDENTITY_LIST', 'ID_MATCH']) vi.stubEnv(`ANSIBLE_VAULT_${name}`, undefined)
})

afterEach(() => void vi.unstubAllEnvs())

describe.skipIf(isMissing)(`an inventory of Ansible${isMissing ? ' (not installed)' : ''}`, { timeout: 60_000 }, () => {
  const list = (files: Readonly<Record<string, string>>, options: Partial<AnsibleOptions> = {}, ids = ['pass']) => {
    const root = makeProject(files)
    useVault(root, ids)
    return ansible({ inventory: 'hosts.ini', ...options }).list({ root })
  }

  it('lists its hosts with their roles and variables, and opens what is encrypted', async () => {
    const hosts = await list(FILES)
    const vars = { workers: 4, vault_token: 'token-of-file', ansible_user: 'deploy' }
    expect(hosts).toMatchObject([
      { name: 'web-1', address: '10.0.0.1', port: 2222, user: 'deploy', sudo: true, sudoPassword: 'sudo-geheim', vars },
      { name: 'web-2', address: 'web-2', sudo: false, vars },
      { name: 'db-1', refused: { code: 'templated-variable' }, roles: ['all', 'big_db', 'big-db', 'prod'] },
    ])
    expect(hosts[0]?.vars).not.toHaveProperty('ansible_become_password')
    expect(redact('token-of-file sudo-geheim')).toBe('[redacted] [redacted]')
  })

  it('takes the hosts of a pattern, whatever their roles', async () => {
    const hosts = await list(FILES, { pattern: 'prod:!big_db:!web-1' })
    expect(hosts.map(({ name, roles }) => ({ name, roles }))).toEqual([{ name: 'web-2', roles: undefined }])
  })

  it.each([
    ['a wrong vault password', { ...FILES, pass: 'hunter2' }, {}, 'group_vars/app/vault.yml: wrong password'],
    ['no inventory', FILES, { inventory: 'nowhere' }, 'There is no Ansible inventory'],
    ['one that is none', { 'hosts.ini': '[app\nx: [\n' }, {}, 'ansible-inventory cannot read'],
    ['a script that fails', { 'hosts.ini': '#!/bin/sh\nexit 1\n' }, {}, 'ansible-inventory cannot read'],
  ])('says what is wrong with %s', async (_, files, options, message) => {
    const error = (await list(files, options).catch((thrown: unknown) => thrown)) as Error
    expect(error.message).toContain(message)
    expect(error.stack).not.toContain('hunter2')
  })

  it.each([
    [
      'app:\n  host: {web-2: {}}\n  hosts: {web-1: {}}\n',
      /Skipping unexpected key \(host\) in group \(app\), only "vars", "children"/,
    ],
    [
      'app:\n  hosts: {web-1: {}}\n  hosts: {web-3: {}}\n',
      /found a duplicate dict key \(hosts\)\. Using last defined value/,
    ],
  ])('passes on what Ansible warns of, for it leaves hosts out: %j', async (inventory, warning) => {
    const said: string[] = []
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0)
    await expect(list({ 'hosts.yml': inventory }, { inventory: 'hosts.yml' }, [])).resolves.toHaveLength(1)
    vi.restoreAllMocks()
    expect(said.join('')).toMatch(warning)
    expect(said.filter((text) => warning.test(text))).toHaveLength(1)
  })

  it('says what is missing where there is no Ansible', async () => {
    vi.stubEnv('PATH', '/nowhere')
    await expect(list({ 'hosts.ini': HOSTS })).rejects.toMatchObject({ code: 'no-ansible' })
  })

  it('means by a pattern what Ansible means by it', async () => {
    const root = makeProject({ 'hosts.ini': HOSTS })
    const said = execFileSync('ansible', ['-i', 'hosts.ini', 'prod:&app:!web-2', '--list-hosts'], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: root, LANG: 'C.UTF-8', ANSIBLE_CONFIG: join(root, 'none') },
    })
    const names = said
      .toString()
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim())
    const hosts = await list({ 'hosts.ini': HOSTS }, { pattern: 'prod:&app:!web-2' }, [])
    expect(hosts.map(({ name }) => name)).toEqual(names)
  })
})
