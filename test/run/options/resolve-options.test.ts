import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { resolveOptions, type WithoutRole } from '../../../src/run/options/resolve-options.ts'
import { emptyRoles } from '../../../src/run/verdict/shortfalls.ts'
import { takeVariable } from '../../../src/run/secrets/passwords.ts'
import { redact } from '../../../src/run/secrets/secrets.ts'
import type { Request } from '../../../src/run/options/settings.ts'
import { makeProject } from '../project.ts'

type Files = Readonly<Record<string, string>>

const SPECS = { 'specs/base.spec.ts': '', 'specs/app.spec.ts': '' }

function resolve(files: Files, request: Partial<Request> = {}, withoutRole: WithoutRole = 'refuse') {
  const root = makeProject({ ...SPECS, ...files })
  return resolveOptions({ root, flags: { role: ['app'] }, environment: {}, specs: [], ...request }, withoutRole)
}

/** The one host of a role that says this, with these settings. */
async function resolveHost(role: string, request: Partial<Request> = {}, files: Files = {}) {
  const { hosts } = await resolve({ ...files, 'roles/app.ts': `export default ${role}` }, request)
  expect(hosts).toHaveLength(1)
  return hosts[0]!
}

describe('defaults', () => {
  it('are those of the documentation', async () => {
    const options = await resolve({ 'roles/app.ts': "export default { hosts: ['web-1'] }" })
    const { root } = options
    expect(options).toMatchObject({
      limits: { connectTimeout: 15_000, timeout: 10_000, concurrency: 32 },
      deadline: 1_800_000,
      retryFor: 0,
      reporters: ['console'],
      evidence: 'short',
      filters: { tags: [], name: undefined },
      bail: false,
      allowNoHosts: false,
      quiet: false,
      verbose: false,
      color: undefined,
    })
    const specs = [join(root, 'specs/app.spec.ts')]
    const role = { name: 'app', file: join(root, 'roles/app.ts'), specs, hosts: ['web-1'], atLeast: 1, vars: {} }
    expect(options.roles).toEqual([role])
  })

  it('come from the configuration where it says something', async () => {
    const config = {
      timeouts: { connect: '1s', probe: '2s', deadline: 3000 },
      retryFor: '4s',
      concurrency: 5,
      reporters: ['json'],
      evidence: 'full',
    }
    const files = {
      'infraspec.config.ts': `export default ${JSON.stringify(config)}`,
      'roles/app.ts': 'export default {}',
    }
    await expect(resolve(files)).resolves.toMatchObject({
      limits: { connectTimeout: 1000, timeout: 2000, concurrency: 5 },
      deadline: 3000,
      retryFor: 4000,
      reporters: ['json'],
      evidence: 'full',
    })
    const flags = {
      role: ['app'],
      connectTimeout: 6,
      timeout: 7,
      deadline: 8,
      retryFor: 0,
      concurrency: 9,
      reporter: ['junit'],
      evidence: 'none' as const,
    }
    await expect(resolve(files, { flags })).resolves.toMatchObject({
      limits: { connectTimeout: 6, timeout: 7, concurrency: 9 },
      deadline: 8,
      retryFor: 0,
      reporters: ['junit'],
      evidence: 'none',
    })
  })

  it('yield to the environment, and the environment to a flag', async () => {
    const files = { 'roles/app.ts': 'export default {}' }
    const environment = { concurrency: 3, timeout: 4 }
    const flags = { role: ['app'], timeout: 5 }
    await expect(resolve(files, { flags, environment })).resolves.toMatchObject({
      limits: { concurrency: 3, timeout: 5, connectTimeout: 15_000 },
    })
  })

  it.each([
    ["timeouts: { connect: '5x' }", 'infraspec.config.ts: timeouts.connect: "5x" is not a length of time'],
    ['timeouts: { probe: 0 }', 'infraspec.config.ts: timeouts.probe says 0, in which nothing can be done'],
    ["retryFor: '1000h'", 'infraspec.config.ts: retryFor says "1000h", and takes at most 596h'],
  ])('are refused in %s', async (config, message) => {
    const files = { 'infraspec.config.ts': `export default { ${config} }`, 'roles/app.ts': 'export default {}' }
    await expect(resolve(files)).rejects.toThrow(message)
  })
})

describe('how many hosts a role asks for', () => {
  const files = { 'roles/app.ts': "export default { hosts: ['web-1'], atLeast: 2 }" }

  it('is said by the role of its own hosts', async () => {
    const options = await resolve(files)
    expect(options.roles).toMatchObject([{ atLeast: 2 }])
    const message = 'Role app has 1 host and asks for 2 (atLeast in roles/app.ts)'
    expect(emptyRoles(options)).toMatchObject([{ kind: 'too-few-hosts', message }])
  })

  it.each([{ flags: { role: ['app'], host: ['web-9'] } }, { environment: { host: ['web-9'] } }])(
    'does not apply to hosts that are given instead: %j',
    async (request) => {
      const options = await resolve(files, request)
      expect(options.roles).toMatchObject([{ hosts: ['web-9'], atLeast: 1 }])
      expect(emptyRoles(options)).toEqual([])
    },
  )
})

describe('how to log in', () => {
  const config = { 'infraspec.config.ts': "export default { ssh: { user: 'config' } }" }
  const flags = { role: ['app'] }

  it('is said by the configuration', async () => {
    await expect(resolveHost("{ hosts: ['web-1'] }", {}, config)).resolves.toMatchObject({ user: 'config' })
  })

  it('is said by the role over the configuration', async () => {
    const role = "{ hosts: ['web-1'], ssh: { user: 'role' } }"
    await expect(resolveHost(role, {}, config)).resolves.toMatchObject({ user: 'role' })
  })

  it.each(["'host@web-1'", "{ address: 'web-1', user: 'host' }"])(
    'is said by the host over its role: %s',
    async (host) => {
      const role = `{ hosts: [${host}], ssh: { user: 'role' } }`
      await expect(resolveHost(role, {}, config)).resolves.toMatchObject({ user: 'host' })
    },
  )

  it('is said by the environment over the role and its hosts', async () => {
    const role = "{ hosts: ['host@web-1'], ssh: { user: 'role' } }"
    const request = { environment: { user: 'environment' } }
    await expect(resolveHost(role, request, config)).resolves.toMatchObject({ user: 'environment' })
  })

  it('is said by a flag over the environment', async () => {
    const request = { flags: { ...flags, user: 'flag' }, environment: { user: 'environment' } }
    await expect(resolveHost("{ hosts: ['host@web-1'] }", request)).resolves.toMatchObject({ user: 'flag' })
  })

  it('is said by --host over --user, as the more particular', async () => {
    const request = { flags: { ...flags, host: ['host@web-2'], user: 'flag' } }
    await expect(resolveHost('{}', request)).resolves.toMatchObject({ name: 'web-2', user: 'host' })
  })

  it('is said by --user over INFRASPEC_HOST', async () => {
    const request = { flags: { ...flags, user: 'flag' }, environment: { host: ['host@web-2'], user: 'environment' } }
    await expect(resolveHost('{}', request)).resolves.toMatchObject({ name: 'web-2', user: 'flag' })
    await expect(resolveHost('{}', { environment: request.environment })).resolves.toMatchObject({ user: 'host' })
  })

  it('may say no as well as yes', async () => {
    const request = { flags: { ...flags, sudo: false } }
    await expect(resolveHost("{ hosts: ['web-1'], sudo: true }", request)).resolves.toMatchObject({ sudo: false })
    await expect(resolveHost("{ hosts: ['web-1'], sudo: true }")).resolves.toMatchObject({ sudo: true })
  })

  it('has a password of sudo of the environment over that of a host, and both are secrets', async () => {
    const role = "{ hosts: [{ address: 'web-1', sudoPassword: 'p4ss-of-host' }] }"
    await expect(resolveHost(role)).resolves.toMatchObject({ sudoPassword: 'p4ss-of-host', sudo: false })
    expect(redact('p4ss-of-host')).toBe('[redacted]')
    process.env['INFRASPEC_SUDO_PASSWORD'] = 'p4ss-of-environment'
    onTestFinished(() => {
      process.env['INFRASPEC_SUDO_PASSWORD'] = ''
      takeVariable('INFRASPEC_SUDO_PASSWORD')
    })
    await expect(resolveHost(role)).resolves.toMatchObject({ sudoPassword: 'p4ss-of-environment' })
    expect(redact('p4ss-of-environment')).toBe('[redacted]')
  })

  it('becomes root as the role or the configuration says', async () => {
    await expect(resolveHost("{ hosts: ['web-1'], become: 'doas' }")).resolves.toMatchObject({
      sudo: true,
      become: 'doas',
    })
    await expect(resolveHost("{ hosts: ['web-1'], become: 'dosa' }")).rejects.toThrow('become')
  })

  it('is waited for as the flag, the role or the configuration says', async () => {
    const config = { 'infraspec.config.ts': "export default { wait: '1m', waitFor: ['cloud-init'] }" }
    const role = "{ hosts: ['web-1'], wait: '90s' }"
    await expect(resolveHost("{ hosts: ['web-1'] }")).resolves.not.toHaveProperty('wait')
    await expect(resolveHost("{ hosts: ['web-1'] }", {}, config)).resolves.toMatchObject({ wait: 60_000 })
    await expect(resolveHost(role, {}, config)).resolves.toMatchObject({ wait: 90_000, waitFor: ['cloud-init'] })
    await expect(resolveHost(role, { environment: { wait: 5000 } }, config)).resolves.toMatchObject({ wait: 5000 })
    await expect(resolveHost(role, { flags: { ...flags, wait: 0 } }, config)).resolves.toMatchObject({ wait: 0 })
    await expect(resolveHost("{ hosts: ['web-1'], waitFor: ['cloud-init'] }")).resolves.toMatchObject({ wait: 300_000 })
    await expect(resolveHost("{ hosts: ['web-1'], wait: 'long' }")).rejects.toThrow('roles/app.ts: wait')
    await expect(resolveHost("{ hosts: ['web-1'], waitFor: ['boot'] }")).rejects.toThrow('waitFor')
  })

  it('finds the files of a role from the root of the project', async () => {
    const role = "{ hosts: ['web-1'], ssh: { identity: 'keys/app' }, knownHosts: 'keys/known', hostKey: 'accept-new' }"
    const host = await resolveHost(role, {}, { 'keys/app': '', 'keys/known': '' })
    expect(host.identities).toEqual([expect.stringMatching(/^\/.*\/keys\/app$/)])
    expect(host.hostKey).toMatchObject({ mode: 'accept-new', knownHosts: [expect.stringMatching(/\/keys\/known$/)] })
  })

  it('takes the agent from SSH_AUTH_SOCK, and an empty one for none', async () => {
    const before = process.env['SSH_AUTH_SOCK']
    onTestFinished(
      () => void (before === undefined ? delete process.env['SSH_AUTH_SOCK'] : (process.env['SSH_AUTH_SOCK'] = before)),
    )
    process.env['SSH_AUTH_SOCK'] = '/run/agent'
    await expect(resolveHost("{ hosts: ['web-1'] }")).resolves.toMatchObject({ agent: '/run/agent' })
    process.env['SSH_AUTH_SOCK'] = ''
    await expect(resolveHost("{ hosts: ['web-1'] }")).resolves.toMatchObject({ agent: undefined })
  })

  it.each([
    [{ user: '-l' }, '--user names the user "-l"'],
    [{ identity: 'missing' }, '--identity names'],
    [{ knownHosts: 'missing' }, '--known-hosts names'],
    [{ hostKey: ['md5'] }, '--host-key says'],
  ])('is refused by the name of its flag: %j', async (settings, message) => {
    await expect(resolveHost("{ hosts: ['web-1'] }", { flags: { ...flags, ...settings } })).rejects.toThrow(message)
    const variable = message.replace(/^--\S+/, (flag) => `INFRASPEC_${flag.slice(2).replace('-', '_').toUpperCase()}`)
    await expect(resolveHost("{ hosts: ['web-1'] }", { environment: settings })).rejects.toThrow(variable)
  })
})

describe('variables', () => {
  it('are those of the configuration, the role and the command line, the last one winning', async () => {
    const files = {
      'infraspec.config.ts': 'export default { vars: { a: 1, b: 1, c: 1 } }',
      'roles/app.ts': "export default { hosts: [{ address: 'web-1', vars: { c: 3, d: 3 } }], vars: { b: 2, c: 2 } }",
    }
    const options = await resolve(files, { flags: { role: ['app'], var: { d: '4' } } })
    expect(options.roles[0]?.vars).toEqual({ a: 1, b: 2, c: 2, d: '4' })
    expect(options.hosts[0]?.vars).toEqual({ c: 3, d: '4' })
  })
})

describe('hosts', () => {
  it('of --host stand instead of those of every role', async () => {
    const files = {
      'roles/app.ts': "export default { hosts: ['web-1'] }",
      'roles/base.ts': "export default { hosts: ['web-2'] }",
    }
    const { roles, hosts } = await resolve(files, { flags: { role: ['app', 'base'], host: ['web-3', 'web-3'] } })
    expect(hosts.map(({ id, source }) => [id, source])).toEqual([['web-3', '--host']])
    expect(roles.map((role) => role.hosts)).toEqual([['web-3'], ['web-3']])
  })

  it('of --host stand instead of those of INFRASPEC_HOST', async () => {
    const request = { flags: { role: ['app'], host: ['web-3'] }, environment: { host: ['web-4'] } }
    await expect(resolveHost('{}', request)).resolves.toMatchObject({ id: 'web-3', source: '--host' })
    await expect(resolveHost('{}', { environment: request.environment })).resolves.toMatchObject({
      id: 'web-4',
      source: 'INFRASPEC_HOST',
    })
  })

  it('that two roles share are one host', async () => {
    const files = {
      'roles/app.ts': "export default { hosts: ['web-1', 'web-2'] }",
      'roles/base.ts': "export default { hosts: ['web-2'] }",
    }
    const { roles, hosts } = await resolve(files, { flags: { role: ['app', 'base', 'app'] } })
    expect(hosts.map(({ id }) => id)).toEqual(['web-1', 'web-2'])
    expect(roles.map((role) => [role.name, role.hosts])).toEqual([
      ['app', ['web-1', 'web-2']],
      ['base', ['web-2']],
    ])
  })

  it('come from an inventory, which is named', async () => {
    const inventory = "{ kind: 'cloud', list: async () => [{ name: 'web', address: '10.0.0.1', user: 'ann' }] }"
    const host = await resolveHost(`{ hosts: ${inventory} }`)
    expect(host).toMatchObject({ id: 'web', address: '10.0.0.1', user: 'ann', source: 'cloud (roles/app.ts)' })
  })

  it.each([
    [
      "async () => { throw new Error('no credentials') }",
      /^roles\/app\.ts: the hosts of cloud cannot be listed: Error: no credentials \(roles\/app\.ts:1:\d+\)/,
    ],
    ["() => { throw new Error('no credentials') }", /cannot be listed: Error: no credentials/],
    ['async () => [{ adress: 1 }]', /hosts of cloud: \[0\]\.address is missing/],
    ['async () => undefined', /hosts of cloud: .*expected a list/],
    ["async () => [{ address: '-oProxyCommand=id' }]", /cloud \(roles\/app\.ts\) names the host/],
    [
      "async () => [{ name: 'a\\u001bb', address: 'web-1' }]",
      /\[0\]\.name: expected a name without control characters/,
    ],
  ])('are refused when an inventory answers %s', async (list, message) => {
    await expect(resolveHost(`{ hosts: { kind: 'cloud', list: ${list} } }`)).rejects.toThrow(message)
  })

  it('may be none: that is for the run to judge', async () => {
    await expect(resolve({ 'roles/app.ts': 'export default {}' })).resolves.toMatchObject({ hosts: [] })
  })

  it('are needed by nobody but their role: those of a role without a spec to run are not visited', async () => {
    const files = {
      'roles/app.ts': "export default { hosts: ['web-1'] }",
      'roles/base.ts': "export default { hosts: ['web-2'] }",
    }
    const options = await resolve(files, { flags: { role: ['app', 'base'] }, specs: ['app'] })
    expect(options.hosts.map(({ id }) => id)).toEqual(['web-1'])
    expect(options.roles.map(({ name }) => name)).toEqual(['app'])
  })
})

describe('without a role', () => {
  const files = { 'roles/app.ts': 'export default {}', 'roles/base.ts': 'export default {}' }

  it('a run is refused, with the roles there are', async () => {
    await expect(resolve(files, { flags: {} })).rejects.toThrow('Name a role: --role NAME. Known roles: app, base')
  })

  it('all of them may be meant', async () => {
    const { roles } = await resolve(files, { flags: {} }, 'all')
    expect(roles.map(({ name }) => name)).toEqual(['app', 'base'])
    await expect(resolve({}, { flags: {} }, 'all')).rejects.toThrow('Name a role: --role NAME. There are none in')
  })

  it('hosts may be enough', async () => {
    const options = await resolve(files, { flags: { host: ['web-1'] } }, 'hosts-only')
    expect(options).toMatchObject({ roles: [], hosts: [{ id: 'web-1' }] })
    await expect(resolve(files, { flags: {} }, 'hosts-only')).rejects.toThrow('or hosts: --host ADDRESS')
  })
})

describe('hosts from sources', () => {
  const source = (kind: string, hosts: readonly unknown[]) =>
    `{ kind: '${kind}', list: async () => ${JSON.stringify(hosts)} }`

  it('compose with each other and with hosts that are written down, and each knows where it came from', async () => {
    const hosts = `['web-1', ${source('one', [{ address: 'web-2', vars: { n: 1 }, instance: 'i-2', region: 'r' }])}, ${source('two', [{ address: 'web-3' }])}]`
    const options = await resolve({ 'roles/app.ts': `export default { hosts: ${hosts} }` })
    expect(options.hosts.map((host) => [host.name, host.source])).toEqual([
      ['web-1', 'roles/app.ts'],
      ['web-2', 'one (roles/app.ts)'],
      ['web-3', 'two (roles/app.ts)'],
    ])
    expect(options.hosts[1]).toMatchObject({ vars: { n: 1 }, instance: 'i-2', region: 'r' })
  })

  it('are named where they have no host and others have', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    onTestFinished(() => write.mockRestore())
    const role = (...hosts: string[]) => ({ 'roles/app.ts': `export default { hosts: [${hosts.join(', ')}] }` })
    const other = source('two', [{ address: 'b', roles: ['db'] }])
    await resolve(role(source('one', [{ address: 'a' }]), source('none', []), other))
    expect(write.mock.calls.map(([text]) => text)).toEqual([
      'note: none (roles/app.ts) has no host of the role app; others have\n',
      'note: two (roles/app.ts) has no host of the role app; others have\n',
    ])
    write.mockClear()
    await resolve(role(source('none', []), other))
    await resolve(role(source('one', [{ address: 'a' }]), "'b'"))
    expect(write).not.toHaveBeenCalled()
  })

  it('that know roles give each role its own, also from the configuration', async () => {
    const hosts = source('all', [
      { address: 'a', roles: ['app'] },
      { address: 'b', roles: ['db', 'app'] },
      { address: 'c' },
    ])
    const files = {
      'infraspec.config.ts': `export default { hosts: ${hosts} }`,
      'roles/app.ts': 'export default {}',
      'roles/db.ts': "export default { specs: ['base'] }",
    }
    const { roles } = await resolve(files, { flags: { role: ['app', 'db'] } })
    expect(roles.map((role) => role.hosts)).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ])
  })

  it('that have hosts of other roles only are told of', async () => {
    const hosts = source('all', [{ address: 'a', roles: ['web', 'db'] }])
    const options = await resolve({ 'roles/app.ts': `export default { hosts: ${hosts} }` })
    expect(emptyRoles(options)[0]).toMatchObject({
      message: 'Role app has no host: the one host that was found has the roles db, web',
    })
  })

  it('count one machine once, whatever its names', async () => {
    const role = "export default { hosts: ['10.0.0.1', '10.0.0.1:22'], atLeast: 2 }"
    const message = 'Role app has 1 host (by 2 names) and asks for 2 (atLeast in roles/app.ts)'
    expect(emptyRoles(await resolve({ 'roles/app.ts': role }))).toMatchObject([{ kind: 'too-few-hosts', message }])
    const two = "export default { hosts: ['10.0.0.1', '10.0.0.1:2222'], atLeast: 2 }"
    expect(emptyRoles(await resolve({ 'roles/app.ts': two }))).toEqual([])
  })

  it('ask for atLeast, which hosts that are named do not', async () => {
    const role = `export default { atLeast: 3, hosts: ${source('x', [{ address: 'a' }])} }`
    const [found] = (await resolve({ 'roles/app.ts': role })).roles
    expect(found?.atLeast).toBe(3)
    const [named] = (await resolve({ 'roles/app.ts': role }, { flags: { role: ['app'], host: ['b'] } })).roles
    expect(named).toMatchObject({ atLeast: 1, hosts: ['b'] })
  })

  it('are asked again when a host is lost', async () => {
    const list = `list: async () => (globalThis.n = (globalThis.n ?? 0) + 1) > 1 ? [] : [{ address: 'a' }]`
    const options = await resolve({ 'roles/app.ts': `export default { hosts: { kind: 'x', ${list} } }` })
    await expect(options.gone?.(['a'])).resolves.toEqual(new Set(['a']))
  })

  it('are refused when they answer with something else', async () => {
    const hosts = source('x', [{ address: 'a', roles: 'app' }])
    await expect(resolve({ 'roles/app.ts': `export default { hosts: [${hosts}] }` })).rejects.toThrow(
      'roles/app.ts: hosts of x: [0].roles',
    )
  })
})
