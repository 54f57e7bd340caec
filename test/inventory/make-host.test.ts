import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Layer, makeHost, type Shared } from '../../src/inventory/make-host.ts'
import { makeProject } from '../run/project.ts'

const SHARED: Shared = { root: '/', privateKey: undefined, agent: undefined, vars: {} }

const USUAL = [
  join(homedir(), '.ssh/known_hosts'),
  join(homedir(), '.ssh/known_hosts2'),
  '/etc/ssh/ssh_known_hosts',
  '/etc/ssh/ssh_known_hosts2',
]

function make(layers: readonly Omit<Layer, 'source'>[], shared: Partial<Shared> = {}) {
  const named = layers.map((layer, index): Layer => ({ ...layer, source: (name) => `${name} of layer ${index}` }))
  return makeHost({ address: 'web-1' }, named, '--host', { ...SHARED, ...shared })
}

describe('a host', () => {
  it('has defaults', () => {
    expect(make([])).toEqual({
      id: 'web-1',
      name: 'web-1',
      transport: 'ssh',
      address: 'web-1',
      port: undefined,
      user: undefined,
      identities: [],
      privateKey: undefined,
      agent: undefined,
      sudo: false,
      hostKey: {
        mode: 'strict',
        fingerprints: [],
        knownHosts: USUAL,
        usual: USUAL,
      },
      source: '--host',
      vars: {},
    })
  })

  it('takes each thing from the first layer that says it', () => {
    const host = make([{ user: 'ann' }, { user: 'bob', port: 2222, sudo: false }, { port: 22, sudo: true }])
    expect(host).toMatchObject({ user: 'ann', port: 2222, sudo: false })
  })

  it.for([
    [[{ become: 'doas' }], { sudo: true, become: 'doas' }],
    [[{ sudo: false, become: 'doas' }], { sudo: false, become: 'doas' }],
    [[{ sudo: false }, { become: 'doas' }], { sudo: false, become: 'doas' }],
    [[{ become: 'su' }, { sudo: false }], { sudo: true, become: 'su' }],
    [[{ sudo: true }, { become: 'doas', sudo: false }], { sudo: true, become: 'doas' }],
    [[{ sudo: true }], { sudo: true, become: undefined }],
  ] as const)('is looked at as root when %j says so first', ([layers, privilege]) => {
    expect(make(layers)).toMatchObject(privilege)
  })

  it('has the first password that is said, for a local host too', () => {
    expect(make([{}, { sudoPassword: 'one' }, { sudoPassword: 'two' }])).toMatchObject({ sudoPassword: 'one' })
    const layers = [{ source: () => 'x', sudoPassword: 'one' }]
    const entry = { address: 'localhost', transport: 'local' } as const
    expect(makeHost(entry, layers, '--host', SHARED)).toMatchObject({ transport: 'local', sudoPassword: 'one' })
  })

  it('has key files by their absolute paths', () => {
    const root = makeProject({ 'keys/one': '', two: '' })
    const identities = ['keys/one', join(root, 'two')]
    expect(make([{ identities }], { root }).identities).toEqual([join(root, 'keys/one'), join(root, 'two')])
  })

  it('may have a key file beneath the home folder', () => {
    expect(() => make([{ identities: ['~/nonexistent'] }])).toThrow(`names ${join(homedir(), 'nonexistent')}, which`)
  })

  it('has the known hosts that were given, and no others', () => {
    const root = makeProject({ known: '' })
    expect(make([{ knownHosts: ['known'] }], { root }).hostKey.knownHosts).toEqual([join(root, 'known')])
  })

  it('has the key and the agent of the run', () => {
    const shared = { privateKey: 'a key', agent: '/run/agent' }
    expect(make([], shared)).toMatchObject(shared)
  })

  it('has variables of its own, beneath those of the command line', () => {
    const entry = { address: 'web-1', vars: { size: 1, zone: 'a' } }
    expect(makeHost(entry, [], '--host', { ...SHARED, vars: { size: '2' } }).vars).toEqual({ size: '2', zone: 'a' })
  })
})

it('has neither login nor key when it is this machine', () => {
  const entry = { address: 'localhost', transport: 'local' } as const
  const layers: Layer[] = [{ source: () => '--user', user: 'ann', port: 22, identities: ['/nonexistent'] }]
  const host = makeHost(entry, layers, '--host', { ...SHARED, privateKey: 'a key', agent: '/run/agent' })
  expect(host).toMatchObject({ transport: 'local', user: undefined, port: undefined, identities: [] })
  expect(host).not.toHaveProperty('privateKey')
  expect(host).not.toHaveProperty('agent')
})

describe('what makes no host', () => {
  it.each([
    [{ user: '-oProxyCommand=id' }, 'user of layer 0 names the user "-oProxyCommand=id"'],
    [{ user: 'ann bob' }, 'no login name looks like'],
    [{ user: '' }, 'The user in user of layer 0 is empty'],
    [{ port: 0 }, 'port of layer 0 says port 0'],
    [{ port: 22.5 }, 'says port 22.5'],
    [{ identities: ['nonexistent'] }, 'identity of layer 0 names /nonexistent, which does not exist'],
    [{ identities: ['/'] }, 'which is a folder'],
    [{ knownHosts: ['nonexistent'] }, 'known-hosts of layer 0 names /nonexistent, which does not exist'],
    [{ hostKey: ['md5'] }, 'host-key of layer 0 says "md5"'],
  ])('%j is refused', (layer, message) => {
    expect(() => make([layer])).toThrow(message)
  })

  it.each(['constructor', '__proto__', 'toString'])('a host cannot be called %s', (name) => {
    expect(() => makeHost({ name, address: '192.0.2.1' }, [], 'roles/app.ts', SHARED)).toThrow(
      `No host can be called "${name}" (roles/app.ts)`,
    )
  })

  it('an address that an inventory made up is refused', () => {
    expect(() => makeHost({ address: '-oProxyCommand=id' }, [], 'roles/app.ts', SHARED)).toThrow('roles/app.ts')
  })
})
