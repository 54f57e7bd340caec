import { ConfigError } from '../../errors.ts'
import type { Inventory } from '../inventory.ts'
import { decode, refuseOptions, type SourceText } from '../source-text.ts'

/** Which hosts of Mackerel are meant. */
export interface MackerelOptions {
  readonly service: string
  /** Default: all of the service, each belonging to the roles that Mackerel knows it by. */
  readonly role?: string | readonly string[] | undefined
  /** Default `['working']`. */
  readonly status?: readonly string[] | undefined
  /** The network interface whose IPv4 address is taken, or `name` for the host's name. Default: the first that is neither loopback nor a bridge of containers. */
  readonly interface?: string | undefined
}

/**
 * The hosts of a service, or of a role of it, in Mackerel.
 *
 * The key of the API is read from `MACKEREL_APIKEY`. In specs `host.vars.mackerel` holds `id`, `status` and `roles`.
 *
 * @throws {ConfigError} when the options make no sense.
 *
 * @example
 * export default defineRole({ hosts: mackerel({ service: 'shop', role: 'app' }) })
 */
export function mackerel(options: MackerelOptions): Inventory {
  const roles = [options.role ?? []].flat()
  if (!options.service || roles.includes('')) {
    throw new ConfigError('malformed-mackerel', 'mackerel needs the name of a service', {
      hint: 'mackerel:SERVICE/ROLE',
    })
  }
  const kind = `mackerel:${options.service}${roles.length > 0 ? `/${roles.join('|')}` : ''}`
  // every configuration imports this file, and few use it
  return { kind, list: async () => (await import('./list-mackerel.ts')).listMackerel(options, roles) }
}

/**
 * `mackerel:SERVICE/ROLE?status=…&interface=…`; several roles and statuses are split by `|`.
 *
 * @throws {ConfigError} when it makes no sense.
 */
export function mackerelFromText({ subject, options }: SourceText, text: string): Inventory {
  refuseOptions(options, ['status', 'interface'], text)
  const [service = '', ...rest] = subject.split('/').map((part) => decode(part, text))
  if (rest.length > 1) throw new ConfigError('malformed-mackerel', `${text}: write mackerel:SERVICE/ROLE`)
  return mackerel({
    service,
    role: rest[0]?.split('|'),
    status: options['status']?.split('|'),
    interface: options['interface'],
  })
}
