import { diagnose } from '../diagnose.ts'

type Act = () => Promise<unknown>

/** What is to be done, and what a person does instead where it could not be done. */
interface Last {
  readonly act: Act
  readonly byHand: () => string
}

const acts = new Set<Last>()
const LIMIT = 15_000

/**
 * Has something done when the process is about to end before its time.
 *
 * `byHand` says what is left when that failed, and what to do about it. What is returned takes all of it back.
 */
export function atLast(act: Act, byHand: () => string): () => void {
  const last = { act, byHand }
  acts.add(last)
  return () => void acts.delete(last)
}

/** Does what was to be done, for 15 s at most; says what is left, and whether anything is. */
export async function doLastActs(): Promise<boolean> {
  const open = new Set(acts)
  acts.clear()
  if (open.size === 0) return false
  const all = [...open].map((last) =>
    last.act().then(
      () => open.delete(last),
      () => false,
    ),
  )
  await Promise.race([Promise.all(all), new Promise((resolve) => setTimeout(resolve, LIMIT))])
  return sayLeft(open)
}

let ending: ReadonlySet<Last> | undefined

/**
 * Ends the process for somebody who asked twice: 130, or 3 where something is left that was to be done.
 *
 * That is done first, for 15 s at most; whoever asks once more is told what is left, and it ends at once.
 */
export function endInHaste(): void {
  if (ending !== undefined) {
    sayLeft(ending)
    process.exit(3)
  }
  if (acts.size === 0) process.exit(130)
  ending = new Set(acts)
  diagnose('note: what was opened is closed first, within 15 s; another signal ends this at once\n')
  void doLastActs().then((left) => process.exit(left ? 3 : 130))
}

function sayLeft(left: ReadonlySet<Last>): boolean {
  for (const { byHand } of left) diagnose(`error: ${byHand()}\n`)
  return left.size > 0
}
