import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { become } from '../../../src/host/become/become.ts'
import type { Platform } from '../../../src/host/platform/platform.ts'
import { THIS_MACHINE } from '../talk.ts'

const isRoot = process.getuid?.() === 0
const asRoot = { user: { uid: 0, name: 'root' } } as Platform
const asOther = { user: { uid: 1000, name: 'deploy' } } as Platform
const find = (tool: string) => ['/usr/bin', '/usr/sbin', '/bin'].map((d) => `${d}/${tool}`).find((f) => existsSync(f))

/** Runs it on this machine, with these tools only. */
function run(line: string, ...tools: string[]): { stdout: string; stderr: string; signal: unknown; status: unknown } {
  const path = mkdtempSync(join(tmpdir(), 'infraspec-'))
  chmodSync(path, 0o755)
  onTestFinished(() => rmSync(path, { recursive: true }))
  for (const tool of ['sh', 'id', 'env', 'getent', 'true', ...tools]) symlinkSync(find(tool)!, join(path, tool))
  return spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8', env: { PATH: path, LEAK: 'leaked' } })
}

const who = `id -un; printf '%s|' "$HOME" "$USER" "$LOGNAME" "\${LEAK-clean}" "it's"; id -Gn`

describe.skipIf(!isRoot)('become, as root (needs root)', () => {
  it.for(['sudo', 'setpriv', 'su'].filter((tool) => find(tool)))('becomes another user by %s', (tool) => {
    for (const user of ['www-data', ...(tool === 'su' ? [] : ['33'])]) {
      const line = become(THIS_MACHINE, user, asRoot, who)
      expect(run(line, tool)).toMatchObject({
        stdout: "www-data\n/var/www|www-data|www-data|clean|it's|www-data\n",
        stderr: '',
        status: 0,
      })
    }
  })

  it.for(['sudo', 'setpriv'].filter((tool) => find(tool)))('passes a signal on by %s', (tool) => {
    expect(run(become(THIS_MACHINE, 'www-data', asRoot, 'kill -KILL $$'), tool)).toMatchObject({ signal: 'SIGKILL' })
  })

  it('says that there is no such user', () => {
    const { stdout, stderr, status } = run(become(THIS_MACHINE, 'nonesuch', asRoot, 'echo ran'), 'setpriv')
    expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: 'there is no user nonesuch\n', status: 1 })
  })
})

describe('become', () => {
  it('asks sudo when the session is not root', () => {
    expect(become(THIS_MACHINE, 'app', asOther, 'id')).toContain('sudo -n -H -u')
    expect(become({ ...THIS_MACHINE, sudo: true }, undefined, undefined, 'id')).toContain('sudo -n')
    expect(become(THIS_MACHINE, undefined, undefined, 'id')).not.toContain('sudo')
  })

  it.for(['-u', '#0', 'a b', 'a:b', 'a/b', 'a\nb', 'a\0b', ''])('refuses %j as the name of a user', (user) => {
    expect(() => become(THIS_MACHINE, user, asRoot, 'id')).toThrow(/Not a user name/)
  })
})
