import { randomBytes } from 'node:crypto'
import { toErrorData } from '../../errors.ts'
import { releaseRule } from './hold-rule.ts'
import { abandonedEntries, type Journalled, removeEntry } from './journal.ts'
import { isClosing, isHeld, isManaged, type Rule } from './marks.ts'
import type { Rules } from './rules.ts'

/** What a sweep found: each as one line. */
export interface Swept {
  readonly closed: readonly string[]
  /** What could not be closed, and why. */
  readonly left: readonly string[]
}

/**
 * Takes back the rules that no living lease holds: those of processes of this machine that were killed, and all whose leases
 * have ended.
 */
export async function sweepRules(rules: Rules, { group, dry = false }: SweepOptions = {}): Promise<Swept> {
  const swept = { closed: [] as string[], left: [] as string[] }
  const attempt = async (what: string, act: () => Promise<boolean>) => {
    try {
      if (dry || (await act())) swept.closed.push(what)
    } catch (thrown) {
      swept.left.push(`${what}: ${toErrorData(thrown).message}`)
    }
  }
  for (const journalled of abandonedEntries()) {
    const { entry } = journalled
    if (entry.region !== rules.region || (group !== undefined && entry.group !== group)) continue
    await attempt(`${entry.group} ${entry.cidr} (of a run that was killed)`, () => replay(rules, journalled))
  }
  const lease = `sweep-${randomBytes(6).toString('hex')}`
  for (const rule of await rules.managed(group)) {
    if (isHeld(rule, rules.now()) || isClosing(rule, rules.now())) continue
    await attempt(`${rule.group} ${rule.cidr} (${rule.id})`, () => releaseRule(rules, rule, lease))
  }
  return swept
}

/** How far a sweep goes. */
export interface SweepOptions {
  /** Only this group. */
  readonly group?: string | undefined
  /** Look, and change nothing. */
  readonly dry?: boolean | undefined
}

/** Closes what an entry speaks of, and crosses it out. Whether there was anything to close. */
async function replay(rules: Rules, { file, entry }: Journalled): Promise<boolean> {
  const rule: Rule | undefined = entry.rule ? await rules.get(entry.rule) : await rules.find(entry)
  const closed = rule !== undefined && isManaged(rule) && (await releaseRule(rules, rule, entry.lease))
  removeEntry(file)
  return closed
}
