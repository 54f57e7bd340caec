/**
 * The words of a line as iptables-save(8) and a shell write them: blanks between, double or single quotes around.
 *
 * `undefined` when a quote is not closed.
 */
export function wordsOf(line: string): readonly string[] | undefined {
  const words: string[] = []
  let rest = line.trim()
  while (rest !== '') {
    const [whole, text] = WORD.exec(rest) ?? []
    if (whole === undefined || text === undefined) return undefined
    words.push(unquoted(text))
    rest = rest.slice(whole.length)
  }
  return words
}

const WORD = /^((?:"(?:[^"\\]|\\[^])*"|'[^']*'|\\[^]|[^\s"'\\])+)\s*/

function unquoted(text: string): string {
  return text.replaceAll(
    /"((?:[^"\\]|\\[^])*)"|'([^']*)'|\\([^])/g,
    (_, double?: string, single?: string, one?: string) =>
      double === undefined ? (single ?? one ?? '') : double.replaceAll(/\\([^])/g, '$1'),
  )
}
