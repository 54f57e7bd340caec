import type { Lister } from '../define-list.ts'
import { Unknown } from '../define-resource.ts'
import type { ServiceItem, ServicePresent } from './state.ts'

/** What every init system says of a service; the rest is for those that have it. */
export interface PlainService extends Partial<Omit<ServicePresent, 'exists' | 'id' | 'names'>> {
  readonly name: string
  readonly activeState: string
  readonly subState: string
  readonly unitFileState: 'enabled' | 'disabled'
}

/** A service of an init system that is no systemd, in the words of systemd. */
export function plainService({ name, ...known }: PlainService): ServicePresent {
  return {
    exists: true,
    id: name,
    names: [name],
    description: '',
    loadState: 'loaded',
    wantedBy: [],
    triggeredBy: [],
    type: '',
    mainPid: undefined,
    restarts: undefined,
    result: '',
    exitCode: undefined,
    signal: undefined,
    since: undefined,
    user: '',
    path: '',
    reloadNeeded: false,
    ...known,
  }
}

/** The name without systemd's suffix: services are asked for as `nginx.service` everywhere. */
export function plainName(key: string): string {
  return key.replace(/\.service$/, '')
}

/** A list of what is known of services, as a list of what all init systems know of them. */
export function asItems(lister: Lister<ServicePresent>): Lister<ServiceItem> {
  return {
    ...lister,
    parse: (answer, platform) => {
      const services = lister.parse(answer, platform)
      if (services instanceof Unknown) return services
      return services.map(({ id, activeState, subState, unitFileState }) => {
        return { name: id, activeState, subState, unitFileState }
      })
    },
  }
}
