import { ConfigError } from '../errors.ts'
import type { ContainerTransport } from '../host/host-spec.ts'
import { isContainerName } from '../transports/engine/container-name.ts'
import { checkUser } from './login-name.ts'
import type { HostEntry } from './inventory.ts'

const FORMS: Readonly<Record<ContainerTransport, string>> = {
  docker: 'docker://[user@]NAME',
  podman: 'podman://[user@]NAME',
  kubectl: 'kubectl://[NAMESPACE/]POD[/CONTAINER][?context=NAME&namespace=NAME&container=NAME]',
  lxc: 'lxc://[user@]NAME',
  nspawn: 'nspawn://[user@]NAME',
}

/**
 * A container as people write it; undefined when it is none.
 *
 * @throws {ConfigError} when its name could be taken for something else. `source` says where it stands, such as `--host`.
 */
export function parseContainer(text: string, source: string): HostEntry | undefined {
  const [, scheme = '', rest = ''] = /^(\w+):\/\/(.*)$/s.exec(text) ?? []
  const transport = transportOf(scheme)
  if (transport === undefined) return undefined
  if (transport === 'kubectl') return parsePod(rest, text, source)
  const at = rest.lastIndexOf('@')
  const user = at === -1 ? undefined : checkUser(rest.slice(0, at), source)
  const address = checkName(rest.slice(at + 1), transport, { text, source })
  return { name: `${transport}://${address}`, address, transport, ...(user !== undefined && { user }) }
}

function transportOf(scheme: string): ContainerTransport | undefined {
  return Object.hasOwn(FORMS, scheme) ? (scheme as ContainerTransport) : undefined
}

interface Written {
  readonly text: string
  readonly source: string
}

const PARTS = ['namespace', 'container', 'context'] as const

/** One word is the pod, two are its namespace and it, three name the container too. */
function parsePod(rest: string, text: string, source: string): HostEntry {
  const written = { text, source }
  const [path = '', query = ''] = rest.split(/\?(.*)/s)
  const words = path.split('/')
  if (words.length > 3) throw malformed('kubectl', written, 'has too many parts')
  const [address = '', namespace, container] = words.length === 1 ? words : [words[1], words[0], words[2]]
  const given = new URLSearchParams(query)
  const odd = [...given.keys()].find((key) => !PARTS.some((part) => part === key))
  if (odd !== undefined) throw malformed('kubectl', written, `asks for ${JSON.stringify(odd)}`)
  const pod = { namespace, container, ...Object.fromEntries(given) }
  const named = Object.entries(pod).filter(([, value]) => value !== undefined) as [string, string][]
  for (const [part, value] of named) if (part !== 'context') checkName(value, 'kubectl', written)
  if (given.has('context') && !/^[\p{L}\p{N}][\p{L}\p{N}@:/_.-]*$/u.test(given.get('context') ?? '')) {
    throw malformed('kubectl', written, 'names no context')
  }
  checkName(address, 'kubectl', written)
  return { name: `kubectl://${rest}`, address, transport: 'kubectl', pod: Object.fromEntries(named) }
}

function checkName(name: string, transport: ContainerTransport, written: Written): string {
  if (isContainerName(name)) return name
  throw malformed(transport, written, `${JSON.stringify(name)} is no name of a container`)
}

function malformed(transport: ContainerTransport, { text, source }: Written, why: string): ConfigError {
  const message = `${source} says ${JSON.stringify(text)}: ${why}`
  return new ConfigError('malformed-host', message, { hint: `write ${FORMS[transport]}` })
}
