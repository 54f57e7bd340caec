import type { Request } from '../../run/options/settings.ts'

/** `infraspec sweep`: takes back what runs that were killed have left in AWS. */
export async function sweepCommand(request: Request): Promise<number> {
  const { sweep } = await import('../../gates/access/sweep.ts')
  return sweep(request)
}
