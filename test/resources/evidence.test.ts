import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { EvidenceContext, EvidenceProbe, Existence, Resource } from '../../src/resources/define-resource.ts'
import { pkg } from '../../src/resources/pkg.ts'
import { port } from '../../src/resources/port.ts'
import { proc } from '../../src/resources/proc.ts'
import { service } from '../../src/resources/service.ts'
import { TOOLS } from '../../src/host/platform.ts'
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
