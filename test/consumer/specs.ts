// What has to compile, and what must not, with the packed package as its users have it.
import {
  as,
  byOs,
  command,
  defineResource,
  describe,
  expect,
  file,
  inspect,
  it,
  pkg,
  port,
  service,
  sh,
  user,
  type Existence,
} from 'infraspec'
import { defineConfig, defineRole } from 'infraspec/config'
import { infraspec, type InfraspecOptions } from 'infraspec/vitest'

export const role = defineRole({ specs: ['app'], atLeast: 2, ssh: { user: 'admin' }, sudo: true, vars: { workers: 4 } })
export const config = defineConfig({ sudo: true })
export const options: InfraspecOptions = {
  role: ['app'],
  hosts: 'admin@10.0.3.7',
  timeouts: { probe: '5s' },
  sudo: true,
}
export const plugins: { readonly name: string }[] = [infraspec(options), infraspec()]

describe('what compiles', { tags: ['smoke'] }, ({ os, vars, arch }) => {
  it(pkg(byOs({ debian: 'apache2', redhat: 'httpd' }))).toBeInstalled()
  it(service(os.family === 'redhat' ? 'chronyd' : 'chrony'))
    .toBeRunning()
    .toBeEnabled()
  it(service('nginx')).eventually({ timeout: '30s', interval: '1s' }).not.toBeRunning()
  it(service('nginx')).throughout('10s').toBeRunning().not.toBeMasked()
  it(port(80)).toBeListening({ protocol: 'tcp' })
  it(file('/etc/hosts'), { tags: ['slow'] })
    .toHaveMode('0644')
    .toMatchState({ owner: 'root', size: 12 })
  it(as('www-data', file('/etc/shadow'))).not.toBeReadable()
  it(user('app')).toMatchState({ uid: expect.any(Number), shell: '/bin/bash' })
  it.skipIf(() => arch === 'arm64', 'not on ARM')('body', { timeout: '5s' }, async ({ name }) => {
    await expect(command('uname -s', { ok: [0], timeout: '5s' })).toHaveStdout(/Linux/)
    await expect(command(sh`id -u ${name}`)).not.toExitWith(0)
    const state = await inspect(file('/etc/hosts'), 'content')
    if (state.exists) expect(state.content.length).toBeGreaterThan(vars.least)
    expect({ a: 1 }).toEqual({ a: expect.anything() })
    await expect(Promise.resolve(1)).resolves.not.toBe(2)
  })
  it.each([['a', 1] as const])('%s', (letter, digit, host) => expect(`${letter}${digit.toFixed()}`).not.toBe(host.name))
})

it.each(['a', 'b'])('%s', (letter) => expect(letter.length).toBe(1))
it.each([80, 443])('%d', (number, { name }) => expect(port(number + name.length)).toBeListening())
it.each([
  [1, 2],
  [3, 4],
])('%d %d', (one, other) => expect(one + other).toBeGreaterThan(0))
it.each([{ name: 'a' }, { name: 'b' }])('$name', ({ name }) => expect(user(name)).toExist())
describe.each(['a', 'b'])('%s', (name, { arch }) => it(user(`${name}-${arch}`)).toExist())

interface Reboot extends Existence {
  readonly since: string
}
const reboot = defineResource({
  kind: 'reboot',
  providers: {
    debian: {
      on: ({ os }) => os.family === 'debian',
      ask: (names) => sh`stat -c %y -- ${names}`,
      parse: ({ stdout }, names) =>
        new Map(names.map((name): [string, Reboot] => [name, { exists: true, since: stdout }])),
    },
  },
  matchers: {
    toBeRequired: (state: Reboot) => state.exists,
    toBeSince: (state: Reboot, since: string) => state.since === since,
  },
})
it(reboot('kernel')).toBeRequired().not.toBeSince('today')

// @ts-expect-error a matcher of another resource
it(service('nginx')).toHaveMode('0644')
// @ts-expect-error a matcher of another resource
expect(service('nginx')).toHaveMode('0644')
// @ts-expect-error a matcher for values would be green for every resource
expect(service('nginx')).toBeTruthy()
// @ts-expect-error the same after a modifier
expect(service('nginx')).not.toBeDefined()
// @ts-expect-error a wrong argument
it(port(80)).toBeListening({ protocol: 'sctp' })
// @ts-expect-error a property that there is not
it(user('app')).toMatchState({ uidd: 1 })
// @ts-expect-error a property of another type
it(user('app')).toMatchState({ uid: '1' })
// @ts-expect-error .not is the last modifier
it(service('nginx')).not.eventually()
// @ts-expect-error a matcher of the own resource with a wrong argument
it(reboot('kernel')).toBeSince(1)

const text = String(Date.now())
// @ts-expect-error a command that is not a literal
command(text)
// @ts-expect-error a command that something was put into
command(`ls ${text}`)
// @ts-expect-error a raw string where a script has to be
export const raw: ReturnType<typeof sh> = 'ls'

// @ts-expect-error cannot work once per host
expect.assertions(1)
// @ts-expect-error cannot work once per host
expect.hasAssertions()
// @ts-expect-error a snapshot cannot work once per host
expect(1).toMatchSnapshot()
// @ts-expect-error a snapshot cannot work once per host
expect(1).not.toMatchInlineSnapshot()
// @ts-expect-error a condition needs its reason
describe.skipIf(() => true)
// @ts-expect-error what is not there has no content
void (async () => (await inspect(file('/x'), 'content')).content)
// @ts-expect-error a detail that there is not
void inspect(file('/x'), 'contents')
// @ts-expect-error an unknown option of a role
defineRole({ specs: ['app'], hostss: [] })
// @ts-expect-error an unknown option of the plugin
infraspec({ roles: ['app'] })
