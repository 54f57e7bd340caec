import { ConfigError } from '../../errors.ts'
import { isSet } from '../is-set.ts'
import type { Settings } from '../options/settings.ts'

const MEANINGLESS: readonly (readonly [key: keyof Settings, flag: string, why: string])[] = [
  ['shard', '--shard', 'it checks a part of a run whose rest nobody watches'],
  ['passWithNoFiles', '--pass-with-no-files', 'it is for reruns in CI'],
  ['keyStdin', '--key-stdin', 'the standard input is for the keys that are pressed'],
  ['profile', '--profile', 'it is about one run, with its start'],
  ['openSsh', '--open-ssh', 'that is open only while a run connects; infraspec access --open-ssh … -- wraps all of it'],
]

/**
 * Refuses what makes no sense while files are watched.
 *
 * @throws {ConfigError} with the reason.
 */
export function refuseUnwatchable(
  settings: Settings,
  { ci, isTerminal }: { readonly ci: string | undefined; readonly isTerminal: boolean },
): void {
  for (const [key, flag, why] of MEANINGLESS) {
    if (settings[key] !== undefined && settings[key] !== false) {
      throw new ConfigError('usage', `--watch cannot be with ${flag}: ${why}`)
    }
  }
  if (isSet(ci) && !isTerminal) {
    throw new ConfigError('usage', '--watch runs until somebody ends it, and CI is set and there is no terminal', {
      hint: 'npx infraspec run without --watch; unset CI if somebody does look at this',
    })
  }
}
