import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { kernelModule, type KernelModuleState } from '../../src/resources/kernel-module.ts'
import { modules } from '../../src/resources/kernel/module.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { sandboxed } from './support/sandbox.ts'
import { answer, debian, look, root, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('kernel-module/state'))('$host, $name', (capture) => {
    expect(parsed(modules, capture)).toEqual(capture.expected)
  })
})

// In the form of proc_modules(5) and of kmod's modules.builtin; no machine that loads modules was at hand.
describe('a kernel that loads modules', () => {
  const table = `ip_tables 36864 2 iptable_filter,iptable_nat, Live 0x0000000000000000
br_netfilter 32768 0 - Live 0xffffffffc0a5b000
coming 32768 1 - Loading 0xffffffffc0a5c000 (+)
torn
`
  const builtIn = 'kernel/fs/ext4/ext4.ko\nkernel/drivers/usb/storage/usb-storage.ko\n'
  const read = (name: string, stdout = `${table}=\nip_tables\nkernel\n=\n${builtIn}=\n`, more = {}) =>
    modules.parse(answer(stdout, more), [name], debian).get(name)

  it('has what is loaded, by the whole name', () => {
    expect(read('ip_tables')).toEqual({ exists: true, builtIn: false, usedBy: ['iptable_filter', 'iptable_nat'] })
    expect(read('br_netfilter')).toEqual({ exists: true, builtIn: false, usedBy: [] })
    for (const name of ['ip', 'ip_table', 'tables', 'netfilter']) expect(read(name)).toEqual({ exists: false })
  })
  it('has what is built in, with - and _ alike', () => {
    expect(read('ext4')).toEqual({ exists: true, builtIn: true, usedBy: [] })
    expect(read('usb_storage')).toMatchObject({ exists: true, builtIn: true })
  })
  it.each([
    ['it is on its way', read('coming')],
    ['its line cannot be read', read('torn')],
    ['nobody says what is built in', read('ext4', `${table}=\nkernel\n=\n`)],
    ['the script ended early', read('ip', table)],
    ['the table may not be read', read('ip', '', { exitCode: 1, stderr: 'cat: /proc/modules: Permission denied' })],
  ])('cannot be told when %s', (_, state) => expect(state).toBeInstanceOf(Unknown))
})

describe.runIf(root).each(shells)('this kernel, looked at by $name', (shell) => {
  const list = `mount -t tmpfs lib /mnt; mkdir -p /mnt/modules/$(uname -r) /mnt/upper /mnt/work
echo kernel/drivers/net/some-thing.ko > /mnt/modules/$(uname -r)/modules.builtin
mount -t overlay -o lowerdir=/mnt:/usr/lib over /usr/lib`
  const names = ['tcp_cubic', 'some_thing', 'some', 'nope']

  it('has what is built in, and not what its list leaves out', () => {
    const states = look(sandboxed(shell, list), modules, names)
    expect(names.map((name) => states.get(name))).toEqual([
      { exists: true, builtIn: true, usedBy: [] },
      { exists: true, builtIn: true, usedBy: [] },
      { exists: false },
      { exists: false },
    ])
  })
  it('cannot be told about without /proc or without /sys', () => {
    for (const where of ['/proc', '/sys']) {
      const blind = sandboxed(shell, `${list}; mount -t tmpfs none ${where}`)
      expect(look(blind, modules, ['nope']).get('nope')).toBeInstanceOf(Unknown)
    }
  })
})

describe('kernelModule()', () => {
  const key = (name: string) => kernelModule(name).definition.key?.(name, undefined)

  it('takes - and _ for one', () => expect(key('usb-storage')).toBe('usb_storage'))
  it.each(['', '-a', '../x', 'a b', 'a/b', '*'])('refuses %j', (name) => {
    expect(() => key(name)).toThrow(ConfigError)
  })

  const loaded = { exists: true, builtIn: false, usedBy: [] }
  it.each<[string, object, string]>([
    ['toBeLoaded', loaded, 'true'],
    ['toBeLoaded', { ...loaded, builtIn: true }, 'true'],
    ['toBeLoaded', { exists: false }, 'false'],
    ['toBeBuiltIn', { ...loaded, builtIn: true }, 'true'],
    ['toBeBuiltIn', loaded, 'false'],
    ['toBeBuiltIn', { exists: false }, 'absent'],
  ])('%s of %o is %s', (matcher, state, expected) => {
    expect(judged(verdict(kernelModule('x'), matcher, state as KernelModuleState))).toBe(expected)
  })
})
