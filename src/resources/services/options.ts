import { ConfigError } from '../../errors.ts'
import { checkOptions } from '../shared/wanted.ts'
import { isUnitName, UNIT_SUFFIX } from './systemd.ts'

/** What a service is asked of. */
export interface ServiceOptions {
  /** This one instead of the init system of the host. */
  readonly under?: 'systemd' | 'openrc' | 'runit' | 'sysvinit' | 'supervisor'
}

const MANAGERS = ['systemd', 'openrc', 'runit', 'sysvinit', 'supervisor']

/**
 * What the options name.
 *
 * @throws {ConfigError} for what is no manager of services.
 */
export function managerOf(options: ServiceOptions = {}): ServiceOptions['under'] {
  checkOptions('service()', options, { under: 'string' })
  const { under } = options
  if (under === undefined || MANAGERS.includes(under)) return under
  throw new ConfigError('service-manager', `service() knows no manager ${JSON.stringify(under)}`, {
    hint: `under is one of ${MANAGERS.join(', ')}`,
  })
}

/**
 * What providers are asked for: the name of a unit, or what another manager calls it.
 *
 * @throws {ConfigError} for what can be no name.
 */
export function serviceKey(name: string, options?: ServiceOptions): string {
  const under = managerOf(options)
  if (under !== undefined && under !== 'systemd') return otherName(name)
  const unit = UNIT_SUFFIX.test(name) ? name : `${name}.service`
  if (isUnitName(unit)) return unit
  const hint = unit.includes('@.') ? `name an instance of the template` : 'for a path, see systemd-escape(1)'
  throw new ConfigError('service-name', `${JSON.stringify(name)} is not the name of a unit`, { hint })
}

function otherName(name: string): string {
  if (/^[\w@+.][\w@+.:-]*$/.test(name) && !name.includes('..')) return name
  throw new ConfigError('service-name', `${JSON.stringify(name)} is not the name of a service`)
}
