import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import type { RunReport } from '../../../src/run/report.ts'
import { canBootHosts, loadHosts, type TestHostName } from '../../hosts/hosts.ts'
import { ROOT } from '../infraspec.ts'
import { temporaryFile } from './files.ts'
import { CLAIMED, told } from './claims.ts'
import { VARIANTS } from './injected.ts'
import { leave } from './results.ts'
import { visit, type Visited } from './runs.ts'
import { startVariants } from './variants.ts'

// The faults that need a run, or a spec, of their own.

const host = (name: TestHostName, port = 22): Visited => ({
  name,
  address: loadHosts().hosts[name].address,
  port,
  user: 'deploy',
})
const IMPORTS = "import { command, describe, expect, it, sh } from 'infraspec'\n"
let wrongGreens = 0

/** How each check ended, by the last of its titles. */
function outcomes({ checks }: RunReport): Record<string, string> {
  return Object.fromEntries(
    checks.flatMap(({ titles, outcomes: all }) =>
      Object.values(all).map(({ status }) => [titles.at(-1) as string, status]),
    ),
  )
}

/** Why hosts were not checked and what else went wrong, for whoever reads that a test failed. */
function problemsOf({ hosts, problems }: RunReport): string {
  return [...hosts.map(({ error }) => error?.message), ...problems.map(({ message }) => message)]
    .filter((message) => message !== undefined)
    .join('\n')
}

/** Everything that is asked in both polarities is errored in both, or not run. */
function expectNothingTold(report: RunReport, count: number): void {
  const told = Object.values(outcomes(report))
  wrongGreens += told.filter((status) => status === 'passed').length
  expect(told, problemsOf(report)).toHaveLength(count)
  expect(
    told.filter((status) => status !== 'errored' && status !== 'not-run'),
    problemsOf(report),
  ).toEqual([])
}

describe.skipIf(canBootHosts() !== undefined)('by itself', () => {
  afterAll(() => leave('single', { faults: 4, wrongGreens }))

  it('sudo-revoked: what was opened before answers, and nothing that is opened later', async () => {
    const end = await startVariants('app-1', [VARIANTS['sudo-revoked']])
    const spec = `${IMPORTS}it('takes sudo away', async () => { await expect(command('rm /etc/sudoers.d/people')).toSucceed() })
describe('afterwards', () => {
  for (const [title, ask] of Object.entries({
    command: async () => expect(command('true')).toSucceed(),
    'command, negated': async () => expect(command('true')).not.toSucceed(),
    'another command, negated': async () => expect(command('false')).not.toSucceed(),
  })) it(title, async () => {
    await new Promise((resolve) => setTimeout(resolve, 1500))
    await ask()
  })
})`
    const { report } = await visit({ root: [host('app-1', VARIANTS['sudo-revoked'].port)] }, { spec })
    end()
    const { 'takes sudo away': first, ...later } = outcomes(report)
    expect(first).toBe('passed')
    wrongGreens += Object.values(later).filter((status) => status === 'passed').length
    // The host gives no shell any more, which is one error of the host.
    expect(Object.values(later)).toEqual(['not-run', 'not-run', 'not-run'])
    expect(report.exitCode).toBe(3)
  })

  it('cut-output: what is longer than the limit tells nothing, in either polarity', async () => {
    const spec = `${IMPORTS}
for (const ask of ["yes | head -c 8000000", "yes | head -c 8000000 >&2"]) {
  it(command(sh\`sh -c \${ask}\`)).toHaveStdout('y').not.toHaveStdout('y').toHaveStderr('y').not.toHaveStderr('y')
}`
    const { report } = await visit({ plain: [host('app-1')] }, { spec })
    expectNothingTold(report, 8)
  })

  it('clock-here: a clock that is years off changes nothing', async () => {
    const file = temporaryFile('clock.mjs', 'const now = Date.now\nDate.now = () => now() + 12 * 365 * 86_400_000\n')
    const { report } = await visit({ root: [host('app-1')] }, { env: { NODE_OPTIONS: `--import=${file}` } })
    const { truths, lies } = told(report, 'app-1')
    wrongGreens += lies.passed
    expect({ truths, lies }, problemsOf(report)).toMatchObject({
      truths: { passed: CLAIMED },
      lies: { failed: CLAIMED },
    })
  })

  it('reboot: what was under way is not told, and the next run waits for the host and is right', async () => {
    const id = randomUUID()
    const spec = `${IMPORTS}
it(command('sleep 30 # ${id}')).toSucceed().not.toSucceed().toHaveStdout('').not.toHaveStdout('')
it('reboots', async () => { await expect(command('sleep 1; systemctl reboot; sleep 20')).not.toSucceed() })`
    const { report } = await visit({ root: [host('app-2')] }, { spec, timeout: '25s' })
    expectNothingTold(report, 5)
    // systemd-nspawn ends here where it would start anew: the host is booted again from outside, while it is waited for.
    const gone = await visit({ root: [host('app-2')] })
    expect(gone.report.hosts[0]?.error?.code).toMatch(/^(connection-refused|connect-timeout|unreachable)$/)
    let up: Promise<unknown> | undefined
    const meanwhile = () => {
      up = promisify(execFile)(`${ROOT}/test/hosts/up`)
    }
    // It is made anew, with another key, and known_hosts only when it is up.
    const again = await visit({ root: [host('app-2')] }, { role: { wait: '90s' }, meanwhile, knownHosts: '/dev/null' })
    await up
    const { lies, truths } = told(again.report, 'app-2')
    expect({ truths, lies }, problemsOf(again.report)).toMatchObject({
      truths: { passed: CLAIMED },
      lies: { failed: CLAIMED },
    })
  }, 120_000)
})
