import type { HostSpec } from '../../host/host-spec.ts'
import type { HostsOptions } from '../options/options.ts'
import { printable } from '../printable.ts'
import { isShort, noHost, tooFew } from '../verdict/shortfalls.ts'

const HEAD = ['NAME', 'ADDRESS', 'USER', 'TRANSPORT', 'ROLES', 'SOURCE']

/** The hosts that a run would visit as a table, and 4 when there are too few of them. */
export function listHosts({ root, hosts, roles }: HostsOptions): { readonly text: string; readonly exitCode: 0 | 4 } {
  const rows = hosts.map((host) => {
    const of = roles.filter((role) => role.hosts.includes(host.id)).map(({ name }) => name)
    return [host.name, addressOf(host), host.user ?? '-', host.transport, of.join(',') || '-', host.source].map(cell)
  })
  const short = roles.filter(isShort)
  const notes = short.map((role) => (role.hosts.length === 0 ? noHost(role) : tooFew(role, root)))
  const text = [...table([HEAD, ...rows]), ...notes].map((line) => `${line}\n`).join('')
  return { text, exitCode: short.length > 0 ? 4 : 0 }
}

/** Names come from tags and inventories, which anybody may have written. */
function cell(text: string): string {
  return printable(text).replaceAll(/[\n\t]/g, ' ')
}

function addressOf({ address, port }: HostSpec): string {
  if (port === undefined) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
}
