import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadProject, loadRole, roleNames } from '../../../src/run/project/load-project.ts'
import { makeProject } from '../project.ts'

async function load(role: string, name = 'app') {
  return loadRole(await loadProject(makeProject({ 'roles/app.ts': role, 'roles/db.ts': '' })), name)
}

describe('a project', () => {
  it('has folders, and no configuration, by default', async () => {
    const root = makeProject({})
    const folders = { roles: join(root, 'roles'), specs: join(root, 'specs') }
    await expect(loadProject(root)).resolves.toEqual({ root, config: {}, configFile: undefined, ...folders })
  })

  it.each(['ts', 'mts', 'js', 'mjs'])('has a configuration in infraspec.config.%s', async (ending) => {
    const root = makeProject({
      [`infraspec.config.${ending}`]: "export default { roles: 'infra/roles', specs: './infra/specs' }",
    })
    const folders = { roles: join(root, 'infra/roles'), specs: join(root, 'infra/specs') }
    await expect(loadProject(root)).resolves.toMatchObject(folders)
  })

  it('has one configuration and not two', async () => {
    const text = 'export default {}'
    const root = makeProject({ 'infraspec.config.ts': text, 'infraspec.config.mjs': text })
    await expect(loadProject(root)).rejects.toThrow('are one too many: keep one')
  })

  it('has as roles the modules of their folder', async () => {
    const files = ['b.ts', 'a.mjs', 'c.d.ts', 'd.test.ts', 'e.spec.ts', '.f.ts', 'g.json', 'h/i.ts', 'README.md']
    const root = makeProject(Object.fromEntries(files.map((file) => [`roles/${file}`, ''])))
    expect(roleNames(await loadProject(root))).toEqual(['a', 'b'])
  })
})

describe('a role', () => {
  it('may be a plain object or made by defineRole', async () => {
    await expect(load('export default { atLeast: 2 }')).resolves.toMatchObject({ name: 'app', options: { atLeast: 2 } })
    const made = "import { defineRole } from 'infraspec/config'\nexport default defineRole({ atLeast: 2 })"
    await expect(load(made)).resolves.toMatchObject({ options: { atLeast: 2 } })
  })

  it('may leave values undefined, as those that it computes', async () => {
    const role = 'export default { hosts: undefined, ssh: { user: undefined }, atLeast: undefined }'
    await expect(load(role)).resolves.toMatchObject({ name: 'app' })
  })

  it('that is misspelt is refused with the nearest and all that there are', async () => {
    await expect(load('', 'ap')).rejects.toMatchObject({
      name: 'ConfigError',
      code: 'unknown-role',
      message: 'There is no role "ap". Did you mean "app"? Known roles: app, db',
    })
  })

  it.each(['../roles/app', 'app.ts', '', '.', 'constructor', '__proto__', '\u001B[2J'])(
    'is not found by %j',
    async (name) => {
      await expect(load('export default {}', name)).rejects.toThrow(`There is no role ${JSON.stringify(name)}`)
    },
  )

  it('is missing where there is no folder of roles', async () => {
    const root = makeProject({})
    const project = await loadProject(root)
    await expect(loadRole(project, 'app')).rejects.toMatchObject({
      message: 'There is no role "app". There are no roles in roles/',
      hint: expect.stringContaining('run infraspec from the root of your project'),
    })
  })
})

describe('what a role says', () => {
  it.each([
    ['{ spces: [] }', 'roles/app.ts: spces is not known. Did you mean "specs"? Known: ssh, '],
    ["{ ssh: { usr: 'ann' } }", 'roles/app.ts: ssh.usr is not known. Did you mean "user"? Known: user, port, identity'],
    ["{ hosts: [{ address: 'a', prot: 1 }] }", 'hosts[0].prot is not known. Did you mean "port"?'],
    ['{ hosts: [{}] }', 'roles/app.ts: hosts[0].address is missing'],
    ['{ hosts: [3] }', 'roles/app.ts: hosts[0]: expected an object, got 3'],
    ["{ hosts: 'web-1' }", 'roles/app.ts: hosts: expected a list of hosts or a source of hosts, got "web-1"'],
    [
      "{ hosts: { kind: 'cloud' } }",
      'roles/app.ts: hosts: expected a list of hosts or a source of hosts, got an object',
    ],
    ["{ specs: 'app' }", 'roles/app.ts: specs: expected a list, got "app"'],
    ['{ specs: [] }', 'roles/app.ts: specs: expected at least one spec, got a list'],
    ["{ ssh: { port: '22' } }", 'roles/app.ts: ssh.port: expected a port from 1 to 65535, got "22"'],
    ['{ ssh: { identity: 3 } }', 'roles/app.ts: ssh.identity: expected a string or a list of strings, got 3'],
    ['{ sudo: 1 }', 'roles/app.ts: sudo: expected true or false, got 1'],
    ['{ atLeast: 1.5 }', 'roles/app.ts: atLeast: expected a whole number from 0, got 1.5'],
    ['{ vars: [1] }', 'roles/app.ts: vars: expected an object, got a list'],
    ['{ hostKey: null }', 'roles/app.ts: hostKey: expected a string or a list of strings, got null'],
    ["{ ssh: { user: '' } }", 'roles/app.ts: ssh.user: expected a text that is not empty, got ""'],
    ['3', 'roles/app.ts: the default export: expected an object, got 3'],
    ['[]', 'roles/app.ts: the default export: expected an object, got a list'],
    ['() => ({})', 'roles/app.ts: the default export: expected an object, got Function'],
  ])('%s is refused', async (role, message) => {
    await expect(load(`export default ${role}`)).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining(message),
    })
  })

  it('is refused with every mistake at once', async () => {
    await expect(load('export default { sudo: 1, spces: [], atLeast: -1 }')).rejects.toThrow(
      /sudo.*\n.*atLeast.*\n.*spces/,
    )
  })
})

it.each([
  ["{ spec: 'specs' }", 'infraspec.config.ts: spec is not known. Did you mean "specs"?'],
  [
    "{ timeouts: { conect: '1s' } }",
    'timeouts.conect is not known. Did you mean "connect"? Known: connect, probe, deadline',
  ],
  ["{ evidence: 'shrot' }", 'evidence: expected ("none" | "short" | "full"), got "shrot"'],
  ['{ concurrency: 0 }', 'concurrency: expected a whole number from 1, got 0'],
  ['{ timeouts: { probe: true } }', "timeouts.probe: expected a duration such as '30s', or milliseconds, got true"],
])('refuses the configuration %s', async (config, message) => {
  const root = makeProject({ 'infraspec.config.ts': `export default ${config}` })
  await expect(loadProject(root)).rejects.toThrow(message)
})
