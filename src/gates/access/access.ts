import { constants } from 'node:os'
import { basename } from 'node:path'
import { ConfigError, InfraspecError } from '../../errors.ts'
import { atLast } from '../../run/last-acts.ts'
import { redact } from '../../run/secrets.ts'
import { type Request, settingsOf } from '../../run/settings.ts'
import { type CommandEnd, requireProgram, runWrapped } from '../wrapped-command.ts'
import { type Lease, openLease } from './lease.ts'
import { leaseOptions } from './settings.ts'
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
  const options = await leaseOptions(settings, settings.openSsh)
  const signals = holdSignals()
  try {
    const lease = await openLease({ ...options, note: say })
    const forget = atLast(() => lease.close())
    const code = await during(lease, words, signals).finally(forget)
    return code
  } finally {
    signals.dispose()
  }
}

async function during(lease: Lease, words: readonly string[], signals: HeldSignals): Promise<number> {
  const opened = lease.rules.map(({ group, port, cidr, id }) => `${group} port ${port} for ${cidr} (${id})`).join(', ')
  say(`opened ${opened} while ${basename(words[0] ?? '')} runs`)
  try {
    const code = signals.got === undefined ? codeOf(await runWrapped(words)) : codeOf({ signal: signals.got })
    return await closeAfter(lease, code, signals)
  } catch (thrown) {
    await lease.close()
    throw thrown
  }
}

/** The command's own code comes first; that closing failed is said all the same. */
async function closeAfter(lease: Lease, code: number, signals: HeldSignals): Promise<number> {
  signals.lastWord(`closing ${lease.rules.map(({ group, id }) => `${group} (${id})`).join(', ')} was cut short`)
  try {
    await lease.close()
    say('closed it again')
  } catch (thrown) {
    if (code === 0 || !(thrown instanceof InfraspecError)) throw thrown
    process.stderr.write(redact(`error: ${thrown.message}\n  try: ${thrown.hint}\n`))
  }
  return code
}

// as a shell says it: 128 and the signal's number
function codeOf({ code, signal }: Partial<CommandEnd>): number {
  return code ?? 128 + (signal === undefined ? 0 : constants.signals[signal])
}

function say(text: string): void {
  process.stderr.write(redact(`access: ${text}\n`))
}
