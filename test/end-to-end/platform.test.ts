import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { canBootHosts } from '../hosts/hosts.ts'
import { infraspec, on, projectWith, ROOT } from './infraspec.ts'

const inside = (script: string) => execFileSync(`${ROOT}/test/hosts/exec`, ['arch-1', 'sh', '-euc', script])

describe.skipIf(canBootHosts() !== undefined)('a host that is no Linux', () => {
  // The one thing that is made up: what uname says.
  beforeAll(() =>
    inside(String.raw`printf '#!/bin/sh\necho FreeBSD 14.1-RELEASE amd64\n' >/usr/local/sbin/uname
chmod 755 /usr/local/sbin/uname`),
  )
  afterAll(() => inside('rm -f /usr/local/sbin/uname'))

  it('is one error that says so, and not one for each check', async () => {
    const cwd = projectWith(`it(pkg('a')).not.toBeInstalled()
it(service('b')).not.toBeRunning()
it(file('/c')).not.toExist()`)
    const { code, stdout, report } = await infraspec(['run', '--role', 'app', ...on('arch-1')], { cwd })
    expect(code).toBe(3)
    expect(stdout).toContain('runs FreeBSD 14.1-RELEASE, which is not supported')
    expect(report.hosts).toMatchObject([{ error: { code: 'unsupported-platform' } }])
    expect(report.checks.flatMap(({ outcomes }) => Object.values(outcomes))).toEqual([])
  })
})
