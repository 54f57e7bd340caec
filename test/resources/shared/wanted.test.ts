import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../src/errors.ts'
import { byOs } from '../../../src/resources/by-os.ts'
import { command } from '../../../src/resources/command.ts'
import { as, is, matches, type Existence, type Resource } from '../../../src/resources/define-resource.ts'
import { cron } from '../../../src/resources/cron.ts'
import { file } from '../../../src/resources/file.ts'
import { fstab } from '../../../src/resources/fstab.ts'
import { group } from '../../../src/resources/group.ts'
import { kernelParameter } from '../../../src/resources/kernel-parameter.ts'
import { packages, pkg } from '../../../src/resources/pkg.ts'
import { port } from '../../../src/resources/port.ts'
import { proc } from '../../../src/resources/proc.ts'
import { service } from '../../../src/resources/service.ts'
import { checkOptions } from '../../../src/resources/shared/wanted.ts'
import { user } from '../../../src/resources/user.ts'
import { verdict } from '../support/matchers.ts'

const aFile = { exists: true, size: 12, mode: '0644', uid: 0, owner: 'root', gid: 0, group: 'root', content: 'a\nb\n' }
const digests = { ...aFile, sha256: 'a'.repeat(64), symlink: { target: '/b', broken: false } }
const aUser = { exists: true, uid: 0, gid: 0, group: 'root', groupAliases: [], groups: ['root'], passwordHash: '*' }
const details = { authorizedKeys: [], keySources: { home: true, doubt: undefined }, password: { minDays: 1 } }
const someone = { ...aUser, ...details, home: '/', shell: '/bin/sh' }
const aGroup = { exists: true, gid: 0, members: [], primaryMembers: [] }
const processes = [{ pid: 1, user: 'root', group: 'root', args: 'init' }]
const running = { exists: true, count: 1, processes }
const installed = { exists: true, system: 'dpkg', status: 'installed', versions: ['1.0'], version: '1.0' }
const open = { exists: true, listeners: [] }
const ended = { exists: true, exitCode: 0, stdout: 'a', stderr: '', ok: [0], truncated: false, timedOut: false }

describe('what nothing can be equal to', () => {
  it.each<[Resource, string, object, readonly unknown[]]>([
    [user('a'), 'toHaveUid', someone, ['0']],
    [user('a'), 'toHaveUid', someone, [undefined]],
    [user('a'), 'toHaveUid', someone, [Number.NaN]],
    [user('a'), 'toHaveGid', someone, [null]],
    [user('a'), 'toHavePrimaryGroup', someone, [undefined]],
    [user('a'), 'toBelongToGroup', someone, [undefined]],
    [user('a'), 'toBelongToGroup', someone, [27]],
    [user('a'), 'toHaveHome', someone, [undefined]],
    [user('a'), 'toHaveShell', someone, [/sh/]],
    [user('a'), 'toHaveAuthorizedKey', someone, [undefined]],
    [user('a'), 'toHavePasswordHash', someone, [undefined]],
    [user('a'), 'toHaveMinimumPasswordAge', someone, ['1']],
    [user('a'), 'toHaveMaximumPasswordAge', someone, [undefined]],
    [group('a'), 'toHaveGid', aGroup, ['0']],
    [group('a'), 'toHaveMember', aGroup, [undefined]],
    [file('/a'), 'toHaveSize', aFile, ['12']],
    [file('/a'), 'toHaveSize', aFile, [undefined]],
    [file('/a'), 'toHaveSize', aFile, [{ below: '12' }]],
    [file('/a'), 'toHaveSize', aFile, [{ atLeast: 1, atMost: 5 }]],
    [file('/a'), 'toHaveSize', aFile, [{ atLeast: 1, below: undefined }]],
    [file('/a'), 'toBeOwnedBy', aFile, [undefined]],
    [file('/a'), 'toHaveGroup', aFile, [true]],
    [file('/a'), 'toHaveMode', aFile, [undefined]],
    [file('/a'), 'toBeLinkedTo', digests, [undefined]],
    [file('/a'), 'toBeLinkedTo', aFile, [undefined]],
    [file('/a'), 'toHaveSha256', digests, [undefined]],
    [file('/a'), 'toContain', aFile, [undefined]],
    [file('/a'), 'toContain', aFile, [5]],
    [file('/a'), 'toContain', aFile, ['a', { from: 'x' }]],
    [file('/a'), 'toContain', aFile, ['a', { after: undefined }]],
    [file('/a'), 'toContain', aFile, ['a', 'x']],
    [file('/a'), 'toContainLines', aFile, ['a']],
    [file('/a'), 'toContainLines', aFile, [[undefined]]],
    [file('/a'), 'toContainLines', aFile, [['a\nb']]],
    [file('/a'), 'toHaveContent', aFile, [undefined]],
    [proc('a'), 'toHaveArgs', running, [undefined]],
    [proc('a'), 'toHaveArgs', running, [null]],
    [proc('a'), 'toHaveUser', running, [undefined]],
    [proc('a'), 'toHaveUser', running, [0]],
    [proc('a'), 'toHaveGroup', running, ['root', { arg: /x/ }]],
    [proc('a'), 'toHaveGroup', running, ['root', { args: undefined }]],
    [proc('a'), 'toHaveCount', running, ['1']],
    [proc('a'), 'toHaveCount', running, [Number.NaN]],
    [proc('a'), 'toHaveCount', running, [{ atLeast: 1, atmost: 2 }]],
    [proc('a'), 'toHaveCount', running, [{ atLeast: '1' }]],
    [pkg('a'), 'toHaveVersion', installed, [undefined]],
    [packages(), 'toHaveCount', { exists: true, list: true, items: [] } as object, [Number.NaN]],
    [kernelParameter('a.b'), 'toHaveValue', { exists: true, value: '1' }, [undefined]],
    [kernelParameter('a.b'), 'toHaveValue', { exists: true, value: '1' }, [Number.NaN]],
    [kernelParameter('a.b'), 'toHavePersistedValue', { exists: true, persisted: { exists: true, value: '1' } }, [true]],
    [fstab('/a'), 'toHaveOption', { exists: true, options: ['noexec'] }, [undefined]],
    [cron('a'), 'toHaveJob', { exists: true, jobs: [] }, [{ schedule: '@daily', command: undefined }]],
    [cron('a'), 'toHaveJob', { exists: true, jobs: [] }, [{ cmd: 'a' }]],
    [pkg('a'), 'toHaveVersion', installed, [1]],
    [pkg('a'), 'toHaveVersion', installed, [{ below: 2 }]],
    [pkg('a'), 'toHaveVersion', installed, [{ atLeast: '1', below: undefined }]],
    [port(80), 'toBeListening', open, [{ on: undefined }]],
    [port(80), 'toBeListening', open, [{ protocol: undefined }]],
    [port(80), 'toBeListening', open, [null]],
    [port(80), 'toBeListeningOnlyOn', open, []],
    [port(80), 'toBeListeningOnlyOn', open, [undefined]],
    [command('a'), 'toExitWith', ended, ['0']],
    [command('a'), 'toHaveStdout', ended, [undefined]],
    [command('a'), 'toHaveStderr', ended, [1]],
  ])('%# is refused', (resource, matcher, state, args) => {
    expect(() => verdict(resource, matcher, state as Existence, ...args)).toThrow(ConfigError)
  })

  it('is not repeated when it is a secret', () => {
    const said = () => verdict(user('a'), 'toHavePasswordHash', someone as Existence, 123_456)
    expect(said).toThrow("a password's hash has to be a string, and is number")
  })

  it.each([
    [() => is(0, '0'), 'the value to compare with has to be a number, and is the string "0"'],
    [() => is('0', 0), 'the value to compare with has to be a string, and is the number 0'],
    [() => is(undefined, undefined), 'there is nothing to compare with: the value is undefined'],
    [() => is({}, null), 'there is nothing to compare with: the value is null'],
    [() => matches('a', undefined as never), 'has to be a string or a RegExp, and is undefined'],
    [() => checkOptions('toBe()', { b: 1 }, { a: 'number' }), 'toBe() has no option "b"'],
    [() => checkOptions('toBe()', { toString: 1 }, { a: 'number' }), 'toBe() has no option "toString"'],
    [
      () => checkOptions('toBe()', { a: 'x' }, { a: 'number' }),
      '`a` of toBe() has to be a number, and is the string "x"',
    ],
    [() => checkOptions('toBe()', [], { a: 'number' }), 'toBe() does not take a list'],
  ])('%s says so', (act, message) => {
    expect(act).toThrow(message)
  })

  it('has a hint', () => {
    expect(() => is(0, '0')).toThrow(
      expect.objectContaining({ hint: 'what --var gives is a string: Number(…)' }) as Error,
    )
    expect(() => is(0, undefined)).toThrow(expect.objectContaining({ hint: 'a variable that is not set?' }) as Error)
  })
})

describe('what is looked at', () => {
  it.each([file, group, pkg, proc, service, user])('has a name: %o', (resource) => {
    for (const name of [undefined, null, 5, {}]) expect(() => resource(name as never)).toThrow(ConfigError)
  })

  it('has a name on every operating system, and is looked at as somebody', () => {
    expect(() => byOs({ debian: undefined as never })).toThrow(ConfigError)
    expect(() => as(undefined as never, file('/a'))).toThrow(ConfigError)
    expect(() => as('', file('/a'))).toThrow(ConfigError)
  })

  it('has no options but those it has', () => {
    expect(() => command('true', { timout: '5s' } as never)).toThrow('command() has no option "timout"')
    expect(() => command('true', { ok: ['1'] as never })).toThrow(ConfigError)
  })
})
