/**
 * Compares two versions as RubyGems does: negative, zero or positive.
 *
 * Zeros at the end say nothing; a letter makes a pre-release, which comes before the release.
 *
 * @example
 * compareGemVersions('1.0.0.rc1', '1.0') // negative
 */
// Gem::Version#<=>
export function compareGemVersions(left: string, right: string): number {
  const [a, b] = [segments(left), segments(right)]
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const order = compareSegments(a[index] ?? '0', b[index] ?? '0')
    if (order !== 0) return order
  }
  return 0
}

/** Without the zeros at the end, nor those before the first letters. */
function segments(version: string): readonly string[] {
  const all =
    version
      .trim()
      .replaceAll('-', '.pre.')
      .match(/\d+|[a-z]+/gi) ?? []
  const letters = all.findIndex((segment) => /^[a-z]/i.test(segment))
  const [release, pre] = letters === -1 ? [all, []] : [all.slice(0, letters), all.slice(letters)]
  return [...withoutZeros(release), ...withoutZeros(pre)]
}

function withoutZeros(list: readonly string[]): readonly string[] {
  return list.slice(0, list.findLastIndex((segment) => !/^0+$/.test(segment)) + 1)
}

function compareSegments(one: string, other: string): number {
  const numeric = /^\d/.test(one)
  if (numeric !== /^\d/.test(other)) return numeric ? 1 : -1
  if (!numeric) return Number(one > other) - Number(one < other)
  return Number(BigInt(one) - BigInt(other))
}
