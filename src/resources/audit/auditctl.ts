import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed, linesOf } from '../shared/all-unknown.ts'

/** What the kernel says of its audit system. */
export interface AuditState {
  readonly exists: true
  /** It records. */
  readonly enabled: boolean
  /** Its rules cannot be changed before the next boot. */
  readonly locked: boolean
  /** The daemon that takes the records; `undefined` when none does. */
  readonly pid: number | undefined
  /** As auditctl -l prints them, in the order in which they are tried. */
  readonly rules: readonly string[]
}

// auditctl(8). Only root of the machine itself may ask, not one of a container.
export const auditctl: Provider<AuditState> = {
  on: ({ tools }) => tools.includes('auditctl'),
  show: () => sh`auditctl -s; auditctl -l`,
  ask: () => sh`auditctl -s && echo = && auditctl -l && echo =`,
  parse: (answer, keys) => {
    const [status, rules, end] = answer.stdout.split(/^=\n/m)
    if (answer.exitCode !== 0 || end !== '') return allFailed(keys, 'auditctl', withHint(answer))
    const state = stateOf(status ?? '', linesOf(rules ?? ''))
    return new Map(keys.map((key) => [key, state]))
  },
}

function withHint<A extends { readonly stderr: string }>(answer: A): A {
  return /must be root/.test(answer.stderr)
    ? { ...answer, stderr: `${answer.stderr.trim()} (permission denied)` }
    : answer
}

// Lines such as `enabled 1`; before 2.3 one line, `AUDIT_STATUS: enabled=1 flag=1 pid=411 …`.
function stateOf(status: string, rules: readonly string[]): AuditState | Unknown {
  const enabled = /\benabled[ =]([012])\b/.exec(status)?.[1]
  const pid = /\bpid[ =](\d+)\b/.exec(status)?.[1]
  if (enabled === undefined || pid === undefined) return couldNotTell('auditctl printed what cannot be read')
  const known = rules.length === 1 && rules[0] === 'No rules' ? [] : rules
  const odd = known.find((rule) => !rule.startsWith('-'))
  if (odd !== undefined) return couldNotTell(`auditctl printed what is no rule: ${odd}`)
  return {
    exists: true,
    enabled: enabled !== '0',
    locked: enabled === '2',
    pid: pid === '0' ? undefined : Number(pid),
    rules: known,
  }
}
