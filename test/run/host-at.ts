import type { HostSpec } from '../../src/host/host-spec.ts'

/** A host of which nothing but how it is reached matters; its address is its id. */
export function hostAt({ id, ...given }: Partial<HostSpec> & Pick<HostSpec, 'id'>): HostSpec {
  const hostKey = { mode: 'strict', fingerprints: [], knownHosts: [] } as const
  const login = { transport: 'ssh', address: id, port: undefined, user: undefined, identities: [], hostKey } as const
  return { id, name: id, ...login, sudo: false, source: 'a test', vars: {}, ...given }
}
