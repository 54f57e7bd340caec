import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { cgroup, type CgroupPresent } from '../../src/resources/cgroup.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { cgroupFs } from '../../src/resources/system/cgroup.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { sandboxed } from './support/sandbox.ts'
import { answer, debian, look, root, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('cgroup/state'))('$host, $name', (capture) => {
    expect(parsed(cgroupFs, capture)).toEqual(capture.expected)
  })
})

// A hierarchy of its own, mounted for the test: the kernel's real files.
describe.runIf(root).each(shells)('control groups, looked at by $name', (shell) => {
  const setup = `while read -r _ dir type _; do case $type in cgroup|cgroup2) umount -l "$dir" ;; esac; done </proc/mounts
mount -t tmpfs t /mnt; mkdir /mnt/one; mount -t cgroup -o none,name=infraspec-test one /mnt/one
mkdir -p '/mnt/one/a b' '/mnt/one/$(exit 3)'`
  it('are told by any name, and from what is none', () => {
    const inside = sandboxed(shell, setup)
    const names = ['a b', '$(exit 3)', 'a', 'nope', '*']
    const states = look(inside, cgroupFs, names)
    expect(names.map((name) => (states.get(name) as CgroupPresent).exists)).toEqual([true, true, false, false, false])
    expect(states.get('a b')).toMatchObject({ version: 1, values: { notify_on_release: '0', 'cgroup.procs': '' } })
  })
})

describe('a control group', () => {
  const read = (stdout: string, more = {}) => cgroupFs.parse(answer(stdout, more), ['a'], debian).get('a')

  it('is of version 2 where there is one hierarchy, and the first that has a file counts', () => {
    const two = 'in cgroup2:/sys/fs/cgroup\n ./memory.max\n ./cgroup.procs\n./memory.max:max\n'
    expect(read(`group\n${two}end\n`)).toEqual({
      exists: true,
      version: 2,
      values: { 'memory.max': 'max', 'cgroup.procs': '' },
    })
    const one = 'in cgroup:/sys/fs/cgroup/memory\n ./cgroup.procs\n./cgroup.procs:1\n./cgroup.procs:2\n'
    expect(read(`group\n${one}${two}end\n`)).toMatchObject({ version: 1, values: { 'cgroup.procs': '1\n2' } })
  })
  it('has nothing of a file that could not be read', () => {
    const state = 'in cgroup2:/sys/fs/cgroup\n ./a.b\n ./cgroup.procs\ngrep: ./a.b: Operation not supported\n'
    expect(read(`group\n${state}end\n`)).toMatchObject({ values: { 'cgroup.procs': '' } })
    expect((read(`group\n${state}end\n`) as CgroupPresent).values).not.toHaveProperty(['a.b'])
  })
  it.each([
    ['none is mounted', '', { exitCode: 1, stderr: 'no cgroup file system is mounted' }],
    ['it may not be entered', 'group\ndenied\nend\n', {}],
    ['the script ended early', 'group\nin cgroup2:/x\n', {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))

  it('has a path', () => {
    const key = (name: string) => cgroup(name).definition.key?.(name, undefined)
    expect(['/', '/a//b/', 'a'].map(key)).toEqual(['', 'a/b', 'a'])
    for (const name of ['', '..', 'a/../b', 'a\nb']) expect(() => key(name)).toThrow(ConfigError)
  })

  const values = {
    'memory.max': 'max',
    'pids.max': '10',
    'memory.events': 'low 0\noom_kill 2',
    'cpu.max': 'max 100000',
  }
  const present: CgroupPresent = { exists: true, version: 2, values }
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toHaveValue', present, ['pids.max', 10], 'true'],
    ['toHaveValue', present, ['pids.max', '10'], 'true'],
    ['toHaveValue', present, ['pids.max', '1'], 'false'],
    ['toHaveValue', { ...present, values: { 'memory.max': '536870912' } }, ['memory.max', '512M'], 'true'],
    ['toHaveValue', present, ['cpu.max', '100000'], 'unknown'],
    ['toHaveValue', present, ['pids.max', { below: 10 }], 'false'],
    ['toHaveValue', present, ['memory.max', { above: 1e12 }], 'true'],
    ['toHaveValue', present, ['memory.max', 'max'], 'true'],
    ['toHaveValue', present, ['memory.events oom_kill', 2], 'true'],
    ['toHaveValue', present, ['memory.events nope', 2], 'unknown'],
    ['toHaveValue', present, ['memory.nope', 2], 'unknown'],
    ['toHaveValue', present, ['toString', 2], 'unknown'],
    ['toHaveValue', present, ['cpu.max', 100000], 'unknown'],
    ['toHaveValue', present, ['cpu.max', /100000$/], 'true'],
    ['toHaveValue', { exists: false }, ['pids.max', 1], 'absent'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(cgroup('a'), matcher, state as CgroupPresent, ...args))).toBe(expected)
  })
})
