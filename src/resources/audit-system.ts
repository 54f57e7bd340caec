import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { auditctl, type AuditState } from './audit/auditctl.ts'
import { auditMeaning } from './audit/rule.ts'
import { couldNotTell, defineResource, type Comparison, type Unknown } from './define-resource.ts'
import { checkKind } from './shared/wanted.ts'

export type { AuditState } from './audit/auditctl.ts'

const ofKernel = defineResource({
  kind: 'audit system',
  title: () => 'the audit system',
  providers: { auditctl },
  evidence: () => [{ label: 'the rules on disk', script: sh`grep -hv '^#' /etc/audit/audit.rules 2>&1 | head -n 30` }],
  matchers: {
    /** The kernel records what its rules say. */
    toBeEnabled: (audit: AuditState) => audit.enabled,
    /** A daemon takes the records and writes them down. */
    toBeRunning: (audit: AuditState): Comparison => {
      return { pass: audit.pid !== undefined, expected: 'a daemon', actual: audit.pid ?? 'none' }
    },
    /** Its rules cannot be changed before the next boot. */
    toBeLocked: (audit: AuditState) => audit.locked,
    /** One of its rules is this: all of it, in whatever order; a RegExp searches in a rule as `auditctl -l` prints it. */
    toHaveRule: (audit: AuditState, rule: string | RegExp) => hasRule(audit, rule),
    /** It has no rule. */
    toHaveNoRules: (audit: AuditState): Comparison => {
      return { pass: audit.rules.length === 0, expected: [], actual: audit.rules }
    },
  },
})

/**
 * The audit system of the kernel: whether it records, and by which rules, now.
 *
 * Takes root of the machine itself: inside of a container the kernel does not answer, and nothing can be told.
 *
 * @example
 * it(auditSystem()).toBeEnabled().toBeRunning()
 * it(auditSystem()).toHaveRule('-w /etc/passwd -p wa -k identity')
 */
export function auditSystem(): ReturnType<typeof ofKernel> {
  return ofKernel('audit')
}

function hasRule({ rules }: AuditState, rule: string | RegExp): Comparison | Unknown {
  checkKind(rule, 'text')
  if (typeof rule !== 'string') {
    return { pass: rules.some((line) => new RegExp(rule).test(line)), expected: rule, actual: rules }
  }
  const wanted = auditMeaning(rule)
  if (wanted === undefined) {
    throw new ConfigError('audit-rule', `${JSON.stringify(rule)} is not a rule of auditctl`, {
      hint: "'-w /etc/passwd -p wa -k identity'",
    })
  }
  const meanings = rules.map(auditMeaning)
  if (!meanings.includes(wanted) && meanings.includes(undefined)) return couldNotTell('one of its rules cannot be read')
  return { pass: meanings.includes(wanted), expected: rule, actual: rules }
}
