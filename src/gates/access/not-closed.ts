import { InfraspecError, toErrorData } from '../../errors.ts'
import type { HeldRule } from './hold-rule.ts'

/** That a rule could not be taken back, and how to do it by hand. */
export function notClosed(rule: HeldRule, region: string, cause: unknown): InfraspecError {
  const message = `${stillOpen(rule)}: ${toErrorData(cause).message}`
  return new InfraspecError('not-closed', message, { hint: closeIt(rule, region), cause })
}

/** The same of several rules: each is said, since each has to be closed by hand. */
export function allNotClosed(errors: readonly InfraspecError[]): InfraspecError {
  const [first] = errors
  if (errors.length === 1 && first !== undefined) return first
  const hints = errors.flatMap(({ hint }) => hint ?? [])
  const message = errors.map((error) => error.message).join('\n')
  return new InfraspecError('not-closed', message, { hint: hints.join('\n       '), cause: new AggregateError(errors) })
}

/** What is left of rules that nobody has taken back, and how to do it by hand. */
export function leftOpen(rules: readonly HeldRule[], region: string): string {
  const ours = rules.filter(({ borrowed }) => !borrowed)
  return ours.map((rule) => `${stillOpen(rule)}\n  try: ${closeIt(rule, region)}`).join('\n')
}

// without an id nobody knows whether AWS made it
function stillOpen({ id, group, cidr }: HeldRule): string {
  return `${group} ${id === '' ? 'may still be' : 'is still'} open for ${cidr}`
}

function closeIt({ id, group }: HeldRule, region: string): string {
  const by = `aws ec2 revoke-security-group-ingress --region ${region} --group-id ${group} --security-group-rule-ids ${id}`
  return `close it: ${id === '' ? '' : `${by}, or `}npx infraspec sweep`
}
