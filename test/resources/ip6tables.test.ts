import { describe, expect, it } from 'vitest'
import { ip6tablesSave, type ChainPresent } from '../../src/resources/firewalls/iptables-save.ts'
import { ip6tables } from '../../src/resources/ip6tables.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'

describe('what hosts answered', () => {
  it.each(captures('ip6tables/state'))('$host, $name', (capture) => {
    expect(parsed(ip6tablesSave, capture)).toEqual(capture.expected)
  })
})

describe('ip6tables()', () => {
  it('knows an address however it is written', () => {
    const state: ChainPresent = { exists: true, policy: 'ACCEPT', rules: ['-s fd00::1/128 -j DROP'] }
    const said = (rule: string) => judged(verdict(ip6tables('INPUT'), 'toHaveRule', state, rule))
    expect([said('-s fd00:0:0::1 -j DROP'), said('-s fd00::/64 -j DROP'), said('-s fd00::10 -j DROP')]).toEqual([
      'true',
      'false',
      'false',
    ])
  })
})
