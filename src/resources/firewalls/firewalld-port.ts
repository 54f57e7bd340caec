import { ConfigError } from '../../errors.ts'
import { couldNotTell, Unknown, type Comparison } from '../define-resource.ts'
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
  const refusal = zone.richRules.find((rule) => mayRefuse(rule, services, range))
  const say = (pass: boolean, actual: unknown) =>
    pass && refusal !== undefined
      ? couldNotTell(`a rich rule may refuse it, and comes first: ${refusal}`)
      : { pass, expected: wanted, actual }
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
  const rich = zone.richRules.find((rule) => mayAllow(rule, services, range))
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

/**
 * Whether a zone lets a service in: by its name, or as a part of another one.
 *
 * Where its ports are let in by something else, or by a rich rule perhaps, it could not be told.
 */
export function allowsService(zone: ZonePresent, services: FirewalldServices, wanted: string): Comparison | Unknown {
  checkKind(wanted, 'string', 'the service')
  const own = services.get(wanted)
  const range = (own?.ports ?? []).map(rangeOf)
  const rich = zone.richRules.filter((rule) => mayConcern(rule, wanted, range))
  const refusal = rich.find((rule) => isRefusal(rule))
  const named = withIncluded(zone.services, services).has(wanted)
  if (named || zone.target === 'ACCEPT') {
    if (refusal !== undefined) return couldNotTell(`a rich rule may refuse it, and comes first: ${refusal}`)
    return { pass: true, expected: wanted, actual: named ? zone.services : 'the target ACCEPT: all of them' }
  }
  if (own === undefined) return couldNotTell(`firewalld knows no service ${JSON.stringify(wanted)}`)
  const allowance = rich.find((rule) => ACCEPTS.test(rule))
  if (allowance !== undefined)
    return couldNotTell(`a rich rule may allow it: ${allowance}`, 'toHaveRichRule() asks for that')
  const port = own.ports.find((one) => rangeOf(one) !== undefined && isOpen(allowsPort(zone, services, one)))
  if (port !== undefined) return couldNotTell(`it is not named, but ${port} is let in`, 'ask for the port')
  return { pass: false, expected: wanted, actual: zone.services }
}

function isOpen(verdict: Comparison | Unknown): boolean {
  return verdict instanceof Unknown || verdict.pass
}

const ACCEPTS = /\b(accept|mark)\b/
/** Those that are about other things than what comes in. */
const ASIDE = /\b(forward-port|icmp-block|icmp-type|masquerade|source-port)\b/

function mayConcern(rule: string, service: string, ports: readonly (Range | undefined)[]): boolean {
  const name = /\bservice name="([^"]*)"/.exec(rule)?.[1]
  if (name !== undefined) return name === service
  const [, port, protocol] = /\bport port="([^"]*)" protocol="([^"]*)"/.exec(rule) ?? []
  if (port === undefined) return !ASIDE.test(rule)
  return ports.some((range) => range !== undefined && overlaps(`${port}/${protocol}`, range))
}

/** firewalld.richlanguage(5): of the same priority, what refuses is asked before what accepts. Of some senders alone it says nothing. */
function isRefusal(rule: string): boolean {
  return /\b(reject|drop)\b/.test(rule) && !/\b(source|destination) /.test(rule)
}

function mayRefuse(rule: string, services: FirewalldServices, wanted: Range): boolean {
  return isRefusal(rule) && mayReach(rule, services, wanted)
}

/** firewalld.richlanguage(5): one that accepts, and names this port, a service, or nothing. */
function mayAllow(rule: string, services: FirewalldServices, wanted: Range): boolean {
  return ACCEPTS.test(rule) && mayReach(rule, services, wanted)
}

function mayReach(rule: string, services: FirewalldServices, wanted: Range): boolean {
  const name = /\bservice name="([^"]*)"/.exec(rule)?.[1]
  const named = name === undefined ? [] : [...withIncluded([name], services)].map((one) => services.get(one))
  if (named.length > 0 && !named.includes(undefined))
    return named.some((one) => one?.protocols.length !== 0 || one.ports.some((port) => overlaps(port, wanted)))
  const [, port, protocol] = /\bport port="([^"]*)" protocol="([^"]*)"/.exec(rule) ?? []
  return port === undefined ? !ASIDE.test(rule) : overlaps(`${port}/${protocol}`, wanted)
}
