import type { Outcome, RunReport } from '../../../src/run/report.ts'

/** What is true of app-1, as a subject, a matcher, and whether the matcher holds. */
const CLAIMS: readonly (readonly [subject: string, matcher: string, holds: boolean])[] = [
  ["pkg('nginx-light')", 'toBeInstalled()', true],
  ["pkg('apache2')", 'toBeInstalled()', false],
  ["service('nginx')", 'toBeRunning()', true],
  ["service('nonesuch')", 'toBeRunning()', false],
  ['port(80)', 'toBeListening()', true],
  ['port(81)', 'toBeListening()', false],
  ["file('/etc/passwd')", "toHaveMode('0644')", true],
  ["file('/etc/passwd')", "toContain('toor')", false],
  ["file('/etc/no/such/file')", 'toExist()', false],
  ["user('app')", 'toHaveUid(1500)', true],
  ["user('toor')", 'toExist()', false],
  ["group('app')", 'toHaveGid(1500)', true],
  ["proc('nginx')", 'toBeRunning()', true],
  ["proc('telnetd')", 'toBeRunning()', false],
  ["mount('/')", 'toBeMounted()', true],
  ["kernelParameter('kernel.ostype')", "toHaveValue('Linux')", true],
  ["command('printf yes')", "toHaveStdout('yes')", true],
  ["command('exit 3')", 'toExitWith(0)', false],
]

const IMPORTS =
  "import { as, command, describe, expect, file, group, it, kernelParameter, mount, pkg, port, proc, service, user } from 'infraspec'"

/** A spec in which every claim stands as it is and the other way round, each in the polarity that it takes. */
export const SPEC = `${IMPORTS}
describe('true', () => {
${CLAIMS.map(([subject, matcher, holds]) => `  it(${subject})${holds ? '' : '.not'}.${matcher}`).join('\n')}
})
describe('false', () => {
${CLAIMS.map(([subject, matcher, holds]) => `  it(${subject})${holds ? '.not' : ''}.${matcher}`).join('\n')}
})
`

/** How many checks there are of each kind. */
export const CLAIMED = CLAIMS.length

/** How many of them run a command, which is never run twice. */
export const COMMANDS = CLAIMS.filter(([subject]) => subject.startsWith('command(')).length

/** How many checks ended in each way. */
export type Tally = Readonly<Record<Outcome['status'], number>>

/** What became of a host's claims. */
export interface Told {
  /** Of what is true. */
  readonly truths: Tally
  /** Of what is false: one that passed is a wrong green. */
  readonly lies: Tally
  /** Why the host was not checked. */
  readonly error: string | undefined
  readonly connections: number
}

/** What became of the claims on the host of this name. */
export function told(report: RunReport, name: string): Told {
  const host = report.hosts.find((one) => one.name === name)
  if (host === undefined) throw new Error(`The report does not name the host ${name}`)
  const tally = (group: string): Tally => {
    const counts = { passed: 0, failed: 0, errored: 0, skipped: 0, 'not-run': 0 }
    for (const { titles, outcomes } of report.checks) {
      const outcome = titles[0] === group ? outcomes[host.id] : undefined
      if (outcome !== undefined) counts[outcome.status] += 1
    }
    return counts
  }
  return {
    truths: tally('true'),
    lies: tally('false'),
    error: host.error?.code,
    connections: host.counters.connections,
  }
}
