import type { CheckReport, HostReport, Location, Reporter, RunReport } from '../src/run/report.ts'
import { escapeLine, escapeLines } from './escape.ts'
import { alike, byId, isUntold, UNTOLD } from './outcomes.ts'
import { list } from './text.ts'

/** Annotations for GitHub Actions: one for each way in which a check failed, each lost host and each problem. */
export function createGithubReporter(): Reporter {
  return {
    onEnd(report) {
      const lines = annotations(report)
      return lines.length === 0 ? '' : `${lines.join('\n')}\n`
    },
  }
}

function annotations(report: RunReport): string[] {
  const hosts = byId(report.hosts)
  const lost = report.hosts.filter(({ status }) => status === 'unreachable')
  return [
    ...report.checks.flatMap((check) => checkAnnotations(check, hosts)),
    ...lost.map(({ name, error }) => command('error', `${name} is unreachable`, error?.message ?? '')),
    ...report.problems.map(({ kind, message, location, hint }) => {
      return command('error', kind.replaceAll('-', ' '), hint === undefined ? message : `${message}\n${hint}`, location)
    }),
    ...(isUntold(report) ? [command('error', 'could not tell', UNTOLD)] : []),
    ...report.hosts.filter(({ hostKey }) => hostKey?.verified === false).map(unverified),
  ]
}

function checkAnnotations(check: CheckReport, hosts: ReadonlyMap<string, HostReport>): string[] {
  const title = [check.role, ...check.titles].join(' › ')
  return alike(check, hosts).map(({ hosts: ids, failure }) => {
    const { message, expected, actual } = failure
    const names = list(ids.map((id) => hosts.get(id)?.name ?? id))
    const values = [
      expected === undefined ? '' : `expected: ${expected}`,
      actual === undefined ? '' : `actual: ${actual}`,
    ]
    const text = [`${names}: ${message}`, ...values.filter((value) => value !== '')].join('\n')
    return command('error', title, text, check.location)
  })
}

function unverified({ name, hostKey }: HostReport): string {
  return command('warning', 'UNVERIFIED host key', `The host key of ${name} was not verified: ${hostKey?.fingerprint}`)
}

function command(kind: 'error' | 'warning', title: string, message: string, location?: Location): string {
  const place = location ? `file=${property(location.file)},line=${location.line},col=${location.column},` : ''
  return `::${kind} ${place}title=${property(title)}::${data(escapeLines(message).join('\n'))}`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(escapeLine(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
