import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed, firstLine, linesOf } from '../shared/all-unknown.ts'

/** A rule as `ufw status` shows it. */
export interface UfwRule {
  /** `22/tcp`, `80,443/tcp`, `Anywhere`, `2222/tcp on eth0`, `10.1.1.1 80/tcp`. */
  readonly to: string
  /** The application profile that has these ports, such as `OpenSSH`. */
  readonly app: string | undefined
  readonly action: 'allow' | 'deny' | 'reject' | 'limit'
  readonly direction: 'in' | 'out' | 'routed'
  /** `Anywhere`, `10.0.0.0/8`. */
  readonly from: string
  /** It is one of the rules for IPv6. */
  readonly ipv6: boolean
  readonly comment: string | undefined
}

/** Where packets go, as far as ufw has a default for it. */
export type UfwDirection = 'incoming' | 'outgoing' | 'routed'

/** A firewall that is active. */
export interface UfwActive {
  readonly exists: true
  /** `allow`, `deny`, `reject` or `disabled`: what becomes of what no rule decides. */
  readonly defaults: Readonly<Record<UfwDirection, string>>
  /** `off`, `low`, `medium`, `high` or `full`. */
  readonly logging: string
  /** In the order in which they are tried. */
  readonly rules: readonly UfwRule[]
}

/** What is known about ufw; it does not exist as long as it is not active. */
export type UfwState = { readonly exists: false } | UfwActive

// ufw(8). It translates its messages: LC_ALL=C is what a session sets.
export const ufwStatus: Provider<UfwState> = {
  on: ({ tools }) => tools.includes('ufw'),
  show: () => sh`ufw status verbose`,
  ask: () => sh`ufw status verbose && echo =`,
  parse: (answer, keys) => {
    if (answer.exitCode !== 0 || !/^=\n$/m.test(answer.stdout)) return allFailed(keys, 'ufw', spoken(answer))
    const state = stateOf(linesOf(answer.stdout).slice(0, -1))
    return new Map(keys.map((key) => [key, state]))
  },
}

// It complains on standard output.
function spoken<A extends { readonly stdout: string; readonly stderr: string }>(answer: A): A {
  const root = /root/.test(answer.stdout + answer.stderr) ? ' (permission denied)' : ''
  const said = answer.stderr.trim() === '' ? firstLine(answer.stdout) : answer.stderr
  return { ...answer, stderr: `${said.trim()}${root}` }
}

function stateOf(lines: readonly string[]): UfwState | Unknown {
  const text = lines.join('\n')
  if (/^Status: inactive$/m.test(text)) return { exists: false }
  const logging = /^Logging: (?:on \((\w+)\)|(\w+))/m.exec(text)
  const [, incoming, outgoing, routed] =
    /^Default: (\w+) \(incoming\), (\w+) \(outgoing\)(?:, (\w+) \(routed\))?$/m.exec(text) ?? []
  if (!/^Status: active$/m.test(text) || incoming === undefined || outgoing === undefined) {
    return couldNotTell('ufw printed what cannot be read')
  }
  const heading = lines.findIndex((line) => /^--\s/.test(line))
  const rows = heading === -1 ? [] : lines.slice(heading + 1)
  const rules = rows.map(ruleOf)
  const odd = rows.find((_, index) => rules[index] === undefined)
  if (odd !== undefined) return couldNotTell(`ufw printed what is no rule: ${odd.trim()}`)
  return {
    exists: true,
    defaults: { incoming, outgoing, routed: routed ?? 'disabled' },
    logging: logging?.[1] ?? logging?.[2] ?? 'off',
    rules: rules.filter((rule) => rule !== undefined),
  }
}

const RULE = /^(.+?)\s+(ALLOW|DENY|REJECT|LIMIT)(?: (IN|OUT|FWD))?\s+(.+?)(?:\s+# (.*))?$/
const DIRECTIONS: Readonly<Record<string, UfwRule['direction']>> = { OUT: 'out', FWD: 'routed' }

function ruleOf(row: string): UfwRule | undefined {
  const [, to, action, direction = 'IN', from, comment] = RULE.exec(row.trimEnd()) ?? []
  if (to === undefined || action === undefined || from === undefined) return undefined
  const [, ports, app] = /^(\S+) \((.+)\)$/.exec(plain(to)) ?? []
  return {
    to: ports ?? plain(to),
    app,
    action: action.toLowerCase() as UfwRule['action'],
    direction: DIRECTIONS[direction] ?? 'in',
    from: plain(from),
    ipv6: /\(v6\)/.test(`${to} ${from}`) || /^[^ ]*::/.test(from),
    comment,
  }
}

/** Without the mark of IPv6, and of what is logged. */
function plain(side: string): string {
  return side.replaceAll(/ \(v6\)| \(log(?:-all)?\)/g, '').trim()
}
