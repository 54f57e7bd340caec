import { ConfigError } from '../../errors.ts'
import { gate } from '../../gates/gate.ts'
import type { Request } from '../../run/options/settings.ts'

/** `infraspec gate`: a command between checks. */
export async function gateCommand(request: Request): Promise<number> {
  if (process.env['INFRASPEC_SHARD']) {
    const hint = 'unset it for this command; npx infraspec run splits checks'
    throw new ConfigError('usage', 'INFRASPEC_SHARD is set, and a gate has to check everything', { hint })
  }
  return gate(request)
}
