import { expect, it } from 'vitest'
import { parseHost } from '../../../src/inventory/host-string.ts'
import { makeHost } from '../../../src/inventory/make-host.ts'
import { listHosts } from '../../../src/run/hosts/list-hosts.ts'
import type { HostsOptions, LoadedRole } from '../../../src/run/options/options.ts'

function list(texts: readonly string[], roles: readonly Partial<LoadedRole>[]) {
  const shared = { root: '/', privateKey: undefined, agent: undefined, vars: {} }
  const hosts = texts.map((text) => {
    const entry = parseHost(text, '--host')
    return makeHost(entry, [{ source: () => '--host', user: entry.user, port: entry.port }], '--host', shared)
  })
  const defaults = { name: 'app', file: '/roles/app.ts', hosts: hosts.map(({ id }) => id), atLeast: 1 }
  return listHosts({
    root: '/',
    hosts,
    roles: roles.map((role) => ({ ...defaults, ...role })),
  } as unknown as HostsOptions)
}

it('lists each host with its roles and its source', () => {
  const roles = [{}, { name: 'base', hosts: ['web-1', 'local'] }]
  expect(list(['ann@web-1', '[::1]:2222', 'local'], roles)).toEqual({
    exitCode: 0,
    text: `NAME        ADDRESS     USER  TRANSPORT  ROLES     SOURCE
web-1       web-1       ann   ssh        app,base  --host
[::1]:2222  [::1]:2222  -     ssh        app       --host
local       localhost   -     local      app,base  --host
`,
  })
})

it.each([
  [['web-1'], { atLeast: 2 }, 'Role app has 1 host and asks for 2 (atLeast in roles/app.ts)'],
  [
    ['web-1', 'web-1:22'],
    { atLeast: 2, machines: 1 },
    'Role app has 1 host (by 2 names) and asks for 2 (atLeast in roles/app.ts)',
  ],
  [[], {}, 'Role app has no host'],
  [[], { atLeast: 0 }, 'Role app has no host'],
])('says when there are too few: %j', (hosts, role, note) => {
  const { text, exitCode } = list(hosts, [role])
  expect(text).toContain(`${note}\n`)
  expect(exitCode).toBe(4)
})

it('lets nothing of a name that a tag gave reach the terminal, or begin a line', () => {
  const host = { name: 'web\u001b[2J\n1', address: '10.0.3.7', transport: 'ssh', source: 'ec2:Role=app', id: 'i-1' }
  const { text } = listHosts({ root: '/', hosts: [host], roles: [] } as unknown as HostsOptions)
  expect(text.split('\n')[1]).toMatch(/^web\\u001b\[2J 1 +10\.0\.3\.7 /)
})
