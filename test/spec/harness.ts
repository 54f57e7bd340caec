import { fileURLToPath } from 'node:url'

import type { Asker, AskRequest } from '../../src/host/asker.ts'
import { Facts } from '../../src/host/facts.ts'
import type { Platform } from '../../src/host/platform/platform.ts'
import { defineResource, ifPresent, is, sh, couldNotTell, secret, withDetails } from '../../src/index.ts'
import type { Outcome } from '../../src/run/report.ts'
import { collect, type CollectedCheck } from '../../src/spec/collect/collect.ts'
import { evaluate } from '../../src/spec/judge/evaluate.ts'
import { makeHost } from '../../src/spec/host.ts'
import type { Plan, SpecProblem } from '../../src/spec/collect/plan.ts'
import { inScope, type Run, type Target } from '../../src/spec/scope.ts'
import { close, newGroup, type Group } from '../../src/spec/tree.ts'

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** A platform as a Debian 12 host tells it. */
export const debian: Platform = {
  os: { id: 'debian', family: 'debian', name: 'Debian GNU/Linux 12 (bookworm)', version: '12', codename: 'bookworm' },
  arch: 'x86_64',
  kernel: { name: 'Linux', release: '6.1.0' },
  init: 'systemd',
  packages: 'dpkg',
  tools: ['systemctl'],
  user: { name: 'root', uid: 0 },
  identity: { hostname: 'web-1', machineId: 'abc', bootId: '', sshConnection: '' },
  userland: 'gnu',
}

/** The same for a Rocky 9 host. */
export const rocky: Platform = {
  ...debian,
  os: { id: 'rocky', family: 'redhat', name: 'Rocky Linux 9', version: '9.3', codename: '' },
  packages: 'rpm',
}

type LampState = { readonly exists: true; readonly lit: boolean; readonly colour: string } | { readonly exists: false }
type Lamp = Extract<LampState, { exists: true }>

/** A resource to write specs with: what each lamp is comes from {@link Answers}. */
export const lamp = defineResource({
  kind: 'lamp',
  providers: {
    wire: {
      on: ({ packages }) => packages !== 'apk',
      ask: (names) => sh`lamps -- ${names}`,
      parse: ({ stdout }, names) => {
        const states = JSON.parse(stdout) as Record<string, LampState | 'unknown'>
        return new Map(
          names.map((name) => [name, states[name] === 'unknown' ? couldNotTell('the wire is cut') : states[name]]),
        )
      },
    },
  },
  details: {
    serial: {
      wire: {
        on: () => true,
        ask: (names) => sh`serials -- ${names}`,
        parse: (_, names) => new Map(names.map((name) => [name, `no-${name}`])),
      },
    },
  },
  matchers: {
    /** It shines. */
    toBeLit: (state: LampState) => state.exists && state.lit,
    toHaveColour: ifPresent((state: Lamp, colour: string) => is(state.colour, colour)),
    toHaveCode: secret(ifPresent((_: Lamp, code: string) => code === 'open sesame')),
    toHaveSerial: withDetails(
      ['serial'],
      ifPresent((state: Lamp & { serial: string }, serial: string) => is(state.serial, serial)),
    ),
  },
  identity: (state: LampState) => state.exists && state.colour,
  evidence: ({ key }) => [{ label: 'fuse', script: sh`fuse -- ${key}` }],
})

/** What the lamps of a host are. */
export type Answers = Readonly<Record<string, LampState | 'unknown'>>

/** What one host of a spec did. */
export interface HostRun {
  readonly outcomes: Readonly<Record<string, Outcome>>
  readonly checks: readonly CollectedCheck[]
  /** Every script that was sent, in order. */
  readonly scripts: readonly string[]
  readonly problems: readonly SpecProblem[]
}

/** How a spec is run in a test. */
export interface SpecOptions {
  readonly platform?: Platform
  readonly name?: string
  readonly vars?: Readonly<Record<string, unknown>>
  readonly plan?: Partial<Plan>
  readonly lamps?: Answers | (() => Answers)
  readonly ask?: Asker['ask']
}

/** Evaluates the body of a spec file for one host, and everything in it. */
export async function runSpec(body: () => unknown, options: SpecOptions = {}): Promise<HostRun> {
  const problems: SpecProblem[] = []
  const run = {
    plan: { ...plan, ...options.plan },
    exported: ['service', 'pkg', 'describe'],
    problem: (problem: SpecProblem) => void problems.push(problem),
  }
  const file = await readSpec(run, body)
  return { ...(await runOn(run, file, options)), problems }
}

/** Reads a spec file's body, as an import would. */
export async function readSpec(run: Run, body: () => unknown): Promise<Group> {
  const file = newGroup({
    title: testFile(),
    mode: 'run',
    conditions: [],
    options: {},
    location: undefined,
  })
  await inScope({ run, group: file }, body)
  close(file)
  return file
}

/** The test that calls: to the engine it is the spec. */
function testFile(): string {
  const frame = (new Error('here').stack ?? '').split('\n').find((line) => line.includes('.test.ts:'))
  return /(\/[^():]*\.test\.ts):/.exec(frame ?? '')?.[1] ?? `${root}/specs/unknown.spec.ts`
}

/** Evaluates a file that was read for one host. */
export async function runOn(run: Run, file: Group, options: SpecOptions = {}): Promise<Omit<HostRun, 'problems'>> {
  const scripts: string[] = []
  const target = makeTarget(options, scripts)
  const checks = await collect(run, target, [file])
  const told: Outcome[] = []
  await evaluate(run, target, checks, (index, outcome) => {
    told[index] = outcome
  })
  const outcomes = Object.fromEntries(checks.map(({ titles }, index) => [titles.join(' › '), told[index]!]))
  return { outcomes, checks, scripts }
}

/** The plan of a run in a test. */
export const plan: Plan = {
  askChannel: 'asks',
  findingChannel: 'findings',
  root,
  home: `${root}/src`,
  roles: [],
  hosts: [],
  filter: { tags: [], name: undefined },
  evidence: true,
  retryFor: 0,
  recite: false,
}

function makeTarget(
  { platform = debian, name = 'web-1', vars = {}, lamps = {}, ask }: SpecOptions,
  scripts: string[],
): Target {
  const answer = typeof lamps === 'function' ? lamps : () => lamps
  const asker = { ask: ask ?? answering(answer, scripts) } as Asker
  const planned = { id: name, name, address: '10.0.0.1', vars: {} }
  const role = { name: 'app', hosts: [name], specs: [], vars }
  return {
    id: name,
    role: 'app',
    host: makeHost(planned, role, platform),
    platform,
    facts: new Facts(name, platform, asker),
  }
}

function answering(lamps: () => Answers, scripts: string[]): Asker['ask'] {
  return async ({ script }: AskRequest) => {
    scripts.push(script.text)
    const stdout = script.text.startsWith('lamps') ? JSON.stringify(lamps()) : `about ${script.text}`
    const bytes = new TextEncoder().encode(stdout)
    return {
      exitCode: 0,
      signal: undefined,
      timedOut: false,
      truncated: false,
      stdout: bytes,
      stderr: new Uint8Array(),
      duration: 1,
    }
  }
}

/** The statuses of outcomes, by title. */
export function statuses({ outcomes }: Pick<HostRun, 'outcomes'>): Record<string, Outcome['status']> {
  return Object.fromEntries(Object.entries(outcomes).map(([title, { status }]) => [title, status]))
}
