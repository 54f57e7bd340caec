import { randomUUID } from 'node:crypto'

import type { HostStatus } from '../host/messages.ts'
import { startSessionThread } from '../host/session-pool.ts'
import { askChannel } from './evaluation/ask-channel.ts'
import { startAudit } from './audit.ts'
import type { HostsOptions } from './options/options.ts'
import { listenForStops, lostSessions } from './stops.ts'

/** What a visit came to: the last word of each host that said one. */
export interface Visit {
  readonly hosts: ReadonlyMap<string, HostStatus>
  /** Why it ended before all hosts had said something. */
  readonly stopped: string | undefined
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
