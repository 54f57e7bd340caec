import { isIPv6 } from 'node:net'
import { ConfigError } from '../errors.ts'
import { parseContainer } from './container-string.ts'
import { checkUser } from './login-name.ts'
import type { HostEntry } from './inventory.ts'
import { parsePort } from './port.ts'

const FORM = '[user@]address[:port], an IPv6 address in brackets, openssh:// before it, docker://NAME, or local'

/**
 * One host as people write it: `[user@]address[:port]`, IPv6 in brackets, `openssh://` before it, `local`, or a
 * container: `docker://NAME`, `podman://NAME`, `kubectl://NAMESPACE/POD`, `lxc://NAME`, `nspawn://NAME`.
 *
 * @throws {ConfigError} when it is anything else. `source` says where it stands, such as `--host`.
 */
export function parseHost(text: string, source: string): HostEntry {
  if (text === 'local') return { name: 'local', address: 'localhost', transport: 'local' }
  refuseOddText(text, source)
  if (text.startsWith('openssh://'))
    return { ...parseLogin(text.slice('openssh://'.length), source), transport: 'openssh' }
  const container = parseContainer(text, source)
  if (container !== undefined) return container
  refuseScheme(text, source)
  return parseLogin(text, source)
}

function parseLogin(text: string, source: string): HostEntry {
  refuseOddText(text, source)
  const at = text.lastIndexOf('@')
  const user = at === -1 ? undefined : text.slice(0, at)
  const { address, port } = splitPort(text.slice(at + 1), text, source)
  if (user !== undefined) checkUser(user, source)
  checkAddress(address, text, source)
  const name = port === undefined ? address : `${isIPv6(address) ? `[${address}]` : address}:${port}`
  return { name, address, ...(port !== undefined && { port }), ...(user !== undefined && { user }) }
}

/**
 * A host name or an IP address.
 *
 * @throws {ConfigError} when it is empty, begins with a dash, or holds what no name of a host holds.
 */
export function checkAddress(address: string, text: string, source: string): void {
  if (isIPv6(address)) return
  if (address === '') throw malformed(`The host ${JSON.stringify(text)} in ${source} has no address`)
  if (address === 'local') {
    throw malformed(`${source} says ${JSON.stringify(text)}: local takes neither a user nor a port`)
  }
  const labels = address.replace(/\.$/, '').split('.')
  if (address.length > 253 || !labels.every((label) => /^(?!-)[\p{L}\p{N}_-]{1,63}$/u.test(label))) {
    throw malformed(`${source} names the host ${JSON.stringify(text)}, which is neither a host name nor an IP address`)
  }
}

function refuseOddText(text: string, source: string): void {
  if (text === '') throw malformed(`A host in ${source} is empty`)
  if (text.startsWith('-')) throw malformed(`A host in ${source} begins with a dash: ${JSON.stringify(text)}`)
  if (/[\s\p{Cc}\p{Cf}]/u.test(text)) {
    throw malformed(`A host in ${source} holds a blank or a control character: ${JSON.stringify(text)}`)
  }
  if (text.startsWith('ERR_')) {
    throw malformed(`${source} is ${text}: Packer had no address for this build`)
  }
}

function refuseScheme(text: string, source: string): void {
  const scheme = /^([a-z][\w+.-]*):\/\//i.exec(text)?.[1]
  if (scheme === undefined) return
  const ways = 'SSH ([user@]address[:port]), openssh://, docker://, podman://, kubectl://, lxc://, nspawn:// and local'
  const why = `${source} names a host by ${scheme}://, and infraspec reaches hosts by ${ways} only`
  throw malformed(why, scheme === 'ssh' ? `leave ${scheme}:// out` : undefined)
}

function splitPort(rest: string, text: string, source: string): { address: string; port?: number } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(rest)
  if (bracketed) {
    const [, address = '', port] = bracketed
    if (!isIPv6(address)) throw malformed(`${source} says ${JSON.stringify(text)}: in brackets stands no IPv6 address`)
    return { address, ...(port !== undefined && { port: parsePort(port, source) }) }
  }
  if (isIPv6(rest))
    throw malformed(`${source} says ${JSON.stringify(text)}: an IPv6 address needs brackets`, `[${rest}]`)
  const [address = '', port, ...more] = rest.split(':')
  if (more.length > 0) throw malformed(`${source} says ${JSON.stringify(text)}, which has too many colons`)
  return { address, ...(port !== undefined && { port: parsePort(port, source) }) }
}

function malformed(message: string, hint = `write ${FORM}`): ConfigError {
  return new ConfigError('malformed-host', message, { hint })
}
