import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { PARTS } from '../reporters/console/profile.ts'
import type { ProfileReport } from '../src/run/profile/profile-report.ts'
import { measureProgram } from './client.ts'
import type { Contestant } from './contestants.ts'
import { median, table } from './tables.ts'

/** Milliseconds of each part of a run. */
export type Parts = Readonly<Record<string, number>>

// what reads specs is beside it
const { specs: _specs, ...MAIN }: Readonly<Record<string, string>> = PARTS
const BESIDE: Readonly<Record<string, string>> = {
  sessions: 'beside it: loading what connects',
  evaluation: 'beside it: loading what evaluates',
  specs: 'beside it: reading and transforming specs',
}
const HOST: Readonly<Record<string, string>> = {
  queued: 'the host: queued',
  connecting: 'the host: connecting',
  banner: 'the host: its first words',
  kex: 'the host: key exchange',
  authentication: 'the host: login',
  shell: 'the host: a shell, with sudo',
  preamble: 'the host: what it is',
  waiting: 'the host: waiting for specs',
  scripts: 'the host: probes',
  commands: 'the host: commands',
  evaluation: 'the host: checks',
}

/** Runs it once with `--profile`, and gives what its report says. */
export async function profiledParts({ args, command, passed }: Contestant, root: string): Promise<Parts> {
  await measureProgram({ args: [...args, '--profile'], cwd: root, node: command, passed })
  const { profile } = JSON.parse(readFileSync(join(root, 'app.json'), 'utf8')) as { readonly profile: ProfileReport }
  const parts = new Map<string, number>()
  const add = (name: string | undefined, duration: number) => {
    if (name !== undefined) parts.set(name, (parts.get(name) ?? 0) + duration)
  }
  for (const { thread, part, duration } of profile.parts) {
    if (thread === 'main') add(MAIN[part], duration)
    else add(BESIDE[part === 'specs' ? part : thread], duration)
  }
  add('the whole', profile.duration)
  for (const [part, duration] of Object.entries(profile.hosts[0]!.parts)) add(HOST[part], duration)
  return Object.fromEntries(parts)
}

/** A column for each run, a row for each part: medians. */
export function profileTable(
  runs: readonly { readonly name: string; readonly node: string; readonly values: readonly Parts[] }[],
): string {
  const names = [...Object.values(MAIN), 'the whole', ...Object.values(BESIDE), ...Object.values(HOST)]
  const rows = names.flatMap((name) => {
    const medians = runs.map(({ values }) => median(values.map((parts) => parts[name] ?? 0)))
    return medians.every((value) => value < 0.5) ? [] : [[name, ...medians.map((value) => value.toFixed(0))]]
  })
  return table(['', ...runs.map(({ name, node }) => `${node}, ${name}`)], rows)
}
