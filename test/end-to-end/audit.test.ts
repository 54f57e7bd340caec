import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { canBootHosts, loadHosts } from '../hosts/hosts.ts'
import { infraspec, on, projectWith, temporaryFolder } from './infraspec.ts'

const reason = canBootHosts()

interface Entry {
  readonly kind: string
  readonly command: string
  readonly [key: string]: unknown
}

const entries = (file: string): Entry[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Entry)

describe.skipIf(reason !== undefined)(`what was sent${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('is written down with --audit and shown with --verbose, and no secret of it', async () => {
    const file = join(temporaryFolder(), 'new/audit.jsonl')
    const { hosts, identity, knownHosts } = loadHosts()
    const { address } = hosts['app-1']
    const spec = `describe('app', () => {
      it(pkg('nginx-light')).toBeInstalled()
      it('commands', async () => {
        await expect(command('echo pwsudo-secret; echo err >&2; exit 3')).toExitWith(3)
        await expect(as('app', command('id -un'))).toHaveStdout('app')
      })
    })`
    const login = ['--host', `pwsudo@${address}`, '--identity', identity, '--known-hosts', knownHosts, '--sudo']
    const args = ['run', '--role', 'app', ...login, '--audit', file, '--verbose']
    const ran = await infraspec(args, { cwd: projectWith(spec), env: { INFRASPEC_SUDO_PASSWORD: 'pwsudo-secret' } })
    expect(ran.code).toBe(0)
    const log = entries(file)
    expect(log.map(({ kind }) => kind).filter((kind) => kind !== 'kill')).toEqual(
      expect.arrayContaining(['shell', 'probe', 'command', 'command']),
    )
    const common = { host: address, address, user: 'pwsudo', sudo: true, transport: 'ssh', signal: null, error: null }
    expect(log.find(({ command }) => command.includes('exit 3'))).toMatchObject({
      ...common,
      ...{ kind: 'command', as: null, command: 'echo [redacted]; echo err >&2; exit 3', exit: 3, timedOut: false },
      ...{ stdout: 14, stderr: 4, time: expect.stringMatching(/^\d{4}-.*Z$/), duration: expect.any(Number) },
    })
    expect(log.find(({ command }) => command === 'id -un')).toMatchObject({ ...common, as: 'app', exit: 0, stdout: 4 })
    expect(log.find(({ command }) => command.includes('nginx-light'))).toMatchObject({ ...common, kind: 'probe' })
    expect(ran.stderr).toMatch(/^\[\S+\] command: exit 3, \d+ ms, 14 bytes out, 4 bytes err\n {4}echo \[redacted\]/m)
    expect(ran.stderr).toMatch(/^\[\S+\] probe: exit 0, \d+ ms, \d+ bytes out/m)
    expect(ran.stderr + readFileSync(file, 'utf8')).not.toContain('pwsudo-secret')
  })

  it('is written down when the run is interrupted, with what was under way', async () => {
    const file = join(temporaryFolder(), 'audit.jsonl')
    const spec = `it('waits', async () => { await expect(command('sleep 60')).toExitWith(0) }, '2m')`
    const ran = await infraspec(['run', '--role', 'app', ...on('app-1'), '--timeout', '90s', '--audit', file], {
      cwd: projectWith(`describe('app', () => { ${spec.replace(", '2m'", '')} })`),
      meanwhile: async (child) => {
        await expect.poll(() => entries(file).length, { timeout: 30_000 }).toBeGreaterThan(0)
        await new Promise((resolve) => setTimeout(resolve, 1500))
        child.kill('SIGINT')
      },
    })
    expect(ran.code).toBe(130)
    expect(entries(file).find(({ command }) => command === 'sleep 60')).toMatchObject({
      ...{ kind: 'command', exit: null, error: expect.stringContaining('ended') },
    })
  })

  it('cannot be written down where nobody may write, and then nothing is sent', async () => {
    const ran = await infraspec(['run', '--role', 'local', ...on('app-1'), '--audit', '/proc/audit.jsonl'])
    expect(ran.code).toBe(2)
    expect(ran.stderr).toContain('Cannot write the audit log to /proc/audit.jsonl')
  })

  it('makes a run not green when it can be written no more', async () => {
    const ran = await infraspec(['run', '--role', 'local', ...on('app-1'), '--audit', '/dev/full'])
    expect(ran.code).toBe(2)
    expect(ran.stdout).toContain('Cannot write the audit log to /dev/full: ENOSPC')
    expect(ran.report.totals.passed).toBeGreaterThan(0)
  })
})
