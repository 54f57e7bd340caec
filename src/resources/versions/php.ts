/**
 * Compares two versions as PHP's version_compare() does: negative, zero or positive.
 *
 * @example
 * comparePhpVersions('5.3.7RC1', '5.3.7') // negative
 */
export function comparePhpVersions(left: string, right: string): number {
  const [a, b] = [parts(left), parts(right)]
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [one, other] = [a[index], b[index]]
    const order =
      one !== undefined && other !== undefined && /^\d/.test(one) && /^\d/.test(other)
        ? Number(BigInt(one) - BigInt(other))
        : rank(one) - rank(other)
    if (order !== 0) return order
  }
  return 0
}

const FORMS = [/^dev/, /^a(?:lpha)?/, /^b(?:eta)?/, /^rc/i, /^#/, /^\d/, /^pl?/] as const
/** The end stands where `#` does: after a release candidate, before a number and a patch level. */
const END = 4

/** A word that PHP does not know comes before all others. */
function rank(part: string | undefined): number {
  return part === undefined ? END : FORMS.findIndex((form) => form.test(part))
}

function parts(version: string): readonly string[] {
  return version.match(/\d+|[A-Za-z]+|#/g) ?? []
}
