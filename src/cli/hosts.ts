import { listHosts } from '../run/list-hosts.ts'
import { resolveOptions } from '../run/resolve-options.ts'
import type { Request } from '../run/settings.ts'

/** `infraspec hosts`: the hosts that a run would visit. */
export async function hostsCommand(request: Request): Promise<number> {
  const { text, exitCode } = listHosts(await resolveOptions(request, 'all'))
  process.stdout.write(text)
  return exitCode
}
