import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { canBootHosts, loadHosts } from '../hosts/hosts.ts'
import { infraspec, on, projectWith, ROOT, titled, totals } from './infraspec.ts'

const IMPORTS = `import { cron, endpoint, fstab, kernelModule, kernelParameter, mount, networkInterface, route, swap, systemState } from 'infraspec'\n`

/** What holds on app-1, one check a line. */
const TRUE = [
  `mount('/run')).toBeMounted()`,
  `mount('/run')).toHaveDevice('tmpfs')`,
  `mount('/run')).toHaveType('tmpfs')`,
  `mount('/run')).toHaveOption('nosuid')`,
  `mount('/proc/sys')).toBeReadOnly()`,
  `mount('/')).toHaveUsedSpace({ below: 100 })`,
  `mount('/')).toHaveAvailableSpace({ above: 0 })`,
  `mount('/')).toHaveUsedInodes({ below: 100 })`,
  `fstab('/srv')).toExist()`,
  `fstab('/srv')).toHaveDevice('/dev/vdz')`,
  `fstab('/srv')).toHaveType('ext4')`,
  `fstab('/srv')).toHaveOption('noauto')`,
  `fstab('/srv')).toHavePass(2)`,
  `kernelParameter('kernel.ostype')).toExist()`,
  `kernelParameter('kernel.ostype')).toHaveValue('Linux')`,
  `kernelParameter('kernel.pid_max')).toHavePersistedValue(4194304)`,
  `kernelModule('tcp-cubic')).toBeLoaded()`,
  `kernelModule('tcp_cubic')).toBeBuiltIn()`,
  `networkInterface('eth0')).toExist()`,
  `networkInterface('eth0')).toBeUp()`,
  `networkInterface('lo')).toBeUp()`,
  `networkInterface('eth0')).toHaveAddress('ADDRESS/29')`,
  `networkInterface('eth0')).toHaveAddress('ADDRESS6')`,
  `networkInterface('eth0')).toHaveMtu(1500)`,
  `route('NETWORK')).toExist()`,
  `route('NETWORK')).toHaveInterface('eth0')`,
  `cron('root')).toHaveJob({ schedule: '17 * * * *', source: '/etc/crontab' })`,
  `cron('plain')).toHaveNoJobs()`,
  `as('plain', cron('plain'))).toHaveNoJobs()`,
  `endpoint('logs.internal')).toBeResolvable()`,
  `endpoint('logs.internal')).toHaveAddress('127.0.1.2')`,
  `endpoint('127.0.0.1:80')).toBeReachable()`,
  `systemState()).toHaveFailedUnit('failing.service')`,
  `systemState()).toHaveNoFailedUnits({ except: ['failing.service'] })`,
]

/** What does not. */
const FALSE = [
  `mount('/etc')).toBeMounted()`,
  `mount('/run')).toHaveOption('suid')`,
  `mount('/')).toHaveUsedSpace({ below: 0 })`,
  `fstab('/')).toExist()`,
  `swap('/swapfile')).toBeActive()`,
  `kernelParameter('nope.nope')).toExist()`,
  `kernelParameter('net.ipv4.ip_forward')).toHavePersistedValue(0)`,
  `networkInterface('eth')).toExist()`,
  `networkInterface('eth0')).toHaveAddress('ADDRESS/24')`,
  `route('default')).toExist()`,
  `route('NETWORK')).toHaveGateway('GATEWAY')`,
  `cron('root')).toHaveJob({ command: 'run-parts' })`,
  `cron('root')).toHaveNoJobs()`,
  `endpoint('127.0.0.1:81')).toBeReachable()`,
  `systemState()).toBeRunning()`,
  `systemState()).toHaveNoFailedUnits()`,
]

/** Nothing can be said of what is not there. */
const ABSENT = [
  `mount('/etc')).toHaveType('ext4')`,
  `mount('/etc')).toHaveUsedSpace({ below: 100 })`,
  `fstab('/')).toHaveType('ext4')`,
  `swap('/swapfile')).toHavePriority(1)`,
  `kernelParameter('nope.nope')).toHaveValue(1)`,
  `networkInterface('eth')).toBeUp()`,
  `networkInterface('eth')).toHaveSpeed(1000)`,
  `route('default')).toHaveGateway('GATEWAY')`,
  `cron('nosuch')).toHaveNoJobs()`,
]

/** What this host cannot be made to tell. */
const UNTOLD = [
  `mount('/proc')).toHaveUsedSpace({ below: 100 })`,
  `kernelParameter('vm.compact_memory')).toExist()`,
  `kernelParameter('net.ipv4')).toExist()`,
  `as('plain', kernelParameter('kernel.cad_pid'))).toHaveValue(1)`,
  `kernelModule('nope')).toBeLoaded()`,
  `networkInterface('eth0')).toHaveSpeed(1000)`,
  `as('plain', cron('root'))).toHaveNoJobs()`,
  `endpoint('nosuch.example')).toBeResolvable()`,
  `endpoint('nosuch.example:22')).toBeReachable()`,
]

const spec = (checks: readonly string[], negated: boolean): string =>
  IMPORTS +
  checks
    .map((check) => `it(${negated ? check.replace(/\)\.to/, ').not.to') : check}`)
    .map(addressed)
    .join('\n')

/** With the addresses of app-1, the version 6 one as a person would not write it. */
function addressed(check: string): string {
  const { address, address6 } = loadHosts().hosts['app-1']
  const net = address.slice(0, -1)
  return check
    .replace('ADDRESS6', address6.replace('::2', ':0:0:0:2'))
    .replace('ADDRESS', address)
    .replace('NETWORK', `${net}0/29`)
    .replace('GATEWAY', `${net}1`)
}

describe.skipIf(canBootHosts() !== undefined)('resources of the system on a real host', () => {
  beforeAll(() => inside('grep -q /dev/vdz /etc/fstab || echo "/dev/vdz /srv ext4 noauto 0 2" >> /etc/fstab'))
  afterAll(() => inside('sed -i /vdz/d /etc/fstab'))

  async function run(checks: readonly string[], negated: boolean) {
    return await infraspec(['run', '--role', 'app', ...on('app-1')], { cwd: projectWith(spec(checks, negated)) })
  }

  it('hold where they should', async () => {
    const held = await run(TRUE, false)
    expect({ totals: totals(held), failed: titled(held, 'failed'), errored: titled(held, 'errored') }).toEqual({
      totals: { passed: TRUE.length },
      failed: [],
      errored: [],
    })
    expect(held.code).toBe(0)
    const negated = await run(TRUE, true)
    expect(titled(negated, 'passed')).toEqual([])
    expect(totals(negated)).toEqual({ failed: TRUE.length })
  })

  it('do not hold where they should not', async () => {
    const failed = await run(FALSE, false)
    expect(titled(failed, 'passed')).toEqual([])
    expect(totals(failed)).toEqual({ failed: FALSE.length })
    expect(failed.code).toBe(1)
    const negated = await run(FALSE, true)
    expect(totals(negated)).toEqual({ passed: FALSE.length })
  })

  it.each([false, true])('fail in both polarities for what is not there (negated: %s)', async (negated) => {
    expect(totals(await run(ABSENT, negated))).toEqual({ failed: ABSENT.length })
  })

  it.each([false, true])('are errors in both polarities where it cannot be told (negated: %s)', async (negated) => {
    const untold = await run(UNTOLD, negated)
    expect(totals(untold)).toEqual({ errored: UNTOLD.length })
    expect(untold.code).toBe(3)
  })

  it('blame a spec that asks whether no port is reachable', async () => {
    expect((await run([`endpoint('localhost')).toBeReachable()`], false)).code).toBe(2)
  })
})

function inside(script: string): void {
  execFileSync(`${ROOT}/test/hosts/exec`, ['app-1', 'sh', '-c', script])
}
