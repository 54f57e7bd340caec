import { resolveOptions } from '../run/resolve-options.ts'
import { withKeys } from '../run/unlock-keys.ts'
import type { Request } from '../run/settings.ts'

/** `infraspec facts`: what is seen of the platform of hosts, with or without a role. */
export async function factsCommand(request: Request): Promise<number> {
  const options = await withKeys(await resolveOptions(request, 'hosts-only'))
  const { facts } = await import('../run/facts.ts')
  return facts(options)
}
