import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { kernelParameter, type KernelParameterPresent } from '../../src/resources/kernel-parameter.ts'
import { procSys } from '../../src/resources/kernel/parameter.ts'
import { persisted } from '../../src/resources/kernel/persisted.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { sandboxed } from './support/sandbox.ts'
import { answer, busybox, debian, look, root, run, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('kernel-parameter/state'))('$host, $name', (capture) => {
    expect(parsed(procSys, capture)).toEqual(capture.expected)
  })
  it.each(captures('kernel-parameter/persisted'))('persisted: $host, $name', (capture) => {
    expect(parsed(persisted, capture)).toEqual(capture.expected)
  })
})

describe.runIf(root).each(shells)('the kernel, looked at by $name', (shell) => {
  const names = ['net/ipv4/ip_forward', 'net/ipv4/ip_forwar', 'net/ipv4', 'kernel/ostype', '$(exit)/*', "a/'; exit; '"]

  it('has parameters, with the value that is set', () => {
    for (const value of ['0', '1']) {
      const inside = sandboxed(shell, `echo ${value} > /proc/sys/net/ipv4/ip_forward`)
      const states = look(inside, procSys, names)
      expect(states.get('net/ipv4/ip_forward')).toEqual({ exists: true, value })
      expect(states.get('kernel/ostype')).toEqual({ exists: true, value: 'Linux' })
      expect(states.get('net/ipv4')).toMatchObject({ reason: 'it is a folder of parameters, not one of them' })
      for (const name of ['net/ipv4/ip_forwar', '$(exit)/*', "a/'; exit; '"]) {
        expect(states.get(name)).toEqual({ exists: false })
      }
    }
  })
  it('has none that nobody may read, or where /proc is not there', () => {
    const nobody = look(sandboxed(shell, ':', 'nobody'), procSys, ['kernel/cad_pid', 'kernel/ostype'])
    expect(nobody.get('kernel/cad_pid')).toMatchObject({ denied: true })
    expect(nobody.get('kernel/ostype')).toMatchObject({ exists: true })
    for (const hidden of ['/proc', '/proc/sys']) {
      const blind = sandboxed(shell, `mount -t tmpfs nothing ${hidden}`)
      expect(look(blind, procSys, ['nope/nope']).get('nope/nope')).toBeInstanceOf(Unknown)
    }
  })

  const files = `mount -t tmpfs etc /mnt; cd /mnt; mkdir run; cd run
printf '%s\\n' '# a = 1' '; a = 2' 'kernel.sysrq=1' ' net/ipv4/ip_forward =  1 2' '-kernel.panic = 5' > 10-a.conf
printf '%s\\n' 'kernel.sysrq = 2' 'net.ipv4.conf.*.rp_filter = 2' '-net.ipv4.conf.lo.rp_filter' > 20-b.conf
printf '%s\\n' 'net.ipv4.conf.eth0/1.rp_filter = 1' '/etc/x' > 05-c.conf; echo 'kernel.sysrq = 9' > ignored.txt
mkdir -p /run/sysctl.d; mount --bind /mnt/run /etc/sysctl.d`
  const wanted = [
    'kernel/sysrq',
    'net/ipv4/ip_forward',
    'kernel/panic',
    'net/ipv4/conf/eth0.1/rp_filter',
    'net/ipv4/conf/eth1/rp_filter',
    'net/ipv4/conf/lo/rp_filter',
    'kernel/sys',
    'a',
  ]

  it('is told what to set at boot by files, in their order', () => {
    const states = look(sandboxed(shell, files), persisted, wanted)
    const values = wanted.map((name) => {
      const state = states.get(name)
      return state instanceof Unknown || state === undefined ? 'unknown' : state.exists ? state.value : 'not set'
    })
    expect(values).toEqual(['2', '1 2', '5', '1', '2', 'not set', 'not set', 'not set'])
    expect(states.get('kernel/sysrq')).toMatchObject({ path: '/etc/sysctl.d/20-b.conf' })
  })
  it('says so when one of them may not be read', () => {
    const hidden = sandboxed(shell, `${files}; chmod 600 /mnt/run/10-a.conf`, 'nobody')
    expect(look(hidden, persisted, ['kernel/sysrq']).get('kernel/sysrq')).toBeInstanceOf(Unknown)
    const closed = sandboxed(shell, `${files}; chmod 700 /mnt/run`, 'nobody')
    expect(look(closed, persisted, ['kernel/sysrq']).get('kernel/sysrq')).toBeInstanceOf(Unknown)
  })
  it('shows a person what sets it', () => {
    const shown = run(sandboxed(shell, files), persisted.show?.('kernel/sysrq').text ?? '')
    expect(shown.stdout).toContain('20-b.conf:kernel.sysrq = 2')
  })
})

describe('the files of sysctl.d', () => {
  const text = '/etc/sysctl.d/5.conf\n\n/usr/lib/sysctl.d/5.conf\n a.b = 1\n\n/etc/sysctl.conf\n a.c = 1\n\n=\n'
  const read = (name: string, on = debian) => persisted.parse(answer(text), [name], on).get(name)

  it('hide those of the same name further down', () => {
    expect(read('a/b')).toEqual({ exists: false })
  })
  it('have /etc/sysctl.conf as their last, but not with systemd', () => {
    expect(read('a/c')).toEqual({ exists: false })
    expect(read('a/c', { ...busybox, init: 'openrc' })).toMatchObject({ exists: true, path: '/etc/sysctl.conf' })
  })
})

describe('kernelParameter()', () => {
  const key = (name: string) => kernelParameter(name).definition.key?.(name, undefined)

  it.each([
    ['net.ipv4.ip_forward', 'net/ipv4/ip_forward'],
    ['net/ipv4/conf/eth0.1/rp_filter', 'net/ipv4/conf/eth0.1/rp_filter'],
    ['net.ipv4.conf.eth0/1.rp_filter', 'net/ipv4/conf/eth0.1/rp_filter'],
  ])('%s is %s', (name, path) => expect(key(name)).toBe(path))

  it.each(['', 'kernel', '/etc/passwd', '../etc/passwd', 'net/../../etc', 'a..b', 'a b.c', 'a.b\nc'])(
    'refuses %j',
    (name) => expect(() => key(name)).toThrow(ConfigError),
  )

  const present: KernelParameterPresent = { exists: true, value: '4096\t131072\t6291456' }
  const set = { ...present, persisted: { exists: true, value: '1', path: '/etc/sysctl.d/a.conf' } }
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toHaveValue', present, ['4096 131072 6291456'], 'true'],
    ['toHaveValue', present, ['4096\t131072\t6291456'], 'true'],
    ['toHaveValue', present, [4096], 'unknown'],
    ['toHaveValue', present, [4097], 'false'],
    ['toHaveValue', { exists: true, value: '-1' }, [-1], 'true'],
    ['toHaveValue', { exists: true, value: '10' }, ['1'], 'false'],
    ['toHaveValue', present, [/^4096\b/], 'true'],
    ['toHaveValue', { exists: false }, ['1'], 'absent'],
    ['toHavePersistedValue', set, [1], 'true'],
    ['toHavePersistedValue', set, [0], 'false'],
    ['toHavePersistedValue', { ...present, persisted: { exists: false } }, [0], 'absent'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(kernelParameter('a.b'), matcher, state as KernelParameterPresent, ...args))).toBe(expected)
  })
  it.each([undefined, true, null])('refuses to compare with %j', (value) => {
    expect(() => verdict(kernelParameter('a.b'), 'toHaveValue', present, value)).toThrow(ConfigError)
  })
})
