import type { Exchange } from '../../host/exchange.ts'
import type { HostStep, Mark } from '../../timeline.ts'
import { covered, groupBy, rounded } from './measures.ts'
import type { CommandProfile, HostPart, HostProfile, ScriptProfile } from './profile-report.ts'

/** What was told of one host, and the moments between which the run was. */
export interface HostTold {
  readonly marks: readonly Mark[]
  readonly exchanges: readonly Exchange[]
  readonly start: number
  readonly end: number
}

/** Where the time with one host went; undefined when nothing was begun with it. */
export function profileHost(host: string, told: HostTold): HostProfile | undefined {
  const { marks, start } = told
  const begin = marks[0]?.at
  if (begin === undefined) return undefined
  const settled = marks.find(({ name }) => name === 'ready' || name === 'failed')
  const end = settled?.name === 'failed' ? settled.at : (lastOf(marks, 'evaluated') ?? told.end)
  const steps = stepsOf(marks, settled?.at ?? end)
  const asked = settled?.name === 'ready' ? partsAfter(settled.at, { ...told, end }) : {}
  const all = Object.entries({ ...steps, ...asked }).map(([part, time]) => [part, rounded(time)])
  return {
    host,
    begin: rounded(begin - start),
    duration: rounded(end - begin),
    parts: Object.fromEntries(all) as Record<HostPart, number>,
    scripts: scriptsOf(told),
    commands: told.exchanges.filter(({ kind }) => kind === 'command').map((exchange) => commandOf(exchange, start)),
  }
}

/** A step may be done more than once, where a host is tried again. */
function stepsOf(marks: readonly Mark[], end: number): Partial<Record<HostStep, number>> {
  const steps: Partial<Record<HostStep, number>> = {}
  const before = marks.filter(({ at }) => at < end)
  for (const [index, { name, at }] of before.entries()) {
    const step = name as HostStep
    steps[step] = (steps[step] ?? 0) + (before[index + 1]?.at ?? end) - at
  }
  return steps
}

/** From being ready to the last outcome. */
function partsAfter(ready: number, { marks, exchanges, end }: HostTold): Partial<Record<HostPart, number>> {
  const begin = Math.min(lastOf(marks, 'collecting') ?? end, end)
  const within = { begin, end }
  const asked = exchanges
    .filter(({ kind }) => kind !== 'kill')
    .map(({ kind, sent, ended }) => [kind, sent, ended] as const)
  const intervals = (wanted: typeof asked) => wanted.map(([, from, to]) => ({ begin: from, end: to }))
  const all = covered(intervals(asked), within)
  const scripts = covered(intervals(asked.filter(([kind]) => kind !== 'command')), within)
  return { waiting: Math.max(0, begin - ready), scripts, commands: all - scripts, evaluation: end - begin - all }
}

/** What was written in one go; the first of all has made the host ready, and is one of its steps. */
function scriptsOf({ exchanges, start }: HostTold): ScriptProfile[] {
  const own = exchanges.filter(({ kind, as }) => kind === 'probe' || (kind === 'shell' && as !== undefined))
  const batches = groupBy(own, ({ as = '', sent }) => `${sent} ${as}`)
  return [...batches.values()].map((batch) => {
    const [{ as, sent }] = batch as [Exchange]
    return {
      ...(as !== undefined && { as }),
      begin: rounded(sent - start),
      duration: rounded(Math.max(...batch.map(({ ended }) => ended)) - sent),
      probes: batch.filter(({ kind }) => kind === 'probe').length,
      bytesSent: batch.reduce((sum, { script }) => sum + Buffer.byteLength(script), 0),
      bytesReceived: batch.reduce((sum, { stdout, stderr }) => sum + stdout + stderr, 0),
    }
  })
}

function commandOf({ script, as, sent, ended, stdout, stderr }: Exchange, start: number): CommandProfile {
  return {
    command: script,
    ...(as !== undefined && { as }),
    begin: rounded(sent - start),
    duration: rounded(ended - sent),
    bytesReceived: stdout + stderr,
  }
}

function lastOf(marks: readonly Mark[], name: Mark['name']): number | undefined {
  return marks.findLast((mark) => mark.name === name)?.at
}
