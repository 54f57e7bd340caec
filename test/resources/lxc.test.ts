import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { lxcFiles } from '../../src/resources/containers/lxc.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { lxc, type LxcState } from '../../src/resources/lxc.ts'
import { judged, verdict } from './support/matchers.ts'
import { sandboxed } from './support/sandbox.ts'
import { answer, debian, look, root, shells } from './support/shells.ts'

// The folder of Debian's own place; that one runs is tried on a real host in test/end-to-end.
describe.runIf(root).each(shells)('containers of LXC, looked at by $name', (shell) => {
  const setup = `mount -t tmpfs t /var/lib; mkdir -p /var/lib/lxc/box '/var/lib/lxc/other one'
printf 'lxc.uts.name = box\\n  lxc.start.auto=1\\n' > /var/lib/lxc/box/config; echo '#lxc.start.auto = 1' > '/var/lib/lxc/other one/config'`
  const names = ['box', 'other one', 'nosuch', '$(exit 3)', '*']

  it('are told from what is none', () => {
    const states = look(sandboxed(shell, setup), lxcFiles, names)
    expect(names.map((name) => states.get(name))).toEqual([
      { exists: true, running: false, autostart: true },
      { exists: true, running: false, autostart: false },
      { exists: false },
      { exists: false },
      { exists: false },
    ])
  })
  it('cannot be told by who may not look, nor where LXC has no folder', () => {
    for (const fault of ['chmod 700 /var/lib/lxc', 'chmod 700 /var/lib/lxc/box', 'rm -r /var/lib/lxc']) {
      const inside = sandboxed(shell, `${setup}\n${fault}`, 'nobody')
      expect(look(inside, lxcFiles, ['box']).get('box')).toBeInstanceOf(Unknown)
    }
  })
})

describe('lxc()', () => {
  it('cannot be told when the script ended early', () => {
    expect(lxcFiles.parse(answer('running\n'), ['a'], debian).get('a')).toBeInstanceOf(Unknown)
  })
  it.each(['', '-a', 'a/b', 'a b', '..'])('is not called %j', (name) => {
    expect(() => lxc('x').definition.key?.(name, undefined)).toThrow(ConfigError)
  })
  const state: LxcState = { exists: true, running: true, autostart: false }
  it.each<[string, LxcState, string]>([
    ['toExist', state, 'true'],
    ['toExist', { exists: false }, 'false'],
    ['toBeRunning', state, 'true'],
    ['toBeRunning', { ...state, running: false }, 'false'],
    ['toBeRunning', { exists: false }, 'false'],
    ['toBeEnabled', state, 'false'],
    ['toBeEnabled', { ...state, autostart: true }, 'true'],
    ['toBeEnabled', { exists: false }, 'absent'],
  ])('%s of %o is %s', (matcher, of, expected) => {
    expect(judged(verdict(lxc('box'), matcher, of))).toBe(expected)
  })
})
