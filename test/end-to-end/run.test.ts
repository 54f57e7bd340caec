import { describe, expect, it } from 'vitest'

import { canBootHosts, loadHosts, type TestHostName } from '../hosts/hosts.ts'
import { infraspec, on, projectWith, titled, totals } from './infraspec.ts'

/** What specs/base.spec.ts and specs/app.spec.ts hold. */
const CHECKS = 58

const address = (name: TestHostName) => loadHosts().hosts[name].address

describe.skipIf(canBootHosts() !== undefined)('infraspec run on real hosts', () => {
  it('is 0 on a host that is all right', async () => {
    const run = await infraspec(['run', '--role', 'app', ...on('app-1')])
    expect(run.stdout).toContain(`✓ ${CHECKS} checks passed on 1 host (exit 0)`)
    expect(totals(run)).toEqual({ passed: CHECKS })
    expect(run.code).toBe(0)
    expect(run.stderr).toBe('')
  })

  it('is 4 when a machine that is needed is another one by a second name', async () => {
    const { address: one, address6: other } = loadHosts().hosts['app-1']
    const { identity, knownHosts } = loadHosts()
    const hosts = (...all: string[]) => `export default { specs: ['app'], atLeast: 2, hosts: ${JSON.stringify(all)} }`
    const cwd = (role: string) => projectWith(`it(file('/etc/passwd')).toExist()`, role)
    const flags = ['--user', 'deploy', '--identity', identity, '--known-hosts', knownHosts]
    const run = await infraspec(['run', '--role', 'app', ...flags], { cwd: cwd(hosts(one, `[${other}]`)) })
    expect(totals(run)).toEqual({ passed: 2 })
    expect(run.code).toBe(4)
    expect(run.stdout).toContain('Role app has 1 host (by 2 names) and asks for 2')
    const two = await infraspec(['run', '--role', 'app', ...flags], { cwd: cwd(hosts(one, address('app-2'))) })
    expect(two.code).toBe(0)
  })

  it('names the host apart that fails what the others pass, and prints its id for the next command', async () => {
    const cwd = projectWith(`it(file('/etc/nginx/nginx.conf')).toHaveMode('0644'); it(user('nobody-at-all')).toExist()`)
    const hosts = on('app-1', 'app-2', 'broken-1')
    const run = await infraspec(['run', '--role', 'app', ...hosts, '--reporter', 'json=report.json'], { cwd })
    const broken = address('broken-1')
    expect(run.stdout).toContain(` OUTLIER  app › ${broken} (1 check): fails what 2 other hosts of the role pass`)
    expect(run.code).toBe(1)
    const listed = await infraspec(['hosts', '--role', 'app', '--failing', 'report.json'], { cwd })
    expect(listed.stdout).toBe(`${broken}\n`)
    expect(listed.stderr).toMatch(/^note: not listed, for others of the role fail alike: /)
    expect(listed.code).toBe(0)
  })

  it('names each fault of a broken host once, with expected, actual and evidence, and is 1', async () => {
    const run = await infraspec(['run', '--role', 'app', ...on('broken-1')])
    expect(run.code).toBe(1)
    expect(totals(run)).toEqual({ passed: CHECKS - 5, failed: 5 })
    expect(titled(run, 'failed')).toEqual([
      'accounts › user "ops" exists',
      'logs › package "logrotate" is installed',
      'logs › service "cron or crond" is running',
      'nginx › file "/etc/nginx/nginx.conf" has mode "0644"',
      'its status socket › port 7070 is listening (protocol tcp, on 127.0.0.1)',
    ])
    for (const message of [
      'user "ops" does not exist',
      'package "logrotate" is not installed',
      'service "cron" is not running',
      'file "/etc/nginx/nginx.conf" does not have mode "0644"',
      'port 7070 is not listening',
    ]) {
      expect(run.stdout).toContain(`✗ ${address('broken-1')}: ${message}`)
    }
    expect(run.stdout).toMatch(/expected +0644\n +actual +0666/)
    // The evidence that a person would look for next.
    expect(run.stdout).toMatch(/-rw-rw-rw- 1 root root .* \/etc\/nginx\/nginx.conf/)
    expect(run.stdout).toContain('was not met')
  })

  it('visits all hosts, says which differ, and goes on where one is down', async () => {
    const run = await infraspec(['run', '--role', 'app', ...on('app-1', 'down-1', 'app-2', 'broken-1')])
    expect(run.code).toBe(1)
    expect(totals(run)).toEqual({ passed: 3 * CHECKS - 5, failed: 5, 'not-run': CHECKS })
    expect(run.report.hosts.map(({ status }) => status)).toEqual(['checked', 'unreachable', 'checked', 'checked'])
    expect(run.stdout.match(/UNREACHABLE/g)).toHaveLength(1)
    expect(run.stdout).toMatch(/✗ 2\/4 .*user "ops" exists/)
  })

  it('is 3 when a host is down and the others are all right', async () => {
    const run = await infraspec(['run', '--role', 'app', ...on('down-1', 'app-1')])
    expect(run.code).toBe(3)
    expect(totals(run)).toEqual({ passed: CHECKS, 'not-run': CHECKS })
    expect(run.stdout).toContain('connection refused')
  })

  it('lets no assertion pass where sudo is refused, negated ones included', async () => {
    const run = await infraspec(['run', '--role', 'app', ...on('blind-1')])
    expect(run.code).toBe(3)
    expect(totals(run).passed).toBeUndefined()
    expect(totals(run).failed).toBeUndefined()
    expect(run.stdout).toContain('it asks for a password')
    expect(run.stdout).toContain('try     allow deploy NOPASSWD in sudoers')
  })

  it('is 4 where the specs yield no check for one of the hosts', async () => {
    const spec = `describe('only there', ({ name }) => { if (name === '${address('app-1')}') it(user('root')).toExist() })`
    const run = await infraspec(['run', '--role', 'app', ...on('app-1', 'app-2')], { cwd: projectWith(spec) })
    expect(run.code).toBe(4)
    expect(run.stdout).toContain(`Nothing was checked on ${address('app-2')} (role app): no check exists for it`)
    expect(run.stdout).toMatch(/on 1 of 2 hosts/)
  })

  it('is 4 where every check of a host is skipped', async () => {
    const spec = `it.skipIf(() => true, 'not today')(user('root')).toExist()`
    const run = await infraspec(['run', '--role', 'app', ...on('app-1')], { cwd: projectWith(spec) })
    expect(run.code).toBe(4)
    expect(totals(run)).toEqual({ skipped: 1 })
    expect(run.stdout).toContain('not today')
  })
})
