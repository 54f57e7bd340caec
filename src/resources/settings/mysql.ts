import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider } from '../define-resource.ts'
import { allUnknown, linesOf } from '../shared/all-unknown.ts'

/** A variable that the server starts with. */
export interface MysqlSettingPresent {
  readonly exists: true
  /** As the server's help shows it: numbers in full, `TRUE` or `FALSE`, empty for no value. */
  readonly value: string
}

/** What is known about a variable of the server. */
export type MysqlSettingState = { readonly exists: false } | MysqlSettingPresent

// mysqld(8), --verbose --help: a table of every variable, "after reading options", as the server would start with it.
export const mysqldHelp: Provider<MysqlSettingState> = {
  on: ({ tools }) => tools.includes('mysqld') || tools.includes('mariadbd'),
  show: (name) => sh`mysqld --verbose --help 2>/dev/null | grep ${`^${name} `}`,
  ask: (names) => sh`d=$(command -v mysqld || command -v mariadbd)
t=$("$d" --verbose --help) || exit
printf '%s\n' "$t" | awk -v names=${` port ${names.join(' ')} `} 'on && NF == 0 { print "end"; exit } on && index(names, " " $1 " "); /^-+ -+$/ { on = 1 }'`,
  parse: ({ stdout, stderr }, names) => {
    const lines = linesOf(stdout)
    const complaint = linesOf(stderr).find((line) => /error|denied|unknown/i.test(line)) ?? 'the server does not say'
    if (lines.at(-1) !== 'end') return allUnknown(names, `mysqld: ${complaint}`)
    const rows = new Map(lines.slice(0, -1).map((line) => [/^\S+/.exec(line)?.[0] ?? '', line]))
    if (!rows.has('port')) return new Map(names.map((name) => [name, couldNotTell('mysqld shows another table')]))
    return new Map(names.map((name) => [name, read(rows.get(name))]))
  },
}

function read(row: string | undefined): MysqlSettingState {
  if (row === undefined) return { exists: false }
  const value = row.replace(/^\S+\s*/, '').trim()
  return { exists: true, value: value === '(No default value)' ? '' : value }
}
