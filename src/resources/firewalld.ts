import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineResource, ifPresent, is, withDetails, type Comparison } from './define-resource.ts'
import { defaultZone, firewallCmd, permanentZones, type ZonePresent, type ZoneState } from './firewalls/firewall-cmd.ts'
import { checkKind } from './shared/wanted.ts'

export type { ZonePresent, ZoneState } from './firewalls/firewall-cmd.ts'

/** What is fetched of a zone only when something asks for it. */
export interface ZoneDetails {
  /** The same zone as it will be after a reload or a boot. */
  readonly permanent: ZoneState
  readonly defaultZone: string
}

type ZoneList = 'interfaces' | 'sources' | 'services' | 'ports' | 'richRules'

const has = (list: ZoneList) => ifPresent((zone: ZonePresent, wanted: string) => includes(zone[list], wanted))

const hasPermanently = (list: ZoneList) =>
  withDetails(
    ['permanent'],
    ifPresent(({ permanent }: ZonePresent & ZoneDetails, wanted: string) =>
      includes(permanent.exists ? permanent[list] : [], wanted),
    ),
  )

/**
 * A zone of firewalld, as it is in force; the permanent configuration has matchers of its own.
 *
 * Takes root. Where firewalld does not run, nothing can be told.
 *
 * @example
 * it(firewalld('public')).toAllowService('ssh').toPermanentlyAllowService('ssh')
 * it(firewalld('public')).not.toAllowPort('3306/tcp')
 */
export const firewalld = defineResource({
  kind: 'firewalld zone',
  key: zoneName,
  providers: { firewallCmd },
  details: { permanent: { firewallCmd: permanentZones }, defaultZone: { firewallCmd: defaultZone } },
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
    /** It allows this service, by name. */
    toAllowService: has('services'),
    /** It allows this port or range, as firewalld has it: `8080/tcp`, `6000-6007/udp`. */
    toAllowPort: has('ports'),
    /** It has this rich rule, as `firewall-cmd --list-rich-rules` prints it. */
    toHaveRichRule: has('richRules'),
    /** What becomes of what it does not allow: `default`, `ACCEPT`, `DROP`, `%%REJECT%%`. */
    toHaveTarget: ifPresent((zone: ZonePresent, target: string) => is(zone.target, target)),
    /** It masquerades. */
    toMasquerade: ifPresent((zone: ZonePresent) => zone.masquerade),
    /** It will allow this service after a reload or a boot. */
    toPermanentlyAllowService: hasPermanently('services'),
    /** It will allow this port after a reload or a boot. */
    toPermanentlyAllowPort: hasPermanently('ports'),
  },
})

function includes(list: readonly string[], wanted: string): Comparison {
  checkKind(wanted, 'string')
  return { pass: list.includes(wanted), expected: wanted, actual: list }
}

function zoneName(name: string): string {
  if (/^[\w/]{1,17}$/.test(name)) return name
  throw new ConfigError('firewalld', `${JSON.stringify(name)} is not the name of a zone`, { hint: 'public' })
}
