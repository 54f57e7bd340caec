import { spawn } from 'node:child_process'

import { describe, expect, it, onTestFinished, vi } from 'vitest'

import { canBootHosts, loadHosts } from '../hosts/hosts.ts'
import { infraspec, on, projectWith, ROOT } from './infraspec.ts'

const reason = canBootHosts()
const SPEC = "it(file('/etc/nginx/nginx.conf')).toHaveMode('0644')"

describe.skipIf(reason !== undefined)(`while a host does not answer${reason ? `: skipped, ${reason}` : ''}`, () => {
  const flags = () => [...on('app-1', 'broken-1'), '--host', loadHosts().blackHole, '--connect-timeout']

  it('a terminal shows what the others gave, and whom it waits for', async () => {
    const command = [process.execPath, `${ROOT}/bin/infraspec.js`, 'run', '--role', 'app', ...flags(), '5m']
    const env = { ...process.env, CI: undefined, TERM: 'xterm' }
    const line = command.map((word) => `'${word}'`).join(' ')
    const child = spawn('script', ['-qefc', line, '/dev/null'], { cwd: projectWith(SPEC), env })
    onTestFinished(() => void child.kill('SIGKILL'))
    let shown = ''
    child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()))
    const ended = new Promise((resolve) => child.on('close', resolve))
    await vi.waitFor(() => {
      expect(shown).toContain('✗ app › file "/etc/nginx/nginx.conf" has mode "0644"')
      expect(shown).toMatch(/2 of 3 hosts checked, 1 failed, [\d.]+ m?s/)
      expect(shown).toContain(`waiting for ${loadHosts().blackHole} (connecting)`)
    }, 60_000)
    child.stdin.write('\u0003')
    expect(await ended).toBe(130)
  }, 120_000)

  it('the command of a gate has the terminal for itself', async () => {
    const command = [process.execPath, `${ROOT}/bin/infraspec.js`, 'gate', '--role', 'app', ...on('app-1')]
    const line = [...command, '--', 'sh', '-c', 'echo one; sleep 1; echo two'].map((word) => `'${word}'`).join(' ')
    const env = { ...process.env, CI: undefined, TERM: 'xterm', NO_COLOR: '1' }
    const child = spawn('script', ['-qefc', line, '/dev/null'], { cwd: projectWith(SPEC), env })
    onTestFinished(() => void child.kill('SIGKILL'))
    let shown = ''
    child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()))
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0)
    expect(shown).toContain('one\r\ntwo\r\n')
    expect(shown).not.toContain('\u001b')
  }, 60_000)

  it('a pipe is told of each check once, when it is known of all hosts', async () => {
    const run = await infraspec(['run', '--role', 'app', ...flags(), '3s'], { cwd: projectWith(SPEC) })
    const [hosts, dead, check] = run.stdout.split('\n')
    expect(hosts).toMatch(/^app {2}3 hosts from --host: /)
    expect(dead).toMatch(new RegExp(`^! ${loadHosts().blackHole} is unreachable: `))
    expect(check).toMatch(/^✗ 1\/3 {2}app › file "\/etc\/nginx\/nginx.conf" has mode "0644"/)
    expect(run.stdout).not.toContain('hosts checked')
    expect(run.code).toBe(1)
  })
})
