import type { TransportName } from '../host/messages.ts'
import type { Transport } from './transport.ts'

const TRANSPORTS: Readonly<Record<TransportName, () => Promise<Transport>>> = {
  ssh: async () => (await import('./ssh.ts')).ssh,
  openssh: async () => (await import('./openssh.ts')).openssh,
  local: async () => (await import('./local.ts')).local,
}

/** The transport of that name; what it needs is loaded only then. */
export function loadTransport(name: TransportName): Promise<Transport> {
  return TRANSPORTS[name]()
}
