/**
 * The lines of one of several questions that were answered at once: each begins with the number of its question.
 *
 * @example
 * ownLines('0 a\n1 b\n0 c', 0) // ['a', 'c']
 */
export function ownLines(stdout: string, index: number): readonly string[] {
  const mark = `${index} `
  return stdout.split('\n').flatMap((line) => (line.startsWith(mark) ? [line.slice(mark.length)] : []))
}
