import { row, type Rows } from './row.ts'

const RULE = 'the rule as a whole, however it is written: Serverspec searches `iptables -S` for a part of a line'

/** The network: what listens, leads, resolves and filters. */
export const network: Readonly<Record<string, Rows>> = {
  port: [
    row('be_listening', `it(port(80)).toBeListening()`),
    row(
      'be_listening.with',
      `it(port(80)).toBeListening({ protocol: 'tcp', family: 'ipv6' })`,
      '[port-semantics.md](port-semantics.md) has the table',
    ),
    row(
      'be_listening.on',
      `it(port(5432)).toBeListening({ on: '127.0.0.1' })`,
      'what a connection to this address would find',
    ),
  ],
  host: [
    row('be_resolvable', `it(endpoint('db.internal')).toBeResolvable()`, 'no answer from a name server is no "no"'),
    row(
      'be_resolvable.by',
      `it(dns('db.internal')).toResolve()`,
      '`dns` asks a name server, `file("/etc/hosts")` tells the rest',
    ),
    row('be_reachable', `it(endpoint('db.internal:5432')).toBeReachable()`, 'a TCP connection: there is no ping'),
    row(
      'be_reachable.with',
      `it(endpoint('db.internal:5432')).toBeReachable()`,
      'needs no nc on the host; of UDP it cannot be told',
    ),
    row('its(:ipaddress)', `it(endpoint('db.internal')).toHaveAddress('10.0.9.1')`),
    row('its(:ipv4_address)', `it(endpoint('db.internal')).toHaveAddress('10.0.9.1')`),
    row('its(:ipv6_address)', `it(endpoint('db.internal')).toHaveAddress('fd00::9:1')`),
  ],
  interface: [
    row('exist', `it(networkInterface('eth0')).toExist()`),
    row('be_up', `it(networkInterface('eth0')).toBeUp()`, '`lo` and tunnels, too'),
    row('have_ipv4_address', `it(networkInterface('eth0')).toHaveAddress('10.0.3.7/24')`),
    row('have_ipv6_address', `it(networkInterface('eth0')).toHaveAddress('fd00::3:7')`, 'however it is written'),
    row('its(:speed)', `it(networkInterface('eth0')).toHaveSpeed({ atLeast: 1000 })`),
    row('its(:mtu)', `it(networkInterface('eth0')).toHaveMtu(9001)`),
    row('its(:ipv4_address)', `it(networkInterface('eth0')).toHaveAddress('10.0.3.7')`),
    row('its(:ipv6_address)', `it(networkInterface('eth0')).toHaveAddress('fd00::3:7')`),
  ],
  default_gateway: [
    row('its(:ipaddress)', `it(route('default')).toHaveGateway('10.0.3.1')`),
    row('its(:interface)', `it(route('default')).toHaveInterface('eth0')`),
  ],
  routing_table: [row('have_entry', `it(route('10.1.0.0/16')).toHaveGateway('10.0.3.1').toHaveInterface('eth0')`)],
  bond: [
    row('exist', `it(bond('bond0')).toExist()`),
    row(
      'have_interface',
      `it(bond('bond0')).toHaveInterface('eth1')`,
      'the exact name: Serverspec finds eth10 for eth1',
    ),
  ],
  bridge: [
    row('exist', `it(bridge('br0')).toExist()`),
    row('have_interface', `it(bridge('br0')).toHaveInterface('eth1')`, 'needs no brctl'),
  ],
  iptables: [
    row('have_rule', `it(iptables('INPUT')).toHaveRule('-p tcp --dport 22 -j ACCEPT')`, RULE),
    row('have_rule.with_table', `it(iptables('POSTROUTING', { table: 'nat' })).toHaveRule('-j MASQUERADE')`),
    row(
      'have_rule.with_chain',
      `it(iptables('INPUT')).toHaveRule('-i lo -j ACCEPT')`,
      '`nftables`, `firewalld` and `ufw` are there as well',
    ),
  ],
  ip6tables: [
    row('have_rule', `it(ip6tables('INPUT')).toHaveRule('-p tcp --dport 22 -j ACCEPT')`, RULE),
    row('have_rule.with_table', `it(ip6tables('INPUT', { table: 'mangle' })).toHaveRule('-j DROP')`),
    row('have_rule.with_chain', `it(ip6tables('INPUT')).toHaveRule('-i lo -j ACCEPT')`),
  ],
  mail_alias: [
    row('be_aliased_to', `it(mailAlias('root')).toDeliverTo('ops@example.com')`, 'exactly this one of its targets'),
  ],
}
