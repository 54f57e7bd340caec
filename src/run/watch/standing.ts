import { join } from 'node:path'

import { exitCode, firstOf, type Verdict } from '../verdict/exit-code.ts'
import type { Location } from '../report.ts'

/** How a spec stood when it was last run. */
export interface Standing {
  readonly exitCode: number
  readonly at: Date
}

/** How all specs stand, each as it was last run: a round of some of them says nothing of the others. */
export class Standings {
  readonly #root: string
  readonly #specs = new Map<string, Standing>()

  constructor(root: string) {
    this.#root = root
  }

  /** Takes what a round found out of each spec that it had. What is of none of them, such as a lost host, is of all. */
  take(specs: ReadonlySet<string>, { problems, checks, ...rest }: Verdict, at = new Date()): void {
    for (const spec of specs) {
      const concerns = ({ location }: { readonly location?: Location | undefined }) => {
        const file = location === undefined ? spec : join(this.#root, location.file)
        return file === spec || !specs.has(file)
      }
      const own = { ...rest, problems: problems.filter(concerns), checks: checks.filter(concerns) }
      this.#specs.set(spec, { exitCode: exitCode(own), at })
    }
  }

  /** Forgets specs that are no role's any more. */
  keep(specs: ReadonlySet<string>): void {
    for (const spec of this.#specs.keys()) if (!specs.has(spec)) this.#specs.delete(spec)
  }

  /** Specs that were not green when they were last run. */
  get bad(): ReadonlyMap<string, Standing> {
    return new Map([...this.#specs].filter(([, standing]) => standing.exitCode !== 0))
  }

  /** What all of them come to. */
  get exitCode(): number {
    return firstOf([...this.#specs.values()].map((standing) => standing.exitCode))
  }
}
