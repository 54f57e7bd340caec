import type { AskRequest, Asker } from '../../host/asker.ts'
import { Facts } from '../../host/facts.ts'
import type { CollectedCheck } from './collect.ts'
import { read } from '../read.ts'
import type { Target } from '../scope.ts'

/** What would be asked of one host, without asking it. */
export interface Recital {
  readonly scripts: readonly {
    readonly kind: 'probe' | 'command'
    readonly user: string | undefined
    readonly script: string
  }[]
  /** Checks in their free form: what they ask is known only as they run. */
  readonly bodies: readonly string[]
}

/** Everything that the one-liners of a host would ask, merged as in a run. Nothing is sent. */
export async function recite(target: Target, checks: readonly CollectedCheck[]): Promise<Recital> {
  const scripts: Recital['scripts'][number][] = []
  const asker: Pick<Asker, 'ask'> = {
    ask: ({ kind, user, script }: AskRequest) => {
      scripts.push({ kind, user, script: script.text })
      return new Promise(() => undefined)
    },
  }
  const silent: Target = { ...target, facts: new Facts(target.id, target.platform, asker as Asker) }
  const wanted = checks.filter(({ skip }) => skip === undefined)
  for (const { entry } of wanted) {
    if (entry.type !== 'link') continue
    const details = entry.resource.definition.matchers[entry.link.matcher]?.details ?? []
    void read(silent, { resource: entry.resource, details, fresh: false })
  }
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  const bodies = wanted.filter(({ entry }) => entry.type === 'body').map(({ titles }) => titles.join(' › '))
  return { scripts, bodies }
}
