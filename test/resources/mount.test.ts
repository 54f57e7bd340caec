import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { mount, type MountPresent } from '../../src/resources/mount.ts'
import { mountinfo, usage, type MountUsage } from '../../src/resources/mounts/mountinfo.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { sandboxed } from './support/sandbox.ts'
import { answer, debian, look, root, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('mount/state'))('$host, $name', (capture) => {
    expect(parsed(mountinfo, capture)).toEqual(capture.expected)
  })
  it.each(captures('mount/usage'))('usage: $host, $name', (capture) => {
    expect(parsed(usage, capture)).toEqual(capture.expected)
  })
})

describe('the table of mounts', () => {
  const rootFs = '21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro\n'
  const read = (stdout: string, path: string, more = {}) =>
    mountinfo.parse(answer(`${stdout}=\n`, more), [path], debian).get(path)

  it('is read with any number of optional fields', () => {
    for (const fields of ['', ' shared:1', ' shared:1 master:2 propagate_from:3', ' unbindable']) {
      const line = `30 21 0:5 / /srv rw,noexec${fields} - tmpfs tmpfs rw,size=1k\n`
      expect(read(rootFs + line, '/srv')).toMatchObject({ exists: true, options: ['rw', 'noexec', 'size=1k'] })
    }
  })

  it('says read-only where the file system is, or the mount', () => {
    expect(read(`${rootFs}30 21 0:5 / /srv rw - ext4 /dev/b ro\n`, '/srv')).toMatchObject({ options: ['ro'] })
    expect(read(`${rootFs}30 21 0:5 / /srv ro - ext4 /dev/b rw\n`, '/srv')).toMatchObject({ options: ['ro'] })
  })

  it.each([
    ['it could not be read', '', { exitCode: 1, stderr: 'cat: /proc/self/mountinfo: Permission denied' }],
    ['it is empty', '', {}],
    ['it has a line that is none', `${rootFs}garbage\n`, {}],
    ['it is of a process without a root', '30 21 0:5 / /srv rw - ext4 /dev/b ro\n', {}],
  ])('cannot be told when %s', (_, stdout, more) => {
    expect(read(stdout, '/srv', more)).toBeInstanceOf(Unknown)
  })
})

describe.runIf(root).each(shells)('mounts, looked at by $name', (shell) => {
  const setup = `mount -t tmpfs -o size=1m,nr_inodes=64,noexec one /mnt
mkdir '/mnt/a b' '/mnt/$(touch pwned)' '/mnt/x\\y' /mnt/bound /mnt/stacked /mnt/inner
mount -t tmpfs two '/mnt/a b'; mount -t tmpfs three '/mnt/$(touch pwned)'; mount -t tmpfs four '/mnt/x\\y'
mount -t tmpfs under /mnt/stacked; mount -t tmpfs over /mnt/stacked
head -c 524288 /dev/zero > /mnt/half; mount --bind /mnt/inner /mnt/bound; mount -o remount,ro,bind /mnt/bound`
  const inside = sandboxed(shell, setup)

  it('are told from what is not mounted, by any name', () => {
    const names = ['/mnt', '/mnt/a b', '/mnt/$(touch pwned)', '/mnt/x\\y', '/mnt/bound', '/mnt/stacked']
    const absent = ['/mn', '/mnt/a', '/mnt/inner', '/mnt/half', '/mnt/*', "/'; exit 3; '"]
    const states = look(inside, mountinfo, [...names, ...absent])
    for (const name of names) expect(states.get(name)).toMatchObject({ exists: true, type: 'tmpfs' })
    for (const name of absent) expect(states.get(name)).toEqual({ exists: false })
    expect(states.get('/mnt/stacked')).toMatchObject({ device: 'over' })
    expect(states.get('/mnt/bound')).toMatchObject({ device: 'one', source: '/inner' })
    expect((states.get('/mnt/bound') as MountPresent).options).toContain('ro')
    expect((states.get('/mnt') as MountPresent).options).toEqual(expect.arrayContaining(['rw', 'noexec', 'size=1024k']))
  })

  it('have space and inodes', () => {
    const states = look(inside, usage, ['/mnt', '/mnt/a b', '/nowhere', '/mnt/$(touch pwned)'])
    expect(states.get('/mnt')).toMatchObject({ size: 1_048_576, used: 524_288, usedPercent: 50, inodes: 64 })
    expect((states.get('/mnt') as MountUsage).inodesUsed).toBeGreaterThan(5)
    expect(states.get('/mnt/a b')).toMatchObject({ used: 0 })
    expect(states.get('/mnt/$(touch pwned)')).toMatchObject({ used: 0 })
    expect(states.get('/nowhere')).toBeInstanceOf(Unknown)
  })
})

describe('mount()', () => {
  const key = (name: string) => mount(name).definition.key?.(name, undefined)

  it('takes a path in any spelling', () => {
    expect(['/', '/srv/', '//srv//data'].map(key)).toEqual(['/', '/srv', '/srv/data'])
  })
  it.each(['', 'srv', './srv', '/srv/..', '/a\nb', '/\uD800'])('refuses %j', (name) => {
    expect(() => key(name)).toThrow(ConfigError)
  })

  const present: MountPresent = { exists: true, device: '/dev/b', type: 'ext4', options: ['rw', 'nodev'], source: '/' }
  const used: MountUsage = {
    size: 1000,
    used: 400,
    available: 500,
    usedPercent: 45,
    inodes: 10,
    inodesUsed: 9,
    inodesUsedPercent: 90,
  }
  const full = { ...present, usage: used }
  const none = { ...present, usage: { ...used, size: 0, inodes: 0 } }
  it.each<[string, object, readonly unknown[], string]>([
    ['toBeMounted', present, [], 'true'],
    ['toBeMounted', { exists: false }, [], 'false'],
    ['toHaveDevice', present, ['/dev/b'], 'true'],
    ['toHaveDevice', present, ['/dev/'], 'false'],
    ['toHaveDevice', { exists: false }, ['/dev/b'], 'absent'],
    ['toHaveType', present, ['ext4'], 'true'],
    ['toHaveType', present, ['ext'], 'false'],
    ['toHaveOption', present, ['nodev'], 'true'],
    ['toHaveOption', present, ['dev'], 'false'],
    ['toHaveOption', present, ['exec'], 'true'],
    ['toHaveOption', { ...present, options: ['ro', 'noexec', 'nosuid', 'sync'] }, ['exec'], 'false'],
    ['toHaveOption', { ...present, options: ['ro', 'noexec', 'nosuid', 'sync'] }, ['suid'], 'false'],
    ['toHaveOption', { ...present, options: ['ro', 'noexec', 'nosuid', 'sync'] }, ['async'], 'false'],
    ['toHaveOption', present, ['size=1k'], 'absent'],
    ['toBeMounted', { ...present, type: 'autofs' }, [], 'absent'],
    ['toHaveType', { ...present, type: 'autofs' }, ['autofs'], 'true'],
    ['toHaveType', { ...present, type: 'autofs' }, ['nfs4'], 'absent'],
    ['toHaveType', present, ['autofs'], 'false'],
    ['toHaveOption', { ...present, type: 'autofs' }, ['noexec'], 'absent'],
    ['toHaveDevice', { ...present, type: 'autofs' }, ['/dev/b'], 'absent'],
    ['toBeReadOnly', { ...present, type: 'autofs' }, [], 'absent'],
    ['toHaveOption', { ...present, options: ['rw', 'size=2k'] }, ['size=1k'], 'false'],
    ['toBeReadOnly', present, [], 'false'],
    ['toBeReadOnly', { ...present, options: ['ro'] }, [], 'true'],
    ['toBeReadOnly', { exists: false }, [], 'absent'],
    ['toHaveUsedSpace', full, [{ below: 46 }], 'true'],
    ['toHaveUsedSpace', full, [{ below: 45 }], 'false'],
    ['toHaveUsedSpace', none, [{ below: 45 }], 'unknown'],
    ['toHaveAvailableSpace', full, [{ atLeast: 500 }], 'true'],
    ['toHaveAvailableSpace', full, [{ above: 500 }], 'false'],
    ['toHaveAvailableSpace', none, [{ atLeast: 0 }], 'unknown'],
    ['toHaveUsedInodes', full, [{ atMost: 90 }], 'true'],
    ['toHaveUsedInodes', full, [{ atMost: 89 }], 'false'],
    ['toHaveUsedInodes', none, [{ atMost: 89 }], 'unknown'],
    ['toHaveUsedInodes', { exists: false }, [{ atMost: 89 }], 'absent'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(mount('/srv'), matcher, state as MountPresent, ...args))).toBe(expected)
  })
  it.each(['UUID=0a34', 'PARTLABEL=root', '/dev/disk/by-uuid/0a34', undefined])('refuses %j as a device', (device) => {
    expect(() => verdict(mount('/srv'), 'toHaveDevice', present, device)).toThrow(ConfigError)
  })
  it.each([undefined, 1, 'defaults', 'nofail', 'noauto', 'users', '_netdev', 'x-systemd.automount'])(
    'refuses the option %j',
    (option) => expect(() => verdict(mount('/srv'), 'toHaveOption', present, option)).toThrow(ConfigError),
  )
  it.each([[{}], [{ under: 3 }], [{ below: Number.NaN }]])('refuses the range %o', (range) => {
    expect(() => verdict(mount('/srv'), 'toHaveUsedSpace', full, range)).toThrow(ConfigError)
  })
})
