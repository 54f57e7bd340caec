import { describe, expect, it } from 'vitest'
import { Unknown } from '../../src/resources/define-resource.ts'
import { reboot } from '../../src/resources/reboot.ts'
import { newestKernel } from '../../src/resources/system/kernels.ts'
import { marks, rpm } from '../../src/resources/system/reboot.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { sandboxed } from './support/sandbox.ts'
import { answer, debian, look, root, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('reboot/marks'))('$host, $name', (capture) => {
    expect(parsed(marks, capture)).toEqual(capture.expected)
  })
})

describe('the newest kernel', () => {
  it.each([
    ['6.1.0-18-amd64', ['6.1.0-18-amd64', '6.1.0-9-amd64'], '6.1.0-18-amd64'],
    ['6.1.0-9-amd64', ['6.1.0-18-amd64', '6.1.0-9-amd64'], '6.1.0-18-amd64'],
    ['6.1.0-9-amd64', ['6.1.0-18-cloud-amd64', '6.1.0-9-amd64'], '6.1.0-9-amd64'],
    ['5.15.0-1030-aws', ['5.15.0-1030-aws', '5.15.0-1031-aws', '6.2.0-1-generic'], '5.15.0-1031-aws'],
    [
      '5.14.0-362.8.1.el9_3.x86_64',
      ['5.14.0-362.8.1.el9_3.x86_64', '5.14.0-427.13.1.el9_4.x86_64'],
      '5.14.0-427.13.1.el9_4.x86_64',
    ],
    ['4.18.0-305.el8.x86_64', ['4.18.0-305.el8.x86_64', '4.18.0-305.3.1.el8_4.x86_64'], '4.18.0-305.3.1.el8_4.x86_64'],
    ['6.1.0-40-amd64', ['6.1.0-40-amd64', '6.12.43+deb13-amd64'], '6.12.43+deb13-amd64'],
    ['6.18.44-fc', ['6.1.0-18-amd64'], undefined],
    ['6.18.44-fc', [], undefined],
  ])('of %s among %o is %s', (running, installed, newest) => expect(newestKernel(running, installed)).toBe(newest))
})

describe('a reboot', () => {
  const by = (provider: typeof marks, stdout: string, more = {}) =>
    provider.parse(answer(stdout, more), ['reboot'], debian).get('reboot')
  const running = 'running 6.1.0-18-amd64\nimage /boot/vmlinuz-6.1.0-18-amd64\n'

  it.each([
    ['nothing is newer', running, []],
    ['a newer kernel is there', `${running}image /boot/vmlinuz-6.1.0-21-amd64\n`, [/6\.1\.0-21-amd64 is installed/]],
    [
      'the kernel was replaced',
      `${running}build #1 SMP Debian 6.1.76-1 (2024-02-01)\npackage 6.1.90-1\n`,
      [/6\.1\.90-1/],
    ],
    ['the kernel is its package', `${running}build #1 SMP Debian 6.1.76-1 (2024-02-01)\npackage 6.1.76-1\n`, []],
    [
      'the kernel of a cloud',
      'running 5.15.0-1-aws\nimage /lib/modules/5.15.0-1-aws/vmlinuz\nbuild #1-Ubuntu SMP x\n',
      [],
    ],
    ['SUSE says so', `mark /run/reboot-needed\n${running}`, ['/run/reboot-needed']],
  ])('is judged where %s', (_, stdout, reasons) => {
    const expected = reasons.map((reason) => (typeof reason === 'string' ? reason : expect.stringMatching(reason)))
    expect(by(marks, `${stdout}end\n`)).toEqual({ exists: true, required: reasons.length > 0, reasons: expected })
  })
  it('is required where Red Hat installed what lasts after the boot', () => {
    const booted = 'running 5.14.0-1.el9.x86_64\nbtime 1700000000\n'
    const read = (lines: string) => by(rpm, `${booted}${lines}end\n`)
    expect(read('package glibc 1600000000\npackage systemd 1650000000\n')).toMatchObject({ required: false })
    expect(read('package glibc 1700000001\n')).toMatchObject({ reasons: ['glibc was installed after the boot'] })
    expect(read('mark /run/reboot-needed\npackage glibc 1600000000\n')).toMatchObject({
      reasons: ['/run/reboot-needed'],
    })
    expect(read('')).toBeInstanceOf(Unknown)
    expect(by(rpm, 'running 5.14.0-1.el9.x86_64\npackage glibc 1\nend\n')).toBeInstanceOf(Unknown)
  })
  it.each([
    ['the script ended early', running, {}],
    ['nothing was answered', '', { exitCode: 1, stderr: 'sudo: a password is required' }],
    ['nobody would say', 'running 6.18.44-fc\nimage /boot/vmlinuz-6.1.0-18-amd64\nend\n', {}],
  ])('cannot be told when %s', (_, stdout, more) => {
    expect(by(marks, stdout, more)).toBeInstanceOf(Unknown)
  })
  it('is looked for by the package database', () => {
    expect([rpm.on(debian), rpm.on({ ...debian, packages: 'rpm' })]).toEqual([false, true])
    expect([marks.on(debian), marks.on({ ...debian, packages: 'rpm' })]).toEqual([true, false])
  })
  const kernel = (version: string, status = 'install ok installed') => `mount -t tmpfs t /mnt; mount -t tmpfs t /boot
touch /boot/vmlinuz-6.1.0-18-amd64
cat > /mnt/uname <<'END'
#!/bin/sh
[ "$1" = -r ] && echo 6.1.0-18-amd64 || echo '#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)'
END
printf 'Package: linux-image-6.1.0-18-amd64\nStatus: ${status}\nMaintainer: x\nArchitecture: amd64\nVersion: ${version}\nDescription: x\n' > /mnt/status
chmod 755 /mnt/uname; mount --bind /mnt/uname /usr/bin/uname; mount --bind /mnt/status /var/lib/dpkg/status`
  // busybox has an uname of its own
  describe.runIf(root).each(shells.filter(({ name }) => name !== 'busybox'))('by the package, with $name', (shell) => {
    it.each([
      ['is not required where the kernel is its package', kernel('6.1.76-1'), []],
      ['is required where it was replaced', kernel('6.1.90-1'), [/package is at 6\.1\.90-1, and 6\.1\.76-1 runs/]],
      ['is not required by a package that was removed', kernel('6.1.90-1', 'deinstall ok config-files'), []],
    ])('%s', (_, setup, reasons) => {
      const expected = reasons.map((reason) => expect.stringMatching(reason) as string)
      expect(look(sandboxed(shell, setup), marks, ['reboot']).get('reboot')).toMatchObject({ reasons: expected })
    })
  })
  it.each(shells)('is asked for by $name', (shell) => {
    expect(look(shell, marks, ['reboot']).has('reboot')).toBe(true)
  })
  it('is the matcher', () => {
    const state = { exists: true as const, required: true, reasons: ['x'] }
    expect(judged(verdict(reboot(), 'toBeRequired', state))).toBe('true')
    expect(judged(verdict(reboot(), 'toBeRequired', { ...state, required: false, reasons: [] } as typeof state))).toBe(
      'false',
    )
  })
})
