import { diagnose } from '../../diagnose.ts'
import { resolveOptions } from '../../run/options/resolve-options.ts'
import { mark } from '../../timeline.ts'
import { withKeys } from '../../run/secrets/unlock-keys.ts'
import type { OpenDoor } from '../../run/door.ts'
import { type Request, type Settings, settingsOf } from '../../run/options/settings.ts'
import { takeShard } from '../../run/options/shard.ts'

/** `infraspec run`: checks every host of the roles; the gate. */
export async function runCommand(request: Request): Promise<number> {
  const settings = settingsOf(request)
  if (settings.watch) {
    const { watchRun } = await import('../../run/watch/watch.ts')
    return watchRun(settings, async () => withKeys(await resolveOptions(request, 'refuse')))
  }
  const { shard, passWithNoFiles } = settings
  if (passWithNoFiles && request.specs.length === 0) {
    diagnose('note: no spec was given, so nothing is checked (--pass-with-no-files)\n')
    return 0
  }
  const resolved = takeShard(await resolveOptions(request, 'refuse'), shard)
  mark('keys')
  const options = await withKeys(resolved)
  const { run } = await import('../../run/run.ts')
  return run(options, await openDoor(settings))
}

/** What opening SSH needs is loaded only where it is opened. */
async function openDoor(settings: Settings): Promise<OpenDoor | undefined> {
  return settings.openSsh === undefined ? undefined : (await import('../../gates/access/door.ts')).doorOf(settings)
}
