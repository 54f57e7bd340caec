import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { nft, type NftChainPresent } from '../../src/resources/firewalls/nft.ts'
import { nftables } from '../../src/resources/nftables.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('nftables/state'))('$host, $name', (capture) => {
    expect(parsed(nft, capture)).toEqual(capture.expected)
  })
})

describe('chains', () => {
  const read = (stdout: string, more = {}) => nft.parse(answer(stdout, more), ['ip t c'], debian).get('ip t c')
  const chain = (rules: string) => `table ip t {\n\tchain c {\n${rules}\t}\n}\n# the end\n`

  it('have their sets on one line, and nothing that is no rule', () => {
    const rules =
      '\t\ttype filter hook input priority 0; policy accept;\n\t\tcomment "x"\n\t\ttcp dport { 1,\n\t\t\t     2 } drop\n'
    expect(read(chain(rules))).toMatchObject({ policy: 'accept', rules: ['tcp dport { 1, 2 } drop'] })
  })
  it('cannot be told of a dormant table', () => {
    expect(read('table ip t {\n\tflags dormant\n\n\tchain c {\n\t}\n}\n# the end\n')).toBeInstanceOf(Unknown)
    expect(read('table ip t2 {\n\tflags dormant\n}\ntable ip t {\n\tchain c {\n\t}\n}\n# the end\n')).toMatchObject({
      rules: [],
    })
  })
  it('are not there when there is no ruleset', () => expect(read('# the end\n')).toEqual({ exists: false }))
  it.each([
    ['nft failed', '', { exitCode: 1, stderr: 'Operation not permitted (you must be root)' }],
    ['the end is missing', 'table ip t {\n\tchain c {\n', {}],
    ['a brace is missing', 'table ip t {\n\tchain c {\n# the end\n', {}],
    ['it is another language', 'Erreur\n# the end\n', {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))
})

describe('nftables()', () => {
  const key = (name: string) => nftables(name).definition.key?.(name, undefined)

  it('names a family, a table and a chain', () => expect(key('inet  filter input')).toBe('inet filter input'))
  it.each(['', 'input', 'filter input', 'inet filter input x', 'inet filter $(id)', 'inet -f x'])(
    'refuses %j',
    (name) => {
      expect(() => key(name)).toThrow(ConfigError)
    },
  )

  const rules = [
    'ct state established,related accept',
    'iifname "lo" counter accept',
    'tcp dport { 22, 80 } accept comment "the  web"',
  ]
  const named = { family: 'inet', table: 'filter', chain: 'input', type: 'filter', hook: 'input' }
  const present: NftChainPresent = { exists: true, ...named, policy: 'drop', rules }
  const plain: NftChainPresent = { ...present, hook: undefined, policy: undefined }
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toHavePolicy', present, ['drop'], 'true'],
    ['toHavePolicy', present, ['accept'], 'false'],
    ['toHavePolicy', plain, ['drop'], 'unknown'],
    ['toHavePolicy', { exists: false }, ['drop'], 'absent'],
    ['toHaveHook', present, ['input'], 'true'],
    ['toHaveHook', plain, ['input'], 'absent'],
    ['toHaveRule', present, ['ct state related,established  accept'], 'true'],
    ['toHaveRule', present, ['iifname lo counter accept'], 'true'],
    ['toHaveRule', present, ['tcp dport {80,22} accept comment "the  web"'], 'true'],
    ['toHaveRule', present, ['tcp dport {80,22} accept comment "the web"'], 'false'],
    ['toHaveRule', present, ['tcp dport 22 accept'], 'false'],
    ['toHaveRule', present, [/dport .*\b22\b/], 'true'],
    ['toHaveRule', present, [/dport 23/], 'false'],
    ['toHaveRule', { exists: false }, ['drop'], 'absent'],
    ['toHaveRule', present, ['iifname lo accept'], 'true'],
    ['toHaveRule', present, ['tcp dport {80,22} accept'], 'true'],
    ['toHaveRule', present, ['iifname "lo" counter drop'], 'false'],
    ['toBeEmpty', present, [], 'false'],
    ['toBeEmpty', { ...present, rules: [] }, [], 'true'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(nftables('ip t c'), matcher, state as NftChainPresent, ...args))).toBe(expected)
  })
  // Each was given to nft 1.0.6, which printed what stands beside it.
  it.each([
    ['tcp dport { 22 } accept', 'tcp dport 22 accept'],
    ['ip saddr 10.0.0.5/8 drop', 'ip saddr 10.0.0.0/8 drop'],
    ['ip saddr != 10.0.0.1 tcp dport 80 reject', 'ip saddr != 10.0.0.1 tcp dport 80 reject with icmp port-unreachable'],
    ['iifname lo accept', 'iifname "lo" accept'],
  ])('%s is printed as %s', (wanted, printed) => {
    const of = (rule: string) => ({ ...present, rules: [rule] })
    expect(judged(verdict(nftables('ip t c'), 'toHaveRule', of(printed), wanted))).toBe('true')
    expect(judged(verdict(nftables('ip t c'), 'toHaveRule', of(`${printed} log`), wanted))).toBe('false')
  })
  it.each<[string, string]>([
    ['toHaveRule', 'tcp dport ssh accept'],
    ['toHaveRule', 'tcp dport { 22, http } accept'],
    ['toHavePolicy', 'DROP'],
    ['toHaveHook', 'INPUT'],
  ])('refuses %s with %j', (matcher, wanted) => {
    expect(() => verdict(nftables('ip t c'), matcher, present, wanted)).toThrow(ConfigError)
  })
  it('takes a map for no name of a port', () => {
    expect(judged(verdict(nftables('ip t c'), 'toHaveRule', present, 'tcp dport vmap { 22 : accept }'))).toBe('false')
  })
  it('refuses a rule that is none', () => {
    expect(() => verdict(nftables('ip t c'), 'toHaveRule', present, undefined)).toThrow(ConfigError)
  })
})
