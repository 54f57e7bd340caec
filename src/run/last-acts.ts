type Act = () => Promise<unknown>

const acts = new Set<Act>()
const LIMIT = 15_000

/**
 * Has something done when the process is about to be ended by an error that nobody caught.
 *
 * What is returned takes it back.
 */
export function atLast(act: Act): () => void {
  acts.add(act)
  return () => void acts.delete(act)
}

/** Does what was to be done, whatever comes of it; after 15 s it is left. */
export async function doLastActs(): Promise<void> {
  const all = [...acts].map((act) => act().catch(() => undefined))
  acts.clear()
  if (all.length === 0) return
  await Promise.race([Promise.all(all), new Promise((resolve) => setTimeout(resolve, LIMIT))])
}
