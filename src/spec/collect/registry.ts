import type { CollectedCheck } from './collect.ts'
import { relativePath } from './location.ts'
import type { CheckPlan, Plan } from './plan.ts'

/**
 * The checks of all hosts, merged by title.
 *
 * The order is that of the specs: a check that only a later host has comes after the one that it follows
 * there.
 */
export class Registry {
  readonly #root: string
  readonly #checks: CheckPlan[] = []
  readonly #names = new Map<string, string>()
  readonly #byId = new Map<string, CheckPlan>()
  readonly #after = new Map<CheckPlan | undefined, CheckPlan[]>()

  constructor({ root }: Pick<Plan, 'root'>) {
    this.#root = root
  }

  /** Adds the checks of one host in one role; says which of them are new. */
  add(
    role: string,
    collected: readonly CollectedCheck[],
  ): { readonly added: CheckPlan[]; readonly checks: CheckPlan[] } {
    const added: CheckPlan[] = []
    const idOf = numbering()
    let before: CheckPlan | undefined
    const checks = collected.map((check) => {
      const id = idOf([role, this.#nameOf(check.file.title), ...check.titles].join(' › '))
      const merged = this.#byId.get(id) ?? this.#insert(this.#describe(id, role, check), before, added)
      before = merged
      return merged
    })
    return { added, checks }
  }

  /** All checks, in the order of the specs. */
  inOrder(): CheckPlan[] {
    const ordered: CheckPlan[] = []
    const stack: CheckPlan[] = [...(this.#after.get(undefined) ?? [])]
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      ordered.push(next)
      stack.push(...(this.#after.get(next) ?? []))
    }
    return ordered
  }

  #describe(id: string, role: string, { titles, tags, entry, file }: CollectedCheck): CheckPlan {
    const location = entry.location ?? { file: this.#nameOf(file.title), line: 1, column: 1 }
    return { index: this.#checks.length, id, role, titles, location, tags: [...new Set(tags)] }
  }

  /** A spec as reports spell it, which is wanted for each check of each host. */
  #nameOf(file: string): string {
    const name = this.#names.get(file) ?? relativePath(this.#root, file)
    this.#names.set(file, name)
    return name
  }

  #insert(plan: CheckPlan, before: CheckPlan | undefined, added: CheckPlan[]): CheckPlan {
    this.#checks.push(plan)
    this.#byId.set(plan.id, plan)
    this.#after.set(before, [...(this.#after.get(before) ?? []), plan])
    added.push(plan)
    return plan
  }
}

/** Makes texts differ that come again: with ` (2)` behind them, and with more where one is written like that itself. */
function numbering(): (text: string) => string {
  const taken = new Map<string, number>()
  return (text) => {
    let [id, number] = [text, taken.get(text) ?? 1]
    while (taken.has(id)) id = `${text} (${(number += 1)})`
    taken.set(text, number)
    if (id !== text) taken.set(id, 1)
    return id
  }
}
