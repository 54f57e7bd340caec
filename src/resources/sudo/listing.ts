import { sh } from '../../host/shell.ts'
import { couldNotTell, denied, type Provider, type Unknown } from '../define-resource.ts'
import { firstLine } from '../shared/all-unknown.ts'

/** A rule of sudoers(5) that applies to a user on this host. */
export interface SudoRule {
  /** As it is written, aliases resolved: `ALL`, `/usr/bin/systemctl restart nginx`, `!/bin/su`. */
  readonly command: string
  /** Users that it may be run as. */
  readonly runAs: readonly string[]
  readonly runAsGroups: readonly string[]
  /** Whether sudo asks for a password first; `undefined` where defaults for some commands or groups decide. */
  readonly password: boolean | undefined
}

/** What is known about what a user may do with sudo. */
export type SudoersState =
  | { readonly exists: false }
  | {
      readonly exists: true
      /** In the order of sudoers: of several that match a command, the last one counts. */
      readonly rules: readonly SudoRule[]
    }

// sudo(8) -l -U, in its long form: one command a line. cvtsudoers(1) reads one file, and knows neither the user's groups
// nor LDAP and SSSD. COLUMNS keeps lines whole: sudo wraps them into pipes too.
export const sudoList: Provider<SudoersState> = {
  on: ({ tools }) => tools.includes('sudo'),
  show: (user) => sh`sudo -l -U ${user}`,
  ask: (users) => sh`for u in ${users}; do
  if ! id -- "$u" >/dev/null 2>&1; then echo nobody; continue; fi
  t=$(COLUMNS=100000 sudo -n -ll -U "$u" 2>&1); printf 'user %s\n%s\n' $? "$t" | sed '2,$s/^/ /'
done`,
  parse: ({ stdout, exitCode, stderr }, users) => {
    const blocks = stdout.split(/^(?=\S)/m).filter((block) => block !== '')
    const whole = exitCode === 0 && blocks.length === users.length
    const lost = couldNotTell(firstLine(stderr) || `sudo was asked about ${users.length} and answered ${blocks.length}`)
    return new Map(users.map((user, index) => [user, whole ? stateOf(user, blocks[index] ?? '') : lost]))
  },
}

function stateOf(user: string, block: string): SudoersState | Unknown {
  const [heading, ...lines] = block.trimEnd().split('\n')
  if (heading === 'nobody') return { exists: false }
  const text = lines.map((line) => line.slice(1)).join('\n')
  if (text.trim().startsWith(`User ${user} is not allowed to run sudo on `)) return { exists: true, rules: [] }
  const [defaults = '', listing] = text.split(`\nUser ${user} may run the following commands on `)
  if (heading !== 'user 0' || listing === undefined) return failure(heading, text)
  const password = asksByDefault(defaults)
  const entries = listing.split(/^(?:Sudoers entry|LDAP Role|SSSD Role):.*\n/m).slice(1)
  const rules = entries.map((entry) => rulesOf(entry, password))
  return rules.length === 0 || rules.includes(undefined)
    ? couldNotTell('sudo printed what cannot be read')
    : { exists: true, rules: rules.flatMap((some) => some ?? []) }
}

/**
 * What the defaults say of passwords, the last one of them; `undefined` where some of them are for single commands or for those
 * whom they are run as, or for the members of a group.
 */
function asksByDefault(defaults: string): boolean | undefined {
  const [matching = '', special = ''] = defaults.split(/^Runas and Command-specific defaults for /m)
  if (/\bauthenticate\b/.test(special) || /(?:^|[\s,])exempt_group=/m.test(matching)) return undefined
  const [, last] = [...matching.matchAll(/(?:^|[\s,])(!?authenticate)\b/gm)].at(-1) ?? []
  return last !== '!authenticate'
}

function failure(heading: string | undefined, text: string): Unknown {
  const reason = firstLine(text).trim() || `${heading ?? 'sudo'} and nothing else`
  const refused = /is not allowed to execute|password is required|permission denied/i.test(text)
  return refused ? denied(reason, 'set `sudo: true` for this role') : couldNotTell(reason)
}

function rulesOf(entry: string, password: boolean | undefined): readonly SudoRule[] | undefined {
  const [head = '', commands] = entry.split(/^ +Commands:\n/m)
  if (commands === undefined) return undefined
  const list = (name: string) =>
    (new RegExp(`^ +${name}: (.*)$`, 'm').exec(head)?.[1] ?? '').split(', ').filter((word) => word !== '')
  const options = list('Options')
  const asks = options.includes('authenticate') || (options.includes('!authenticate') ? false : password)
  return commands
    .split('\n')
    .map((line) => line.trim().replaceAll(/\\([,:=\\])/g, '$1'))
    .filter((command) => command !== '')
    .map((command) => ({ command, runAs: list('RunAsUsers'), runAsGroups: list('RunAsGroups'), password: asks }))
}
