import type { RunReport } from '../../src/run/report.ts'
import { escapeLine } from '../escape.ts'
import { byId } from '../outcomes.ts'
import { hanging, type Page } from './page.ts'
import { count, list } from '../text.ts'

/** Hosts that fail what the rest of their role passes: by role, those with the most first. */
export function outliers(report: RunReport, page: Page): string[] {
  const { colors } = page
  const hosts = byId(report.hosts)
  const found = report.outliers ?? []
  const lines = report.roles.flatMap(({ name, hosts: members }) => {
    const own = found
      .filter(({ role }) => role === name)
      .toSorted((one, other) => other.checks.length - one.checks.length)
    if (own.length === 0) return []
    const names = own.map(
      ({ host, checks }) => `${escapeLine(hosts.get(host)?.name ?? host)} (${count(checks.length, 'check')})`,
    )
    const rest = members.length - own.length
    const said = `${escapeLine(name)} › ${list(names, page.verbose)}: fails what ${count(rest, 'other host')} of the role ${rest === 1 ? 'passes' : 'pass'}`
    return hanging(
      `${colors.inverse(colors.red(' OUTLIER '))} `,
      own.length > 1 ? said.replace(': fails', ': fail') : said,
      page,
    )
  })
  return lines.length === 0 ? [] : ['', ...lines]
}
