import type { TransportName } from '../host/host-spec.ts'
import type { Transport } from './transport.ts'

const TRANSPORTS: Readonly<Record<TransportName, () => Promise<Transport>>> = {
  ssh: async () => (await import('./ssh.ts')).ssh,
  openssh: async () => (await import('./openssh.ts')).openssh,
  local: async () => (await import('./local.ts')).local,
  docker: async () => (await import('./docker.ts')).docker,
  podman: async () => (await import('./podman.ts')).podman,
  kubectl: async () => (await import('./kubectl.ts')).kubectl,
  lxc: async () => (await import('./lxc.ts')).lxc,
  nspawn: async () => (await import('./nspawn.ts')).nspawn,
}

/** The transport of that name; what it needs is loaded only then. */
export function loadTransport(name: TransportName): Promise<Transport> {
  return TRANSPORTS[name]()
}
