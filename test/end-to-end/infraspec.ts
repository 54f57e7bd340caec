import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { onTestFinished } from 'vitest'

import type { RunReport } from '../../src/run/report.ts'
import { loadHosts, type TestHostName } from '../hosts/hosts.ts'

/** The checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const BIN = join(ROOT, 'bin/infraspec.js')

/** What the command line did. */
export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** The JSON report, if it wrote one. */
  readonly report: RunReport
}

/** How the command line is run. */
export interface RunSettings {
  /** The project's folder; this checkout by default. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly stdin?: string
  /** Called with the process once it runs, to do something to it. */
  readonly meanwhile?: (child: ChildProcess) => unknown
}

/** Runs the built command line as a child process, as a user would, with a JSON report on the side. */
export async function infraspec(args: readonly string[], settings: RunSettings = {}): Promise<Ran> {
  const folder = temporaryFolder()
  const json = join(folder, 'report.json')
  const [command = '', ...rest] = args
  const reporter = ['run', 'gate'].includes(command) ? ['--reporter', 'console', '--reporter', `json=${json}`] : []
  const child = spawn(process.execPath, [BIN, ...args.slice(0, 1), ...reporter, ...rest], {
    cwd: settings.cwd ?? ROOT,
    env: {
      ...process.env,
      CI: undefined,
      NO_COLOR: undefined,
      FORCE_COLOR: undefined,
      VITEST: undefined,
      ...settings.env,
    },
    stdio: 'pipe',
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  child.stdin.on('error', () => undefined)
  child.stdin.end(settings.stdin ?? '')
  void settings.meanwhile?.(child)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString()
  return {
    code,
    stdout: text(out),
    stderr: text(err),
    get report() {
      return JSON.parse(readFileSync(json, 'utf8')) as RunReport
    },
  }
}

/** The flags that log in to the test hosts, and name some of them. */
export function on(...names: readonly TestHostName[]): string[] {
  const { identity, knownHosts, hosts } = loadHosts()
  const targets = names.flatMap((name) => ['--host', `deploy@${hosts[name].address}`])
  return [...targets, '--identity', identity, '--known-hosts', knownHosts, '--sudo']
}

/** A folder of its own for one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'infraspec-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A project with these files, in which `infraspec` is installed as this checkout. */
export function project(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** A project with one role, whose only spec has this body. */
export function projectWith(spec: string, role = "export default { specs: ['app'] }"): string {
  const imports =
    "import { afterAll, afterEach, as, beforeAll, beforeEach, byOs, command, defineResource, describe, expect, file, group, inspect, it, pkg, port, proc, service, sh, user } from 'infraspec'\n"
  return project({ 'roles/app.ts': role, 'specs/app.spec.ts': imports + spec })
}

/** How many of each outcome a run had, without those that it had none of. */
export function totals({ report }: Ran): Partial<RunReport['totals']> {
  return Object.fromEntries(Object.entries(report.totals).filter(([, count]) => count > 0))
}

/** The titles of the checks that had this outcome on some host. */
export function titled({ report }: Ran, status: string): string[] {
  return report.checks
    .filter(({ outcomes }) => Object.values(outcomes).some((outcome) => outcome.status === status))
    .map(({ titles }) => titles.join(' › '))
}
