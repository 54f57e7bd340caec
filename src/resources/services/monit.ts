import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { firstLine, linesOf } from '../shared/all-unknown.ts'

/** What monit watches over, by its names for it: `OK`, `Not monitored`, `Does not exist` … */
export type Monitored = Readonly<Record<string, string>>

// monit(1): summary -B is a table without lines or colours; the columns begin where their titles do
export const monit: Provider<Monitored> = {
  on: () => true,
  show: () => sh`monit -B summary`,
  ask: () => sh`monit -B summary && echo =`,
  parse: ({ stdout, stderr, exitCode }, keys) => {
    const state = exitCode === 0 ? read(stdout) : undefined
    const why = firstLine(stderr) || firstLine(stdout) || `exit code ${exitCode}`
    const hint = /denied|allowed/i.test(why) ? 'set `sudo: true` for this role' : undefined
    return new Map(keys.map((key) => [key, state ?? couldNotTell(`monit: ${why}`, hint)]))
  },
}

function read(stdout: string): Monitored | Unknown | undefined {
  const lines = linesOf(stdout)
  const head = lines.findIndex((line) => /^ *Service Name +Status +Type *$/.test(line))
  if (head === -1 || lines.at(-1) !== '=') return undefined
  const title = lines[head] as string
  const [status, type] = [title.indexOf('Status'), title.indexOf('Type')]
  const rows = lines.slice(head + 1, -1)
  return Object.fromEntries(rows.map((row) => [row.slice(0, status).trim(), row.slice(status, type).trim()]))
}
