import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { fstab, type FstabPresent } from '../../src/resources/fstab.ts'
import { fstabFile } from '../../src/resources/mounts/fstab.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { sandboxed } from './support/sandbox.ts'
import { answer, debian, look, root, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('fstab/state'))('$host, $name', (capture) => {
    expect(parsed(fstabFile, capture)).toEqual(capture.expected)
  })
})

const text = `# /dev/old /srv ext4 defaults 0 2
UUID=1-2 / ext4 errors=remount-ro 0 1
 /dev/b\t/srv\text4  defaults,noexec  0 2
server:/x /mnt/a\\040b nfs ro
/swapfile none swap sw 0 0
/dev/c /twice ext4
/dev/d /twice ext4
/dev/e /torn
#/dev/f /commented ext4
`
const read = (name: string, more = {}) => fstabFile.parse(answer(text, more), [name], debian).get(name)

describe('an entry', () => {
  it('is found by its mount point, whole', () => {
    expect(read('/srv')).toEqual({
      exists: true,
      device: '/dev/b',
      mountPoint: '/srv',
      type: 'ext4',
      options: ['defaults', 'noexec'],
      dump: 0,
      pass: 2,
      line: 3,
    })
    expect(read('/')).toMatchObject({ device: 'UUID=1-2', pass: 1 })
    expect(read('/mnt/a b')).toMatchObject({ device: 'server:/x', options: ['ro'], dump: 0, pass: 0 })
    for (const name of ['/sr', '/old', '/mnt/a\\040b', '#', '/commented']) expect(read(name)).toEqual({ exists: false })
  })
  it('is found by its device when it is swap', () => {
    expect(read('/swapfile')).toMatchObject({ type: 'swap', mountPoint: 'none' })
  })
  it('cannot be told by the device of what has a mount point', () => {
    expect(read('/dev/b')).toMatchObject({ reason: 'it is what is mounted on /srv' })
  })
  it('cannot be told when there are two, or half of one, or the file cannot be read', () => {
    expect(read('/twice')).toMatchObject({ reason: '/etc/fstab has 2 entries for it, in lines 6 and 7' })
    expect(read('/torn')).toBeInstanceOf(Unknown)
    expect(read('/srv', { exitCode: 1, stderr: 'cat: /etc/fstab: Permission denied' })).toBeInstanceOf(Unknown)
  })
})

describe.runIf(root).each(shells)('fstab, looked at by $name', (shell) => {
  const over = `mount -t tmpfs etc /mnt; printf '%s\\n' '/dev/b /srv ext4' '/dev/c /a\\134$(exit) ext4' > /mnt/fstab`
  const setup = `${over}; mount --bind /mnt/fstab /etc/fstab`

  it('tells entries from others', () => {
    const states = look(sandboxed(shell, setup), fstabFile, ['/srv', '/a\\$(exit)', '/', '*'])
    expect([...states.values()].map((state) => state && 'exists' in state && state.exists)).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
  it('says so when it may not be read', () => {
    const hidden = sandboxed(shell, `${setup}; chmod 600 /mnt/fstab`, 'nobody')
    expect(look(hidden, fstabFile, ['/srv']).get('/srv')).toMatchObject({ hint: 'set `sudo: true` for this role' })
  })
})

describe('fstab()', () => {
  it.each(['', 'none', 'swap', 'a\nb'])('refuses %j', (name) => {
    expect(() => fstab(name).definition.key?.(name, undefined)).toThrow(ConfigError)
  })

  const present = read('/srv') as FstabPresent
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toHaveDevice', present, ['/dev/b'], 'true'],
    ['toHaveDevice', present, ['/dev/bc'], 'false'],
    ['toHaveType', present, ['ext4'], 'true'],
    ['toHaveType', present, ['ext3'], 'false'],
    ['toHaveOption', present, ['noexec'], 'true'],
    ['toHaveOption', present, ['exec'], 'false'],
    ['toHaveOption', present, ['size=1k'], 'absent'],
    ['toHaveOption', { ...present, options: ['noexec', 'exec'] }, ['noexec'], 'unknown'],
    ['toHaveOption', { ...present, options: ['noexec', 'exec'] }, ['exec'], 'unknown'],
    ['toHaveOption', { ...present, options: ['users'] }, ['nosuid'], 'unknown'],
    ['toHaveOption', { ...present, options: ['users'] }, ['suid'], 'false'],
    ['toHaveOption', { ...present, options: ['suid', 'users'] }, ['suid'], 'unknown'],
    ['toHaveOption', { ...present, options: ['users', 'noexec'] }, ['noexec'], 'true'],
    ['toHaveOption', { ...present, options: ['defaults'] }, ['suid'], 'unknown'],
    ['toHaveOption', { ...present, options: ['defaults', 'nosuid'] }, ['suid'], 'false'],
    ['toHaveOption', { ...present, options: ['defaults', 'nosuid'] }, ['nosuid'], 'true'],
    ['toHaveOption', { ...present, options: ['users'] }, ['users'], 'true'],
    ['toHaveOption', { ...present, options: ['owner'] }, ['noexec'], 'false'],
    ['toHaveOption', { ...present, options: ['rw', 'ro'] }, ['rw'], 'unknown'],
    ['toHavePass', present, [2], 'true'],
    ['toHavePass', present, [1], 'false'],
    ['toHavePass', { exists: false }, [1], 'absent'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(fstab('/srv'), matcher, state as FstabPresent, ...args))).toBe(expected)
  })
})
