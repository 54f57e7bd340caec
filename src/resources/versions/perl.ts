/**
 * Compares two versions as Perl's version objects do: negative, zero or positive.
 *
 * `1.5` is decimal, the same as `v1.500`; two dots or a `v` make it one of numbers between dots.
 *
 * @example
 * comparePerlVersions('1.10', '1.9') // negative: decimal
 * comparePerlVersions('v1.10', 'v1.9') // positive
 */
// version(3pm)
export function comparePerlVersions(left: string, right: string): number {
  const [a, b] = [numbers(left), numbers(right)]
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const order = (a[index] ?? 0) - (b[index] ?? 0)
    if (order !== 0) return order
  }
  return 0
}

function numbers(version: string): readonly number[] {
  const text = version.replaceAll('_', '')
  if (/^v|\..*\./.test(text)) return (text.match(/\d+/g) ?? []).map(Number)
  const [whole = '0', fraction = ''] = text.split('.')
  const thousandths = fraction.match(/\d{1,3}/g) ?? []
  return [Number(whole), ...thousandths.map((digits) => Number(digits.padEnd(3, '0')))]
}
