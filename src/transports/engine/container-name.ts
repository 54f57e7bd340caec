import { ConfigError } from '../../errors.ts'
import type { HostSpec } from '../../host/host-spec.ts'

// docker and podman allow just this; Kubernetes, LXC and machinectl less
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,252}$/

/** Whether text can be the name or the id of a container, and nothing else, such as an option. */
export function isContainerName(name: string): boolean {
  return NAME.test(name)
}

/**
 * The name of a host's container, and its user.
 *
 * @throws {ConfigError} when one could be taken for something else.
 */
export function checkContainer({ name, address, user }: HostSpec): { container: string; user: string | undefined } {
  refuse(name, 'container', address, isContainerName(address))
  if (user !== undefined) refuse(name, 'user', user, /^[\p{L}\p{N}_][\p{L}\p{N}_.$-]*$/u.test(user))
  return { container: address, user }
}

function refuse(host: string, what: string, value: string, good: boolean): void {
  if (good) return
  const message = `The ${what} of ${JSON.stringify(host)} is no name of a ${what}: ${JSON.stringify(value)}`
  throw new ConfigError(what, message, { host })
}
