import type { Exchange } from '../../host/exchange.ts'
import type { SessionThread } from '../../host/session-pool.ts'
import { type Mark, marks, moment, type RunPart } from '../../timeline.ts'
import { groupBy, rounded } from './measures.ts'
import { profileHost } from './profile-host.ts'
import type { PartProfile, ProfileReport } from './profile-report.ts'

/** Hears of everything that tells where the time of a run goes. */
export class Profile {
  readonly #exchanges = new Map<string, Exchange[]>()
  #sessions: readonly Mark[] = []
  #evaluation: readonly Mark[] = []

  constructor(sessions: Pick<SessionThread, 'onExchange' | 'onMarks'>) {
    sessions.onMarks((told) => (this.#sessions = told))
    sessions.onExchange((exchange) => {
      const known = this.#exchanges.get(exchange.host)
      if (known === undefined) this.#exchanges.set(exchange.host, [exchange])
      else known.push(exchange)
    })
  }

  /** What the evaluating thread has marked. */
  evaluated(told: readonly Mark[]): void {
    this.#evaluation = told
  }

  /** Where the time went until now. */
  report(): ProfileReport {
    const end = moment()
    const start = end - performance.now()
    const hosts = groupBy([...this.#sessions, ...this.#evaluation], ({ host }) => host)
    hosts.delete(undefined)
    const threads = marks().find(({ name }) => name === 'threads')?.at ?? start
    const profiles = [...hosts].map(([host = '', told]) =>
      profileHost(host, { marks: told, exchanges: this.#exchanges.get(host) ?? [], start, end }),
    )
    return {
      duration: rounded(end - start),
      parts: [
        ...mainParts(marks(), { start, end }),
        ...threadParts('sessions', this.#sessions, { start, threads }),
        ...threadParts('evaluation', this.#evaluation, { start, threads }),
      ],
      hosts: profiles.filter((profile) => profile !== undefined),
    }
  }
}

function mainParts(told: readonly Mark[], { start, end }: { readonly start: number; readonly end: number }) {
  const begins: { readonly part: PartProfile['part']; readonly at: number }[] = [
    { part: 'node', at: start },
    { part: 'loading', at: start + performance.nodeTiming.bootstrapComplete },
    ...told.map(({ name, at }) => ({ part: name as RunPart, at })),
  ]
  return begins.map(({ part, at }, index): PartProfile => {
    const next = begins[index + 1]?.at ?? end
    return { thread: 'main', part, begin: rounded(at - start), duration: rounded(next - at) }
  })
}

function threadParts(
  thread: 'sessions' | 'evaluation',
  told: readonly Mark[],
  { start, threads }: { readonly start: number; readonly threads: number },
): PartProfile[] {
  const at = (name: Mark['name']) => told.find((each) => each.name === name)?.at
  const part = (name: 'loading' | 'specs', begin: number | undefined, end: number | undefined): PartProfile[] => {
    if (begin === undefined || end === undefined) return []
    return [{ thread, part: name, begin: rounded(begin - start), duration: rounded(end - begin) }]
  }
  return [...part('loading', threads, at('loaded')), ...part('specs', at('specs'), at('specs-read'))]
}
