/** Something that is measured again and again. */
export interface Entry<Value> {
  /** What is being measured, as progress says it. */
  readonly title: string
  readonly measure: () => Promise<Value>
  /** It takes long and no goal hangs on it: the first round only, and no warming up. */
  readonly once?: boolean
  /** It takes long, and does not start faster a second time. */
  readonly cold?: boolean
}

/** An entry with what was measured so far, in the order of the rounds. */
export type Measured<E> = E & { readonly values: readonly ValueOf<E>[] }

type ValueOf<E> = E extends Entry<infer Value> ? Value : never

/**
 * One of each, and again: what else the machine does hits all of them. Before that comes a round that does not count, which
 * sees that everything works.
 *
 * `each` is called after every round that counts, so that a bench that is ended has what it measured.
 */
export async function inRounds<E extends Entry<unknown>>(
  entries: readonly E[],
  rounds: number,
  each: (measured: readonly Measured<E>[], done: number) => void,
): Promise<void> {
  const measured = entries.map((entry) => ({ ...entry, values: [] as ValueOf<E>[] }))
  for (let round = 0; round <= rounds; round += 1) {
    const due = measured.filter(({ once, cold }) => (round === 0 ? !once && !cold : !once || round === 1))
    for (const [index, { title, measure, values }] of due.entries()) {
      const where = round === 0 ? 'warming up' : `round ${round} of ${rounds}`
      process.stderr.write(`  ${where}, ${index + 1} of ${due.length}: ${title}\n`)
      const value = (await measure()) as ValueOf<E>
      if (round > 0) values.push(value)
    }
    if (round > 0) each(measured, round)
  }
}
