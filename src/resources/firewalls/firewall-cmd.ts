import { sh, type Script } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { firstLine } from '../shared/all-unknown.ts'

/** A zone of firewalld. */
export interface ZonePresent {
  readonly exists: true
  readonly name: string
  /** `default`, `ACCEPT`, `DROP` or `%%REJECT%%`: what becomes of what the zone does not allow. */
  readonly target: string
  readonly interfaces: readonly string[]
  readonly sources: readonly string[]
  readonly services: readonly string[]
  /** `8080/tcp`, `6000-6007/udp`. */
  readonly ports: readonly string[]
  readonly protocols: readonly string[]
  readonly masquerade: boolean
  readonly forwardPorts: readonly string[]
  readonly richRules: readonly string[]
}

/** What is known about a zone. */
export type ZoneState = { readonly exists: false } | ZonePresent

// firewall-cmd(1): one question for all zones; 252 is "not running".
export const firewallCmd: Provider<ZoneState> = zones(sh``)
/** What it will be after a reload or a boot. */
export const permanentZones: Provider<ZoneState> = zones(sh`--permanent`)

/** The zone that an interface without one is in. */
export const defaultZone: Provider<string> = {
  on: ({ tools }) => tools.includes('firewall-cmd'),
  show: () => sh`firewall-cmd --get-default-zone`,
  ask: () => sh`firewall-cmd --get-default-zone`,
  parse: ({ stdout, stderr, exitCode }, keys) => {
    const name = stdout.trim()
    const state = exitCode === 0 && /^\S+$/.test(name) ? name : failure(exitCode, stderr || stdout)
    return new Map(keys.map((key) => [key, state]))
  },
}

function zones(permanent: Script): Provider<ZoneState> {
  return {
    on: ({ tools }) => tools.includes('firewall-cmd'),
    show: (zone) => sh`firewall-cmd ${permanent} --zone ${zone} --list-all`,
    ask: () => sh`firewall-cmd --state && firewall-cmd ${permanent} --list-all-zones && echo =`,
    parse: ({ stdout, stderr, exitCode }, keys) => {
      const [, body] = /^running\n([^]*)^=\n$/m.exec(stdout) ?? []
      const known = body === undefined ? undefined : readZones(body)
      const read = (key: string) => known?.get(key) ?? { exists: false as const }
      const why = failure(exitCode, stderr || stdout)
      return new Map(keys.map((key) => [key, known === undefined ? why : read(key)]))
    },
  }
}

function failure(exitCode: number | undefined, said: string): Unknown {
  if (exitCode === 252) return couldNotTell('firewalld is not running', "service('firewalld') tells whether it is")
  const denied = /authoriz|not privileged|Permission denied/i.test(said)
  const hint = denied ? 'set `sudo: true` for this role' : undefined
  return couldNotTell(`firewall-cmd: ${firstLine(said) || `exit code ${exitCode}`}`, hint)
}

/** Blocks with an empty line between; the name stands alone, `(active)` or `(default, active)` behind it. */
function readZones(text: string): ReadonlyMap<string, ZoneState | Unknown> | undefined {
  const found = new Map<string, ZoneState | Unknown>()
  for (const block of text.split(/\n\n+/).filter((part) => part.trim() !== '')) {
    const [heading = '', ...lines] = block.replace(/^\n+/, '').split('\n')
    const [, name] = /^(\S+)(?: \([\w, ]+\))?$/.exec(heading) ?? []
    if (name === undefined) return undefined
    found.set(name, zoneOf(name, lines))
  }
  return found.size === 0 ? undefined : found
}

function zoneOf(name: string, lines: readonly string[]): ZoneState | Unknown {
  const values = new Map<string, string[]>()
  let current: string[] = []
  for (const line of lines) {
    const [, property, value = ''] = /^ {2}([a-z][a-z -]*): ?(.*)$/.exec(line) ?? []
    if (property !== undefined) values.set(property, (current = value === '' ? [] : [value]))
    else if (line.startsWith('\t')) current.push(line.trim())
  }
  const [target, masquerade] = [values.get('target')?.[0], values.get('masquerade')?.[0]]
  if (target === undefined || (masquerade !== 'yes' && masquerade !== 'no') || !values.has('services')) {
    return couldNotTell('firewall-cmd printed what cannot be read')
  }
  const words = (property: string) => (values.get(property) ?? []).flatMap((value) => value.split(' ')).filter(Boolean)
  return {
    exists: true,
    name,
    target,
    interfaces: words('interfaces'),
    sources: words('sources'),
    services: words('services'),
    ports: words('ports'),
    protocols: words('protocols'),
    masquerade: masquerade === 'yes',
    forwardPorts: words('forward-ports'),
    richRules: values.get('rich rules') ?? [],
  }
}
