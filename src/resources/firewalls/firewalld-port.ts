import { ConfigError } from '../../errors.ts'
import { couldNotTell, type Comparison, type Unknown } from '../define-resource.ts'
import { checkKind } from '../shared/wanted.ts'
import type { ZonePresent } from './firewall-cmd.ts'
import type { FirewalldServices } from './firewalld-services.ts'

interface Range {
  readonly first: number
  readonly last: number
  readonly protocol: string
}

/**
 * Whether a zone lets a port in, by whichever of its settings.
 *
 * Could not be told where a rich rule names it, which may be for some senders alone, or only a part of a range is let in.
 *
 * @throws {ConfigError} when it is no port.
 */
export function allowsPort(zone: ZonePresent, services: FirewalldServices, wanted: string): Comparison | Unknown {
  const range = wantedRange(wanted)
  const say = (pass: boolean, actual: unknown) => ({ pass, expected: wanted, actual })
  if (zone.target === 'ACCEPT') return say(true, 'the target ACCEPT: all of them')
  if (zone.protocols.includes(range.protocol)) return say(true, `the protocol ${range.protocol}: all of them`)
  const open = zone.ports.map((port) => ({ port, by: port }))
  for (const name of withIncluded(zone.services, services)) {
    const service = services.get(name)
    if (service === undefined) return couldNotTell(`nobody knows which ports the service ${name} has`)
    if (service.protocols.includes(range.protocol)) return say(true, `all of ${range.protocol}, by the service ${name}`)
    open.push(...service.ports.map((port) => ({ port, by: `${port}, by the service ${name}` })))
  }
  const whole = open.find(({ port }) => covers(port, range))
  if (whole !== undefined) return say(true, whole.by)
  const part = open.find(({ port }) => overlaps(port, range))
  if (part !== undefined) return couldNotTell(`it allows a part of it: ${part.by}`)
  const rich = zone.richRules.find((rule) => mayAllow(rule, range))
  return rich === undefined
    ? say(false, { ports: zone.ports, services: zone.services })
    : couldNotTell(`a rich rule may allow it: ${rich}`, 'toHaveRichRule() asks for that')
}

function wantedRange(wanted: string): Range {
  checkKind(wanted, 'string', 'the port')
  const range = rangeOf(wanted)
  if (range !== undefined && range.first > 0 && range.last < 65_536 && range.first <= range.last) return range
  throw new ConfigError('firewalld-port', `${JSON.stringify(wanted)} is not a port of firewalld`, {
    hint: '8080/tcp or 6000-6007/udp',
  })
}

function rangeOf(text: string): Range | undefined {
  const [, first, last = first, protocol] = /^(\d+)(?:-(\d+))?\/(tcp|udp|sctp|dccp)$/.exec(text) ?? []
  return protocol === undefined ? undefined : { first: Number(first), last: Number(last), protocol }
}

function covers(port: string, wanted: Range): boolean {
  const own = rangeOf(port)
  return own?.protocol === wanted.protocol && own.first <= wanted.first && own.last >= wanted.last
}

function overlaps(port: string, wanted: Range): boolean {
  const own = rangeOf(port)
  return own?.protocol === wanted.protocol && own.first <= wanted.last && own.last >= wanted.first
}

function withIncluded(names: readonly string[], services: FirewalldServices): ReadonlySet<string> {
  const all = new Set(names)
  // what is added while it goes on is visited too
  for (const name of all) for (const included of services.get(name)?.includes ?? []) all.add(included)
  return all
}

/** firewalld.richlanguage(5): one that accepts, and names this port, a service, or nothing. */
function mayAllow(rule: string, wanted: Range): boolean {
  if (!/\b(accept|mark)\b/.test(rule)) return false
  const [, port, protocol] = /\bport port="([^"]*)" protocol="([^"]*)"/.exec(rule) ?? []
  if (port !== undefined) return overlaps(`${port}/${protocol}`, wanted)
  return !/\b(forward-port|icmp-block|icmp-type|masquerade|source-port)\b/.test(rule)
}
