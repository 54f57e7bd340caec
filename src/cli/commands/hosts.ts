import { diagnose } from '../../diagnose.ts'
import { listHosts } from '../../run/hosts/list-hosts.ts'
import { printable } from '../../run/printable.ts'
import { resolveOptions } from '../../run/options/resolve-options.ts'
import { type Request, settingsOf } from '../../run/options/settings.ts'

/** `infraspec hosts`: the hosts that a run would visit, or those that an earlier one found apart. */
export async function hostsCommand(request: Request): Promise<number> {
  const { failing, role } = settingsOf(request)
  if (failing !== undefined) return listFailing(failing, role, request.root)
  const { text, exitCode } = listHosts(await resolveOptions(request, 'all'))
  process.stdout.write(text)
  return exitCode
}

async function listFailing(path: string, roles: readonly string[] | undefined, root: string): Promise<number> {
  const { failingHosts } = await import('../../run/hosts/failing-hosts.ts')
  const { text, notes } = failingHosts(path, roles, root)
  process.stdout.write(text)
  for (const note of notes) diagnose(`note: ${printable(note)}\n`)
  return 0
}
