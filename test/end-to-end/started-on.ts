import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import type { TestHostName } from '../hosts/hosts.ts'
import { ROOT } from './infraspec.ts'

/**
 * What an action gives, and how many processes were started on a host until it came to rest, however short they lived.
 *
 * A host has process ids of its own, which the kernel gives one after the other. What the host starts by itself in the
 * meantime is counted too.
 */
export async function startedOn<Result>(
  host: TestHostName,
  action: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly started: number }> {
  const before = nextId(host)
  const result = await action()
  // asking starts a process too
  for (let [asked, last] = [1, nextId(host)]; asked < 50; asked += 1) {
    await setTimeout(200)
    const next = nextId(host)
    if (next === last + 1) return { result, started: last - before - asked }
    last = next
  }
  throw new Error(`${host} does not come to rest`)
}

function nextId(host: TestHostName): number {
  return Number(inside(host, 'sh', '-c', 'echo $$'))
}

/** How many processes with one of these names run on a host. */
export function processesOf(host: TestHostName, names: readonly string[]): number {
  return Number(inside(host, 'pgrep', '-c', `^(${names.join('|')})$`))
}

function inside(host: TestHostName, ...command: readonly string[]): string {
  return execFileSync(join(ROOT, 'test/hosts/exec'), [host, ...command], { encoding: 'utf8' })
}
