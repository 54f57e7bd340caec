import { resolveOptions } from '../../run/options/resolve-options.ts'
import { withKeys } from '../../run/secrets/unlock-keys.ts'
import type { Request } from '../../run/options/settings.ts'

/** `infraspec facts`: what is seen of the platform of hosts, with or without a role. */
export async function factsCommand(request: Request): Promise<number> {
  const options = await withKeys(await resolveOptions(request, 'hosts-only'))
  const { facts } = await import('../../run/facts.ts')
  return facts(options)
}
