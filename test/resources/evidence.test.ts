import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { EvidenceContext, EvidenceProbe, Existence, Resource } from '../../src/resources/define-resource.ts'
import { cron } from '../../src/resources/cron.ts'
import { endpoint } from '../../src/resources/endpoint.ts'
import { fstab } from '../../src/resources/fstab.ts'
import { kernelModule } from '../../src/resources/kernel-module.ts'
import { kernelParameter } from '../../src/resources/kernel-parameter.ts'
import { mount } from '../../src/resources/mount.ts'
import { networkInterface } from '../../src/resources/network-interface.ts'
import { pkg } from '../../src/resources/pkg.ts'
import { port } from '../../src/resources/port.ts'
import { proc } from '../../src/resources/proc.ts'
import { route } from '../../src/resources/route.ts'
import { service } from '../../src/resources/service.ts'
import { swap } from '../../src/resources/swap.ts'
import { systemState } from '../../src/resources/system-state.ts'
import { TOOLS } from '../../src/host/platform/platform.ts'
import { aPlatform, run, shells } from './live/ask.ts'

const hostile = "'; touch /tmp/infraspec-pwned; '$(touch /tmp/infraspec-pwned)"

const cases: readonly (readonly [string, Resource, string, Existence])[] = [
  ['a missing package', pkg('a'), 'ngnix', { exists: false }],
  ['a missing package with an odd name', pkg('a'), hostile, { exists: false }],
  ['a missing service', service('a'), 'ngnix.service', { exists: false }],
  ['a service', service('a'), 'cron.service', { exists: true }],
  ['a service with an odd name', service('a'), hostile, { exists: true }],
  ['a closed port', port(80), '80', { exists: false }],
  ['a process that does not run', proc('a'), hostile, { exists: false }],
  ['a mount', mount('/'), '/', { exists: true }],
  ['a missing mount with an odd name', mount('/'), `/${hostile}`, { exists: false }],
  ['a missing entry of fstab', fstab('/'), hostile, { exists: false }],
  ['swap that is not there', swap('/a'), `/${hostile}`, { exists: false }],
  ['a parameter of the kernel', kernelParameter('a.b'), 'net/ipv4/ip_forward', { exists: true }],
  ['a missing parameter with an odd name', kernelParameter('a.b'), `a/${hostile}`, { exists: false }],
  ['a missing module', kernelModule('a'), 'br_netfilter', { exists: false }],
  ['an interface', networkInterface('a'), 'lo', { exists: true }],
  ['a missing interface with an odd name', networkInterface('a'), hostile, { exists: false }],
  ['a route', route('default'), '0.0.0.0/0', { exists: false }],
  ['a route of IPv6', route('::/0'), '::/0', { exists: true }],
  ['an endpoint with an odd name', endpoint('a'), `${hostile} 22`, { exists: false }],
  ['cron of an odd user', cron('a'), hostile, { exists: true }],
  ['the system', systemState(), 'system', { exists: true, failedUnits: [hostile] } as Existence],
]

describe.each(shells)('in %s', (...shell) => {
  it.each(cases)('the evidence of %s is understood', (_, { definition }, key, state) => {
    for (const packages of ['dpkg', 'rpm'] as const) {
      const platform = aPlatform({ packages, tools: TOOLS.filter((tool) => tool !== 'dnf') })
      const context: EvidenceContext<Existence> = { key, state, platform, matcher: 'toBeInstalled', negated: false }
      const probes: readonly EvidenceProbe[] = definition.evidence?.(context) ?? []
      expect(probes.length).toBeGreaterThan(0)
      for (const { script } of probes) {
        const { stderr } = run(script, shell)
        expect(stderr).not.toMatch(/syntax|usage|unknown option|invalid option|unrecognized|not found: -/i)
      }
    }
    expect(existsSync('/tmp/infraspec-pwned')).toBe(false)
  })
})
