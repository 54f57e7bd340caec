/** Yes, no, or that it could not be told: the peers have no third answer of their own, but they can break off. */
export type Reply = 'yes' | 'no' | 'unknown'

/** The others who are asked. */
export type Peer = 'serverspec' | 'testinfra'

/** The same question in three languages. */
export interface Question {
  /** As a statement: `package "nano" is installed`. */
  readonly text: string
  /** What is true of the host. */
  readonly truth: Reply
  /** A check: `it(pkg('nano')).toBeInstalled()`. */
  readonly infraspec: string
  /** Ruby, a whole expectation; not there when Serverspec has no words for it. */
  readonly serverspec?: string | undefined
  /** Python, an expression that is true or false; not there when Testinfra has no words for it. */
  readonly testinfra?: string | undefined
  /** Why a peer answers something else than the truth. */
  readonly faults?: Faults | undefined
}

export type Faults = Readonly<Partial<Record<Peer, string>>>

/** A row of a table of questions: what is asked about, what is true, and whose answer is another. */
export type Row = readonly [subject: string, truth: Reply, faults?: Faults]

/** The questions that have the same form, from a table of their subjects. */
export function family(rows: readonly Row[], ask: (subject: string) => Omit<Question, 'truth' | 'faults'>): Question[] {
  return rows.map(([subject, truth, faults]) => ({ ...ask(subject), truth, faults }))
}
