import { setTimeout as sleep } from 'node:timers/promises'
import { awsCode } from '../../aws/aws-error.ts'
import { InventoryError } from '../../errors.ts'
import { CLOSING_FOR, closingTag, isClosing, isHeld, isManaged, leaseTag, MANAGED, type Rule, stamp } from './marks.ts'
import type { Opening, Rules } from './rules.ts'

/** A lease as its tags know it. */
export interface LeaseMark {
  readonly id: string
  /** Milliseconds from now on for which it holds a rule open. */
  readonly ttl: number
  readonly description: string
}

/** A rule that lets this machine in. */
export interface HeldRule extends Opening {
  readonly id: string
  /** It was there before and is somebody else's: never taken back. */
  readonly borrowed: boolean
}

/** Longer than whoever closes a rule may take for it. */
const PATIENCE = CLOSING_FOR + 15_000

/**
 * Makes a rule, or joins the one that is there.
 *
 * Whoever opens adds its lease and then looks whether somebody closes; whoever closes says so and then looks for leases:
 * of two that meet, at least one sees the other.
 *
 * @throws what AWS refused, as it is.
 */
export async function holdRule(rules: Rules, opening: Opening, mark: LeaseMark): Promise<HeldRule> {
  const until = rules.now() + PATIENCE
  for (let wait = 200; ; wait = Math.min(wait * 2, 2000)) {
    const tags = { [MANAGED]: '1', [leaseTag(mark.id)]: stamp(rules.now() + mark.ttl) }
    const made = await rules.authorize(opening, mark.description, tags)
    if (made !== undefined) return { ...opening, id: made, borrowed: false }
    const twin = await rules.find(opening)
    if (twin !== undefined && !isManaged(twin)) return { ...opening, id: twin.id, borrowed: true }
    if (twin !== undefined && (await join(rules, twin.id, mark))) return { ...opening, id: twin.id, borrowed: false }
    if (rules.now() > until) throw busy(opening)
    await sleep(wait * (0.5 + Math.random()))
  }
}

/** Whether the lease holds the rule now; it does not when somebody takes it back, or has. */
async function join(rules: Rules, id: string, mark: LeaseMark): Promise<boolean> {
  if (!(await rules.tag(id, leaseTag(mark.id), stamp(rules.now() + mark.ttl)))) return false
  const rule = await rules.get(id)
  return rule !== undefined && !isClosing(rule, rules.now(), mark.id)
}

/** Holds a rule for longer. Whether it was still there. */
export async function renewRule(rules: Rules, { id }: HeldRule, mark: LeaseMark): Promise<boolean> {
  if (!(await rules.tag(id, leaseTag(mark.id), stamp(rules.now() + mark.ttl)))) return false
  return (await rules.get(id)) !== undefined
}

/**
 * Takes the lease off a rule, and the rule back unless another lease holds it.
 *
 * Whether the rule is gone.
 */
export async function releaseRule(rules: Rules, rule: Pick<Rule, 'id' | 'group'>, lease: string): Promise<boolean> {
  for (;;) {
    const since = rules.now()
    if (!(await rules.tag(rule.id, closingTag(lease), stamp(since)))) return true
    await rules.untag(rule.id, leaseTag(lease))
    const now = await rules.get(rule.id)
    if (now !== undefined && isHeld(now, rules.now(), lease)) {
      await rules.untag(rule.id, closingTag(lease))
      return false
    }
    // too late to be sure that nobody takes the word of closing for that of a dead one: say it again
    if (rules.now() - since > CLOSING_FOR / 2) continue
    await rules.revoke(rule)
    return true
  }
}

function busy({ group, cidr }: Opening): InventoryError {
  return new InventoryError('access-busy', `Others keep taking back the rule that lets ${cidr} into ${group}`, {
    hint: 'try again; npx infraspec sweep takes back what a killed run has left',
  })
}

/** Whether a group cannot take another rule. */
export function isFull(thrown: unknown): boolean {
  return awsCode(thrown) === 'RulesPerSecurityGroupLimitExceeded'
}
