import { resolveOptions } from '../../run/options/resolve-options.ts'
import type { Request } from '../../run/options/settings.ts'

/** `infraspec probes`: what a run would send. */
export async function probesCommand(request: Request): Promise<number> {
  const options = await resolveOptions(request, 'refuse')
  const { probes } = await import('../../run/probes.ts')
  return probes(options)
}
