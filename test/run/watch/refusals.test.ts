import { expect, it } from 'vitest'

import { refuseUnwatchable } from '../../../src/run/watch/refusals.ts'
import type { Settings } from '../../../src/run/options/settings.ts'

const here = { ci: undefined, isTerminal: true }

it.each<[Settings, string]>([
  [{ shard: { index: 1, total: 4 } }, '--shard'],
  [{ passWithNoFiles: true }, '--pass-with-no-files'],
  [{ keyStdin: true }, '--key-stdin'],
  [{ profile: true }, '--profile'],
  [{ openSsh: 'sg-0123456789abcdef0' }, '--open-ssh'],
])('refuses %o', (settings, flag) => {
  expect(() => refuseUnwatchable(settings, here)).toThrow(`--watch cannot be with ${flag}: `)
})

it('refuses CI, unless somebody sits at a terminal', () => {
  expect(() => refuseUnwatchable({}, { ci: 'true', isTerminal: false })).toThrow('CI is set and there is no terminal')
  expect(() => refuseUnwatchable({}, { ci: 'true', isTerminal: true })).not.toThrow()
  expect(() => refuseUnwatchable({}, { ci: 'false', isTerminal: false })).not.toThrow()
})

it('refuses nothing else', () => {
  expect(() => refuseUnwatchable({ profile: false, bail: true, tag: ['smoke'], role: ['app'] }, here)).not.toThrow()
})
