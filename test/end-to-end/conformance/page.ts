import type { Peer, Question, Reply } from './question.ts'

/** What everybody answered to a question. */
export interface Comparison {
  readonly question: Question
  readonly infraspec: Reply | undefined
  readonly serverspec: Reply | undefined
  readonly testinfra: Reply | undefined
}

const NAMES: Readonly<Record<Peer, string>> = { serverspec: 'Serverspec', testinfra: 'Testinfra' }

/** docs/conformance.md: every different answer, and why. */
export function conformancePage(comparisons: readonly Comparison[]): string {
  const rows = (['serverspec', 'testinfra'] as const).flatMap((peer) => rowsOf(peer, comparisons))
  const asked = (peer: Peer) => comparisons.filter(({ [peer]: reply }) => reply !== undefined).length
  return `# The same questions to Serverspec, Testinfra and infraspec

${comparisons.length} questions about one real Debian 12 host, asked of infraspec, of Serverspec 2.42 (${asked('serverspec')} of them, those that it has words for)
and of Testinfra 7.0 (${asked('testinfra')} of them). What is true of the host was written down before, and infraspec says it of every one. The other answers that
differ from it are below, each with its reason; a test asks all of them anew and fails when this page is not what came out.
"unknown" is a question that was broken off: the peers have no third answer.

| question | true is | who says otherwise | and says | because |
|---|---|---|---|---|
${rows.join('\n')}
`
}

function rowsOf(peer: Peer, comparisons: readonly Comparison[]): string[] {
  return comparisons
    .filter(({ question, [peer]: reply }) => reply !== undefined && reply !== question.truth)
    .map(({ question, [peer]: reply }) => {
      const why = question.faults?.[peer] ?? 'not explained'
      const cells = [question.text, question.truth, NAMES[peer], reply as string, why]
      return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`
    })
}
