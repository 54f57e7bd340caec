import { networkOf } from '../network/prefix.ts'
import { readAddress } from '../sockets/address.ts'

/** Other names of a protocol, and of the module that looks into it. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  0: 'all',
  1: 'icmp',
  2: 'igmp',
  6: 'tcp',
  17: 'udp',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  58: 'ipv6-icmp',
  112: 'vrrp',
  132: 'sctp',
  icmpv6: 'ipv6-icmp',
  icmp6: 'ipv6-icmp',
}

const ICMP: Readonly<Record<string, string>> = {
  'echo-reply': '0',
  pong: '0',
  'destination-unreachable': '3',
  redirect: '5',
  'echo-request': '8',
  ping: '8',
  'router-advertisement': '9',
  'router-solicitation': '10',
  'time-exceeded': '11',
  'ttl-exceeded': '11',
  'parameter-problem': '12',
}

const ICMP6: Readonly<Record<string, string>> = {
  'destination-unreachable': '1',
  'packet-too-big': '2',
  'time-exceeded': '3',
  'ttl-exceeded': '3',
  'parameter-problem': '4',
  'echo-request': '128',
  ping: '128',
  'echo-reply': '129',
  pong: '129',
  'router-solicitation': '133',
  'router-advertisement': '134',
  'neighbour-solicitation': '135',
  'neighbor-solicitation': '135',
  'neighbour-advertisement': '136',
  'neighbor-advertisement': '136',
  redirect: '137',
}

const FLAGS: Readonly<Record<string, string>> = { ALL: 'ACK,FIN,PSH,RST,SYN,URG', NONE: 'NONE' }

/** The value of an option in the one form that iptables-save(8) prints, with the members of a list in order. */
export function canonical(name: string, value: string): string {
  switch (name) {
    case '-p':
      return PROTOCOLS[value.toLowerCase()] ?? value.toLowerCase()
    case '-s':
    case '-d':
      return network(value)
    case '--ctstate':
    case '--state':
    case '--ctstatus':
      return inOrder(value.toUpperCase())
    case '--tcp-flags':
      return FLAGS[value.toUpperCase()] ?? inOrder(value.toUpperCase())
    case '--dport':
    case '--sport':
    case '--dports':
    case '--sports':
    case '--ports':
      return inOrder(value.split(',').map(ports).join(','))
    case '--icmp-type':
      return ICMP[value] ?? value
    case '--icmpv6-type':
      return ICMP6[value] ?? value
    case '--limit':
      return value.replace(/\/(s|m|h|d)[a-z]*$/i, (_, unit: string) => `/${unit.toLowerCase()}`)
    case '--mac-source':
      return value.toLowerCase()
    case '--reject-with':
      return REJECTIONS[value] ?? value
    case '--log-level':
      return LEVELS[value] ?? value
    default:
      return value
  }
}

const REJECTIONS: Readonly<Record<string, string>> = {
  'port-unreach': 'icmp-port-unreachable',
  'icmp6-port-unreachable': 'icmp-port-unreachable',
}

const LEVELS: Readonly<Record<string, string>> = { warning: '4', warn: '4' }

/** `10.9.8.7/255.255.0.0` is `10.9.0.0/16`. */
function network(value: string): string {
  const [, text = '', prefix] = /^([^/]*)(?:\/([\d.]+))?$/.exec(value) ?? []
  const address = readAddress(text)
  if (address === undefined) return value
  const longest = address.family === 'ipv4' ? 32 : 128
  const length = prefix === undefined ? longest : lengthOf(prefix)
  return length === undefined || length > longest ? value : `${networkOf(address, length)}/${length}`
}

function lengthOf(prefix: string): number | undefined {
  if (/^\d+$/.test(prefix)) return Number(prefix)
  const mask = readAddress(prefix)
  if (mask === undefined) return undefined
  const bits = mask.address.split('.').map((part) => Number(part).toString(2).padStart(8, '0'))
  return /^1*0*$/.test(bits.join('')) ? bits.join('').replaceAll('0', '').length : undefined
}

/** `80:80` is `80`, and a range that is open ends at the last port there is. */
function ports(value: string): string {
  const [, first, last] = /^(\d*):(\d*)$/.exec(value) ?? []
  if (first === undefined || last === undefined) return value
  return first === last ? first : `${first || '0'}:${last || '65535'}`
}

function inOrder(list: string): string {
  return list.split(',').toSorted().join(',')
}

/** Options that say only what is so without them. */
const SILENT = new Set([
  '-p all',
  '-s 0.0.0.0/0',
  '-d 0.0.0.0/0',
  '-s ::/0',
  '-d ::/0',
  '-i +',
  '-o +',
  '--reject-with icmp-port-unreachable',
  '--log-level 4',
  '--limit-burst 5',
  '--hashlimit-burst 5',
  '--rsource',
  '--mask 255.255.255.255',
  '--mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
])

/** Whether an option, its values in canonical form, says nothing. */
export function isSilent(name: string, values: readonly string[]): boolean {
  return SILENT.has([name, ...values].join(' '))
}

const NUMERIC = /^[\d:,]+$/

/** What iptables-save(8) would print instead of this value; `undefined` where it would print it. */
export function unprinted(name: string, value: string): string | undefined {
  if (/^--[sd]?ports?$/.test(name) && !NUMERIC.test(value)) return 'the number of the port'
  if (/^--[ug]id-owner$/.test(name) && !/^\d+(-\d+)?$/.test(value)) return 'the number of the user or group'
  if (/^--icmp(v6)?-type$/.test(name) && !/^\d+(\/\d+)?$/.test(value) && value !== 'any') {
    return 'the number of the type'
  }
  if (name !== '-s' && name !== '-d') return undefined
  if (value.includes(',')) return 'a rule for each address'
  return /^[0-9a-f.:]+\/[\d.]+$/.test(value) ? undefined : 'the address'
}
