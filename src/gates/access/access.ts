import { constants } from 'node:os'
import { basename } from 'node:path'
import { diagnose } from '../../diagnose.ts'
import { ConfigError, InfraspecError } from '../../errors.ts'
import { type Request, settingsOf } from '../../run/options/settings.ts'
import { type CommandEnd, requireProgram, runWrapped } from '../wrapped-command.ts'
import { type Access, openAccess, sayAccess } from './open-access.ts'
import { holdSignals, type HeldSignals } from './signals.ts'

/**
 * Opens SSH for this machine, runs a command, closes it again, and gives the command's exit code.
 *
 * @throws {InfraspecError} when it cannot be opened: the command is not run then; or when only closing failed.
 */
export async function access(request: Request): Promise<number> {
  const settings = settingsOf(request)
  const words = request.wrapped ?? []
  if (settings.openSsh === undefined) {
    throw new ConfigError('no-group', 'Name the security group that is to be opened: --open-ssh sg-…')
  }
  requireProgram(words[0] ?? '')
  const signals = holdSignals()
  try {
    const ports = [settings.port ?? 22]
    const opened = await openAccess(
      settings,
      { group: settings.openSsh, ports },
      `while ${basename(words[0] ?? '')} runs`,
    )
    return await during(opened, words, signals)
  } finally {
    signals.dispose()
  }
}

async function during(opened: Access, words: readonly string[], signals: HeldSignals): Promise<number> {
  try {
    const code = signals.got === undefined ? codeOf(await runWrapped(words)) : codeOf({ signal: signals.got })
    return await closeAfter(opened, code, signals)
  } catch (thrown) {
    await opened.close()
    throw thrown
  }
}

/** The command's own code comes first; that closing failed is said all the same. */
async function closeAfter(opened: Access, code: number, signals: HeldSignals): Promise<number> {
  try {
    await signals.whileClosing(opened.close())
    sayAccess('closed it again')
  } catch (thrown) {
    if (code === 0 || !(thrown instanceof InfraspecError)) throw thrown
    diagnose(`error: ${thrown.message}\n  try: ${thrown.hint}\n`)
  }
  return code
}

// as a shell says it: 128 and the signal's number
function codeOf({ code, signal }: Partial<CommandEnd>): number {
  return code ?? 128 + (signal === undefined ? 0 : constants.signals[signal])
}
