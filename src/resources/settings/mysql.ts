import { sh } from '../../host/shell.ts'
import { couldNotTell, denied, type Provider } from '../define-resource.ts'
import { allUnknown, linesOf } from '../shared/all-unknown.ts'

/** A variable that the server starts with. */
export interface MysqlSettingPresent {
  readonly exists: true
  /** As the server's help shows it: numbers in full, `TRUE` or `FALSE`, empty for no value. */
  readonly value: string
}

/** What is known about a variable of the server. */
export type MysqlSettingState = { readonly exists: false } | MysqlSettingPresent

// mysqld(8), --verbose --help: a table of every variable, "after reading options", as the server would start with it. What
// MySQL 8 was told by SET PERSIST is in a file of its data folder, counts more, and is not in the table; MariaDB has no such file.
export const mysqldHelp: Provider<MysqlSettingState> = {
  on: ({ tools }) => tools.includes('mysqld') || tools.includes('mariadbd'),
  show: (name) => sh`mysqld --verbose --help 2>/dev/null | grep ${`^${name} `}`,
  ask: (names) => sh`d=$(command -v mysqld || command -v mariadbd)
t=$("$d" --verbose --help) || exit
p=$(printf '%s\n' "$t" | sed -n 's/^datadir  *//p')
case $("$d" --version 2>/dev/null)$(printf '%s\n' "$t" | grep '^persisted-globals-load ') in
  *MariaDB*|*FALSE*) ;;
  *) f=${sh`$`}{p%/}/mysqld-auto.cnf
    if [ -e "$p" ] && [ ! -x "$p" ] || [ -e "$f" -a ! -r "$f" ]; then echo '! *'
    elif [ -e "$f" ]; then for n in ${names}; do
      if grep -qF "\"$(printf %s "$n" | tr - _)\"" "$f"; then printf '! %s\n' "$n"; fi
    done; fi ;;
esac
printf '%s\n' "$t" | awk -v names=${` port ${names.join(' ')} `} 'on && NF == 0 { print "end"; exit } on && index(names, " " $1 " "); /^-+ -+$/ { on = 1 }'`,
  parse: ({ stdout, stderr }, names) => {
    const lines = linesOf(stdout)
    const complaint = linesOf(stderr).find((line) => /error|denied|unknown/i.test(line)) ?? 'the server does not say'
    if (lines.at(-1) !== 'end') return allUnknown(names, `mysqld: ${complaint}`)
    const rows = new Map(lines.slice(0, -1).map((line) => [/^\S+/.exec(line)?.[0] ?? '', line]))
    if (!rows.has('port')) return new Map(names.map((name) => [name, couldNotTell('mysqld shows another table')]))
    const persisted = new Set(lines.flatMap((line) => /^! (.*)$/.exec(line)?.[1] ?? []))
    return new Map(
      names.map((name) => {
        if (persisted.has('*')) return [name, denied(HIDDEN, 'set `sudo: true` for this role')]
        return [name, persisted.has(name) ? couldNotTell('mysqld-auto.cnf sets it as well') : read(rows.get(name))]
      }),
    )
  },
}

const HIDDEN = 'the data folder may not be looked at, where mysqld-auto.cnf would be'

function read(row: string | undefined): MysqlSettingState {
  if (row === undefined) return { exists: false }
  const value = row.replace(/^\S+\s*/, '').trim()
  return { exists: true, value: value === '(No default value)' ? '' : value }
}
