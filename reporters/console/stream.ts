import type { CheckReport, Problem, RunEvent } from '../../src/run/report.ts'
import { whichHosts } from './hosts.ts'
import { escapeLine, escapeLines } from '../escape.ts'
import { alike, byId, hostsWith, notRun, reasonsOf, statusWithout, withoutPlace } from '../outcomes.ts'
import { mark, type Page, titleOf } from './page.ts'
import type { Progress } from './progress.ts'
import { list } from '../text.ts'

/** What is said at once of an event where lines cannot be redrawn: one full line, or nothing. */
export function streamed(event: RunEvent, progress: Progress, page: Page): string[] {
  if (event.type === 'start') return whichHosts(event, page)
  if (event.type === 'check') return [checkLine(event.check, progress, page)]
  if (event.type === 'problem') return [problemLine(event.problem, page)]
  if (event.type === 'host' && event.state === 'unreachable') return [hostLine(event, progress, page)]
  return []
}

function checkLine(check: CheckReport, progress: Progress, page: Page): string {
  const { colors } = page
  const holds = `${hostsWith(check, 'passed').length}/${Object.keys(check.outcomes).length}`
  const why = because(check, progress)
  const start = `${mark(statusWithout(check, progress.unreachable), page)} ${holds}  ${escapeLine(check.role)} › ${titleOf(check, page)}`
  return why === '' ? start : `${start}  ${colors.dim(why)}`
}

function because(check: CheckReport, { hosts: all, unreachable }: Progress): string {
  const hosts = byId(all)
  const said = alike(check, hosts).map((group) => {
    const names = list(group.hosts.map((id) => escapeLine(hosts.get(id)?.name ?? id)))
    const message = withoutPlace(group.failure.message, hosts.get(group.hosts[0] ?? ''))
    return `${names}: ${escapeLines(message)[0] ?? ''}`
  })
  const skipped = reasonsOf(check, hostsWith(check, 'skipped'))
  // That a host is unreachable was said once; it is not said again with each of its checks.
  const missed = reasonsOf(
    check,
    hostsWith(check, 'not-run').filter((id) => !unreachable.has(id)),
  )
  if (skipped !== '') said.push(`skipped: ${escapeLine(skipped)}`)
  if (missed !== '') said.push(escapeLine(notRun(missed)))
  return said.join('; ')
}

function problemLine(problem: Problem, page: Page): string {
  const role = problem.role === undefined ? '' : `${escapeLine(problem.role)} › `
  const [first = ''] = escapeLines(problem.message)
  return `${mark('failed', page)} ${problem.kind.replaceAll('-', ' ')}: ${role}${first}`
}

function hostLine(event: Extract<RunEvent, { type: 'host' }>, progress: Progress, page: Page): string {
  const name = progress.hosts.find(({ id }) => id === event.host)?.name ?? event.host
  const [first = ''] = escapeLines(event.error?.message ?? 'no reason was given')
  return `${mark('errored', page)} ${escapeLine(name)} is unreachable: ${first}`
}
