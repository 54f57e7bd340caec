import { randomUUID } from 'node:crypto'

import type { HostStatus } from '../host/messages.ts'
import { startSessionThread } from '../host/session-pool.ts'
import { askChannel } from './evaluation/ask-channel.ts'
import { diagnose } from '../diagnose.ts'
import { startAudit } from './audit.ts'
import type { HostsOptions } from './options/options.ts'
import { printable } from './printable.ts'
import { listenForStops, lostSessions } from './stops.ts'
import { noHost } from './verdict/shortfalls.ts'

/** What a visit came to: the last word of each host that said one. */
export interface Visit {
  readonly hosts: ReadonlyMap<string, HostStatus>
  /** Why it ended before all hosts had said something. */
  readonly stopped: string | undefined
}

/** The exit code of a visit: 3 where one could not be reached, 4 where a role has none, which is said. */
export function exitCodeOf({ hosts, stopped }: Visit, { roles }: Pick<HostsOptions, 'roles'>): 0 | 3 | 4 {
  const empty = roles.filter((role) => role.hosts.length === 0)
  for (const role of empty) diagnose(`${printable(noHost(role))}\n`)
  if (stopped !== undefined || [...hosts.values()].some(({ status }) => status !== 'ready')) return 3
  return empty.length > 0 ? 4 : 0
}

/** Connects to all hosts; `use` runs once every one is ready or has failed, while they are connected. */
export async function visit(
  {
    hosts,
    limits,
    deadline,
    audit,
    verbose,
  }: Pick<HostsOptions, 'hosts' | 'limits' | 'deadline' | 'audit' | 'verbose'>,
  use: (id: string, states: ReadonlyMap<string, HostStatus>) => Promise<void> = () => Promise.resolve(),
): Promise<Visit> {
  const id = randomUUID()
  const sessions = startSessionThread(askChannel(id))
  const stops = listenForStops(deadline)
  const states = new Map<string, HostStatus>()
  const settled = new Promise<undefined>((resolve) => {
    sessions.onHost((host, state) => {
      if (state.status !== 'connecting') states.set(host, state)
      if (states.size === hosts.length) resolve(undefined)
    })
    if (hosts.length === 0) resolve(undefined)
  })
  const lost = new Promise<ReturnType<typeof lostSessions>>((resolve) =>
    sessions.onError((error) => resolve(lostSessions(error))),
  )
  try {
    const log = startAudit(sessions, { audit, verbose, hosts }, id)
    sessions.open(hosts, limits)
    const stop = await Promise.race([settled.then(() => use(id, states)), stops.stopped, lost])
    await sessions.close()
    const unwritten = log.close()
    if (unwritten !== undefined) throw unwritten
    return { hosts: states, stopped: stop?.problem?.message }
  } finally {
    stops.dispose()
    await sessions.terminate()
  }
}
