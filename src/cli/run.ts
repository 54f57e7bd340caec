import { resolveOptions } from '../run/resolve-options.ts'
import { withKeys } from '../run/unlock-keys.ts'
import type { Request } from '../run/settings.ts'

/** `infraspec run`: checks every host of the roles; the gate. */
export async function runCommand(request: Request): Promise<number> {
  const options = await withKeys(await resolveOptions(request, 'refuse'))
  const { run } = await import('../run/run.ts')
  return run(options)
}
