import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineResource, ifPresent, incomparable, is, withDetails, type Comparison } from './define-resource.ts'
import { defaultZone, firewallCmd, permanentZones, type ZonePresent, type ZoneState } from './firewalls/firewall-cmd.ts'
import { allowsPort, allowsService } from './firewalls/firewalld-port.ts'
import { firewalldServices, type FirewalldServices } from './firewalls/firewalld-services.ts'
import { checkKind, checkOneOf } from './shared/wanted.ts'

export type { FirewalldService, FirewalldServices } from './firewalls/firewalld-services.ts'
export type { ZonePresent, ZoneState } from './firewalls/firewall-cmd.ts'

/** What is fetched of a zone only when something asks for it. */
export interface ZoneDetails {
  /** The same zone as it will be after a reload or a boot. */
  readonly permanent: ZoneState
  readonly defaultZone: string
  /** What the services that firewalld knows open. */
  readonly known: FirewalldServices
}

type ZoneList = 'interfaces' | 'sources' | 'richRules'

const has = (list: ZoneList) => ifPresent((zone: ZonePresent, wanted: string) => includes(zone[list], wanted))

/**
 * A zone of firewalld, as it is in force; the permanent configuration has matchers of its own.
 *
 * Takes root. Where firewalld does not run, nothing can be told. A zone speaks of the interfaces and networks that it has, and of
 * those alone; whether a port can be reached, `endpoint` asks from another host.
 *
 * @example
 * it(firewalld('public')).toAllowService('ssh').toPermanentlyAllowService('ssh')
 * it(firewalld('public')).not.toAllowPort('3306/tcp')
 */
export const firewalld = defineResource({
  kind: 'firewalld zone',
  key: zoneName,
  providers: { firewallCmd },
  details: {
    permanent: { firewallCmd: permanentZones },
    defaultZone: { firewallCmd: defaultZone },
    known: { files: firewalldServices },
  },
  evidence: () => [{ label: 'the zones that are in use', script: sh`firewall-cmd --get-active-zones 2>&1` }],
  matchers: {
    /** There is such a zone. */
    toExist: (zone: ZoneState) => zone.exists,
    /** An interface without a zone of its own is in this one. */
    toBeDefault: withDetails(
      ['defaultZone'],
      ifPresent((zone: ZonePresent & ZoneDetails): Comparison => is(zone.defaultZone, zone.name)),
    ),
    /** It is the zone of this interface. */
    toHaveInterface: has('interfaces'),
    /** It is the zone of what comes from this network. */
    toHaveSource: has('sources'),
    /**
     * It allows this service, by its name, within another one, or everything.
     *
     * Where its ports are open by themselves, or a rich rule may allow it or refuse it, it could not be told.
     */
    toAllowService: withDetails(
      ['known'],
      ifPresent((zone: ZonePresent & ZoneDetails, service: string) => allowsService(zone, zone.known, service)),
    ),
    /**
     * It allows this port or all of this range, `8080/tcp`, `6000-6007/udp`: by itself, within a range, by a service, or
     * because it allows everything. Where a rich rule may allow it, or refuse it, it could not be told.
     */
    toAllowPort: withDetails(
      ['known'],
      ifPresent((zone: ZonePresent & ZoneDetails, port: string) => allowsPort(zone, zone.known, port)),
    ),
    /** It has this rich rule, as `firewall-cmd --list-rich-rules` prints it. */
    toHaveRichRule: has('richRules'),
    /** What becomes of what it does not allow: `default`, `ACCEPT`, `DROP`, `%%REJECT%%`. */
    toHaveTarget: ifPresent((zone: ZonePresent, target: string) => {
      checkOneOf(target, ['default', 'ACCEPT', 'DROP', '%%REJECT%%'], 'a target')
      return is(zone.target, target)
    }),
    /** It masquerades. */
    toMasquerade: ifPresent((zone: ZonePresent) => zone.masquerade),
    /** It will allow this service after a reload or a boot. */
    toPermanentlyAllowService: withDetails(
      ['permanent', 'known'],
      ifPresent(({ permanent, known }: ZonePresent & ZoneDetails, service: string) =>
        permanent.exists ? allowsService(permanent, known, service) : notPermanent(service),
      ),
    ),
    /** It will allow this port after a reload or a boot. */
    toPermanentlyAllowPort: withDetails(
      ['permanent', 'known'],
      ifPresent(({ permanent, known }: ZonePresent & ZoneDetails, port: string) =>
        permanent.exists ? allowsPort(permanent, known, port) : notPermanent(port),
      ),
    ),
  },
})

function includes(list: readonly string[], wanted: string): Comparison {
  checkKind(wanted, 'string')
  return { pass: list.includes(wanted), expected: wanted, actual: list }
}

function notPermanent(wanted: string): Comparison {
  return incomparable('no such zone after a reload', wanted)
}

function zoneName(name: string): string {
  if (/^[\w/]{1,17}$/.test(name)) return name
  throw new ConfigError('firewalld', `${JSON.stringify(name)} is not the name of a zone`, { hint: 'public' })
}
