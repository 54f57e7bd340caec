/** One test of Vitest, as it stands for a check or for what is wrong with its run: plain data, for another process. */
export interface SpecTest {
  /** From the outermost group to its own. */
  readonly titles: readonly string[]
  readonly state: 'passed' | 'failed' | 'skipped' | 'todo'
  /** Why it is skipped. */
  readonly reason?: string | undefined
  /** Why it is failed. */
  readonly error?: { readonly name: string; readonly message: string; readonly stack: string } | undefined
  /** Its line in the spec. */
  readonly location?: { readonly line: number; readonly column: number } | undefined
  /** It is no check, so that no filter of checks may leave it out. */
  readonly always?: boolean | undefined
}
