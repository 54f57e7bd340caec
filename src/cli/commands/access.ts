import type { Request } from '../../run/options/settings.ts'

/** `infraspec access`: SSH is open for this machine while a command runs. */
export async function accessCommand(request: Request): Promise<number> {
  const { access } = await import('../../gates/access/access.ts')
  return access(request)
}
