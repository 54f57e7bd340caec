import { init } from '../../init/init.ts'
import { type Request, settingsOf } from '../../run/options/settings.ts'

/** `infraspec init`: roles, specs and a configuration to start from. */
export async function initCommand(request: Request): Promise<number> {
  const { packer, circleci } = settingsOf(request)
  process.stdout.write(init(request.root, { packer, circleci }))
  return 0
}
