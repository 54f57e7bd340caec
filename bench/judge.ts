import type { Kind, Question, Questions } from './questions.ts'
import type { Answers } from './remote-script.ts'

/** The checks that do not hold, as text. */
export function failures(questions: Questions, answers: Answers): string[] {
  return Object.entries(questions).flatMap(([kind, byName]) =>
    Object.entries(byName).flatMap(([name, question]) =>
      Object.entries(question)
        .filter(([property, expected]) => !holds(property, expected, answers[kind as Kind].get(name)))
        .map(([property, expected]) => `${kind} ${name}: ${property} ${expected}`),
    ),
  )
}

function holds(property: string, expected: unknown, answer: Question | undefined): boolean {
  const actual = answer?.[property as keyof Question] ?? false
  if (property === 'atLeast') return compareVersions(String(actual), String(expected)) >= 0
  return actual === expected
}

// deb-version(7), without `~`, which nothing here needs
function compareVersions(left: string, right: string): number {
  const [parts, others] = [left, right].map(
    (version) => (version.includes(':') ? version : `0:${version}`).match(/\d+|\D+/g) ?? [],
  )
  for (const [index, part] of parts!.entries()) {
    const other = others![index]
    if (other === undefined) return 1
    const order =
      /^\d/.test(part) && /^\d/.test(other) ? Number(part) - Number(other) : Number(part > other) - Number(part < other)
    if (order !== 0) return order
  }
  return parts!.length - others!.length
}
