import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { procSwaps } from '../../src/resources/mounts/swaps.ts'
import { swap, type SwapPresent } from '../../src/resources/swap.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { sandboxed } from './support/sandbox.ts'
import { answer, debian, look, root, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('swap/state'))('$host, $name', (capture) => {
    expect(parsed(procSwaps, capture)).toEqual(capture.expected)
  })
})

const header = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n'

// In the form of proc_swaps(5): a test must not make the machine swap.
describe('a place to swap to', () => {
  const rows = `/dev/dm-1                               partition\t1048572\t\t512\t\t-2\n/swap\\040file\tfile\t4092\t\t0\t\t5\n`
  const read = (path: string, real = path, stdout = header + rows, more = {}) =>
    procSwaps.parse(answer(`${real}\n${stdout}`, more), [path], debian).get(path)

  it('is found by its path, whole, or by a link to it', () => {
    expect(read('/swap file')).toEqual({ exists: true, type: 'file', size: 4_190_208, used: 0, priority: 5 })
    expect(read('/dev/mapper/vg-swap', '/dev/dm-1')).toMatchObject({ type: 'partition', used: 524_288, priority: -2 })
    expect(read('/dev/dm')).toEqual({ exists: false })
  })
  it.each([
    ['the kernel cannot swap', '', { exitCode: 1, stderr: 'cat: /proc/swaps: No such file or directory' }],
    ['the table has no heading', rows, {}],
    ['a line cannot be read', `${header}garbage\n`, {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read('/x', '/x', stdout, more)).toBeInstanceOf(Unknown))
})

describe.runIf(root).each(shells)('swap, looked at by $name', (shell) => {
  const table = `mount -t tmpfs t /mnt; printf '${header}/mnt/real\\tfile\\t4092\\t0\\t5\\n' > /mnt/table
touch /mnt/real; ln -s real /mnt/link; mount --bind /mnt/table /proc/swaps`

  it('is active or not, by any name', () => {
    const names = ['/mnt/real', '/mnt/link', '/mnt/rea', '/nope/$(exit)', '/*', "/'"]
    const states = look(sandboxed(shell, table), procSwaps, names)
    expect(names.map((name) => (states.get(name) as SwapPresent).exists)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ])
  })
  it('cannot be told without /proc', () => {
    const blind = sandboxed(shell, 'mount -t tmpfs none /proc')
    expect(look(blind, procSwaps, ['/x']).get('/x')).toBeInstanceOf(Unknown)
  })
})

describe('swap()', () => {
  it.each(['', 'sda2', '/a\nb'])('refuses %j', (name) => {
    expect(() => swap(name).definition.key?.(name, undefined)).toThrow(ConfigError)
  })

  const present: SwapPresent = { exists: true, type: 'file', size: 4096, used: 0, priority: 5 }
  it.each<[string, object, readonly unknown[], string]>([
    ['toBeActive', present, [], 'true'],
    ['toBeActive', { exists: false }, [], 'false'],
    ['toHaveSize', present, [{ atLeast: 4096 }], 'true'],
    ['toHaveSize', present, [4095], 'false'],
    ['toHavePriority', present, [5], 'true'],
    ['toHavePriority', present, [-2], 'false'],
    ['toHavePriority', { exists: false }, [-2], 'absent'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(swap('/x'), matcher, state as SwapPresent, ...args))).toBe(expected)
  })
})
