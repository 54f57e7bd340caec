import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { iptablesSave, type ChainPresent } from '../../src/resources/firewalls/iptables-save.ts'
import { iptables } from '../../src/resources/iptables.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('iptables/state'))('$host, $name', (capture) => {
    expect(parsed(iptablesSave, capture)).toEqual(capture.expected)
  })
})

describe('chains', () => {
  const read = (stdout: string, more = {}) =>
    iptablesSave.parse(answer(stdout, more), ['filter INPUT'], debian).get('filter INPUT')

  it('are read with the counters that some print', () => {
    const stdout = '*filter\n:INPUT DROP [1:60]\n[3:180] -A INPUT -j RETURN\nCOMMIT\n= 0\n'
    expect(read(stdout)).toEqual({ exists: true, policy: 'DROP', rules: ['-j RETURN'] })
  })
  it('of the kernel accept all in a table that nobody has used', () => {
    expect(read('= 0\n')).toEqual({ exists: true, policy: 'ACCEPT', rules: [] })
  })
  it.each([
    ['it is not there', '= 127\n', { exitCode: 127, stderr: 'sh: 1: iptables-save: not found' }],
    ['the other kind failed', '*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n= 1\n', { exitCode: 1 }],
    ['the script ended early', '', {}],
    ['the end is missing', '*filter\n:INPUT ACCEPT [0:0]\n', {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))
  it('need iptables-save', () => {
    expect([{ ...debian, tools: ['iptables-save' as const] }, debian].map(iptablesSave.on)).toEqual([true, false])
  })
})

describe('iptables()', () => {
  const key = (name: string, options?: object) => iptables(name).definition.key?.(name, options)

  it('is a chain of the table filter, or of another one', () => {
    expect([key('INPUT'), key('INPUT', { table: 'nat' })]).toEqual(['filter INPUT', 'nat INPUT'])
    const title = (options?: { table: string }) => iptables('INPUT').definition.title?.('INPUT', options)
    expect([title(), title({ table: 'nat' })]).toEqual([
      'iptables chain "INPUT"',
      'iptables chain "INPUT" of table nat',
    ])
  })
  it.each([
    ['', {}],
    ['a b', {}],
    ['-A', {}],
    ['INPUT', { table: 'users' }],
    ['INPUT', { chain: 'x' }],
  ])('refuses %j with %o', (name, options) => expect(() => key(name, options)).toThrow(ConfigError))

  const rules = [
    '-s 10.0.0.1/32 ! -i eth0 -p tcp -m tcp --dport 22 -j ACCEPT',
    '-p tcp -m multiport --dports 80,443 -m comment --comment "the \\"web\\" one" -j ACCEPT',
    '-p ipv6-icmp -m icmp6 --icmpv6-type 128 -j ACCEPT',
  ]
  const present: ChainPresent = { exists: true, policy: 'DROP', rules }
  const odd: ChainPresent = { exists: true, policy: undefined, rules: ['-m comment --comment "open'] }
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toHavePolicy', present, ['DROP'], 'true'],
    ['toHavePolicy', present, ['ACCEPT'], 'false'],
    ['toHavePolicy', odd, ['ACCEPT'], 'unknown'],
    ['toHavePolicy', { exists: false }, ['DROP'], 'absent'],
    ['toHaveRule', present, ['--protocol tcp --dport 22 -s 10.0.0.1 ! --in-interface eth0 -j ACCEPT'], 'true'],
    ['toHaveRule', present, ['-p 6 --destination-port 22 -s 10.0.0.1 ! -i eth0 -j ACCEPT'], 'true'],
    ['toHaveRule', present, ['-p tcp --dport 22 -j ACCEPT'], 'false'],
    ['toHaveRule', present, ['-s 10.0.0.1 -i eth0 -p tcp --dport 22 -j ACCEPT'], 'false'],
    ['toHaveRule', present, ['-s 10.0.0.1 ! -i eth0 -p tcp --dport 2 -j ACCEPT'], 'false'],
    [
      'toHaveRule',
      present,
      [`-p tcp -m multiport --dports 80,443 -m comment --comment 'the "web" one' -j ACCEPT`],
      'true',
    ],
    ['toHaveRule', present, ['-p icmpv6 --icmpv6-type 128 -j ACCEPT'], 'true'],
    ['toHaveRule', present, [/--dport 22\b/], 'true'],
    ['toHaveRule', present, [/--dport 23\b/], 'false'],
    ['toHaveRule', odd, ['-j ACCEPT'], 'unknown'],
    ['toHaveRule', { exists: false }, ['-j ACCEPT'], 'absent'],
    ['toBeEmpty', present, [], 'false'],
    ['toBeEmpty', { ...present, rules: [] }, [], 'true'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(iptables('INPUT'), matcher, state as ChainPresent, ...args))).toBe(expected)
  })
  // Each was given to iptables 1.8.9 (nf_tables) on Debian 12, which printed what stands beside it.
  const written = [
    ['-p tcp --dport 1022 -s 0.0.0.0/0 -j ACCEPT', '-p tcp -m tcp --dport 1022 -j ACCEPT'],
    ['-p tcp --dport 1023 -s 10.9.8.7/16 -j ACCEPT', '-s 10.9.0.0/16 -p tcp -m tcp --dport 1023 -j ACCEPT'],
    ['-p tcp --dport 1024 -s 10.9.0.0/255.255.0.0 -j ACCEPT', '-s 10.9.0.0/16 -p tcp -m tcp --dport 1024 -j ACCEPT'],
    ['-m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT', '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'],
    ['-m state --state ESTABLISHED,RELATED -j ACCEPT', '-m state --state RELATED,ESTABLISHED -j ACCEPT'],
    ['-p tcp --dport 1025 -j REJECT', '-p tcp -m tcp --dport 1025 -j REJECT --reject-with icmp-port-unreachable'],
    ['-p icmp --icmp-type echo-request -j ACCEPT', '-p icmp -m icmp --icmp-type 8 -j ACCEPT'],
    ['-p tcp --syn --dport 1026 -j DROP', '-p tcp -m tcp --dport 1026 --tcp-flags FIN,SYN,RST,ACK SYN -j DROP'],
    [
      '-p tcp --dport 1027 -m limit --limit 5/minute -j LOG',
      '-p tcp -m tcp --dport 1027 -m limit --limit 5/min -j LOG',
    ],
    ['-p all -i + -j ACCEPT', '-j ACCEPT'],
    [
      '-p tcp -m multiport --dports 443,80 -j DROP',
      '-p tcp -m multiport --dports 80,443 -m comment --comment web -j DROP',
    ],
    ['-p tcp --dport 2000:2000 -j ACCEPT', '-p tcp -m tcp --dport 2000 -j ACCEPT'],
    ['-s ! 10.1.2.3 -d 10.0.0.1/32 -j DROP', '! -s 10.1.2.3/32 -d 10.0.0.1/32 -j DROP'],
    [
      '-p tcp --dport 3000 -j LOG --log-prefix "in: " --log-level 4',
      '-p tcp -m tcp --dport 3000 -j LOG --log-prefix "in: "',
    ],
    [
      '-p tcp --dport 3000 -m recent --set --name x',
      '-p tcp -m tcp --dport 3000 -m recent --set --name x --mask 255.255.255.255 --rsource',
    ],
    ['-p 47 -j ACCEPT', '-p gre -j ACCEPT'],
    ['-p tcp -m tcp --tcp-flags ALL NONE -j DROP', '-p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j DROP'],
    ['-p tcp --dport 3002 -j DNAT --to 10.0.0.1:80', '-p tcp -m tcp --dport 3002 -j DNAT --to-destination 10.0.0.1:80'],
    ['-p tcp --dport 3003 -j REDIRECT --to-port 80', '-p tcp -m tcp --dport 3003 -j REDIRECT --to-ports 80'],
    ['-p ipv6-icmp --icmpv6-type neighbor-solicitation -j ACCEPT', '-p ipv6-icmp -m icmp6 --icmpv6-type 135 -j ACCEPT'],
    ['-p tcp --dport 22 -s ::/0 -j ACCEPT', '-p tcp -m tcp --dport 22 -j ACCEPT'],
    [
      '-p tcp --dport 23 -s FD00:0:0::1/8 -j REJECT',
      '-s fd00::/8 -p tcp -m tcp --dport 23 -j REJECT --reject-with icmp6-port-unreachable',
    ],
  ] as const
  it.each(written)('%s is printed as %s, and as nothing else', (wanted, printed) => {
    const of = (lines: readonly string[]) => ({ exists: true, policy: 'DROP', rules: lines }) satisfies ChainPresent
    const others = written.map(([, line]) => line).filter((line) => line !== printed)
    expect(judged(verdict(iptables('INPUT'), 'toHaveRule', of([printed]), wanted))).toBe('true')
    expect(judged(verdict(iptables('INPUT'), 'toHaveRule', of(others), wanted))).toBe('false')
  })
  it('minds a comment that is wanted', () => {
    const of = (comment: string) => `-p tcp --dport 80 -m comment --comment ${comment} -j ACCEPT`
    const state = { ...present, rules: ['-p tcp -m tcp --dport 80 -m comment --comment web -j ACCEPT'] }
    expect(judged(verdict(iptables('INPUT'), 'toHaveRule', state, of('web')))).toBe('true')
    expect(judged(verdict(iptables('INPUT'), 'toHaveRule', state, of('db')))).toBe('false')
  })
  it.each([
    '-p tcp --dport ssh -j ACCEPT',
    '-p tcp -m multiport --dports http,https -j ACCEPT',
    '-s bastion.example.com -j ACCEPT',
    '-s 10.0.0.1,10.0.0.2 -j ACCEPT',
    '-p icmp --icmp-type host-unreachable -j ACCEPT',
    '-m owner --uid-owner root -j ACCEPT',
  ])('refuses %j, as no rule is printed so', (rule) => {
    expect(() => verdict(iptables('INPUT'), 'toHaveRule', present, rule)).toThrow(ConfigError)
  })
  it.each(['accept', 'REJECT', '', undefined])('refuses %j as a policy', (policy) => {
    expect(() => verdict(iptables('INPUT'), 'toHavePolicy', present, policy)).toThrow(ConfigError)
  })
  it.each([[''], ['ACCEPT'], ['-A INPUT -j ACCEPT'], ['-m comment --comment "open'], [undefined], [22]])(
    'refuses %j as a rule',
    (rule) => expect(() => verdict(iptables('INPUT'), 'toHaveRule', present, rule)).toThrow(ConfigError),
  )
})
