import { sh } from '../../host/shell.ts'
import { lookedUp, type Lister } from '../define-list.ts'
import { couldNotTell, type Provider } from '../define-resource.ts'
import { failed } from '../shared/all-unknown.ts'
import { printedFiles, printFile } from '../shared/indented-files.ts'

/** An alias of the mail system: where mail for a local name goes. */
export interface MailAlias {
  /** In small letters. */
  readonly name: string
  /** Addresses, local names, `/a/file`, `|a command`, `:include:/a/list`: as they are written, without quotes. */
  readonly targets: readonly string[]
  readonly path: string
}

/** What is known about an alias. */
export type MailAliasState = { readonly exists: false } | ({ readonly exists: true } & MailAlias)

// aliases(5). What newaliases(1) makes of the file is not looked at.
export const aliasFiles: Lister<MailAlias> = {
  on: ({ kernel }) => kernel.name === 'Linux',
  show: () => sh`cat /etc/aliases`,
  ask: () => sh`code=0
for f in /etc/aliases /etc/mail/aliases; do
  [ /etc/aliases -ef "$f" -a "$f" != /etc/aliases ] && continue
  ${printFile}
done
if [ -d /etc/mail ] && [ ! -x /etc/mail ]; then echo '/etc/mail: Permission denied' >&2; code=1; fi
echo =
(exit $code)`,
  parse: (answer) => {
    const [, body] = /^([^]*)^=\n$/m.exec(answer.stdout) ?? []
    if (answer.exitCode !== 0 || body === undefined) return failed('aliases', answer)
    const aliases: MailAlias[] = []
    for (const { path, lines } of printedFiles(body)) {
      for (const entry of logicalLines(lines)) {
        const alias = readAlias(entry, path)
        if (alias === undefined) return couldNotTell(`${path} holds what is no alias: ${entry}`)
        aliases.push(alias)
      }
    }
    return aliases
  },
}

/** Of an alias that stands there twice the mail system takes one, and which one depends on it: it could not be told. */
export const aliases: Provider<MailAliasState> = lookedUp<MailAlias, MailAliasState>(aliasFiles, (all, key) => {
  const [first, ...more] = all.filter(({ name }) => name === key)
  if (first === undefined) return { exists: false }
  return more.length > 0 ? couldNotTell('it is there more than once') : { exists: true, ...first }
})

/** A line that begins with a blank goes on with the one before; comments and empty lines stand alone. */
function logicalLines(lines: readonly string[]): readonly string[] {
  const entries: string[] = []
  for (const line of lines) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue
    if (/^\s/.test(line) && entries.length > 0) entries[entries.length - 1] += ` ${line.trim()}`
    else entries.push(line.trim())
  }
  return entries
}

const ENTRY = /^("(?:[^"\\]|\\.)*"|[^\s:"]+)\s*:\s*(.*)$/
const TARGET = /\s*((?:"(?:[^"\\]|\\.)*"|[^",])+?)\s*(?:,|$)/y

function readAlias(entry: string, path: string): MailAlias | undefined {
  const [, name, rest = ''] = ENTRY.exec(entry) ?? []
  if (name === undefined) return undefined
  const targets: string[] = []
  const pattern = new RegExp(TARGET)
  while (pattern.lastIndex < rest.trimEnd().length) {
    const [, target] = pattern.exec(rest.trimEnd()) ?? []
    if (target === undefined) return undefined
    targets.push(unquoted(target))
  }
  return targets.length === 0 ? undefined : { name: unquoted(name).toLowerCase(), targets, path }
}

function unquoted(text: string): string {
  return text.replaceAll(/"((?:[^"\\]|\\.)*)"/g, (_, inside: string) => inside.replaceAll(/\\(.)/g, '$1')).trim()
}
