import { diagnose } from '../../diagnose.ts'
import { type Request, settingsOf } from '../../run/options/settings.ts'
import { printable } from '../../run/printable.ts'
import { sweepInstances } from '../ami/sweep-instances.ts'
import { openRules } from './rules.ts'
import { sweepRules } from './sweep-rules.ts'

/**
 * Takes back what runs that were killed have left open in a region, says what it was, and gives the exit code.
 *
 * @throws {InfraspecError} when AWS cannot be asked.
 */
export async function sweep(request: Request): Promise<number> {
  const { region, dryRun: dry = false } = settingsOf(request)
  const rules = await openRules(region)
  try {
    const swept = await sweepRules(rules, { dry })
    const ended = await sweepInstances(rules.client, rules.now(), dry)
    const [closed, left] = [
      [...swept.closed, ...ended.closed],
      [...swept.left, ...ended.left],
    ]
    for (const line of closed) process.stdout.write(`${dry ? 'would take back' : 'took back'} ${line}\n`)
    for (const line of left) diagnose(`error: could not take back ${printable(line)}\n`)
    if (closed.length + left.length === 0) process.stdout.write(`nothing was left open in ${rules.region}\n`)
    return left.length > 0 ? 3 : 0
  } finally {
    rules.end()
  }
}
