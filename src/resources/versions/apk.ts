/**
 * Compares two versions as apk-tools does: negative, zero or positive. Never throws.
 *
 * `_alpha`, `_beta`, `_pre` and `_rc` come before the version, `_cvs`, `_svn`, `_git`, `_hg` and `_p` after it. Where no
 * part is left to be read (the text is no version) the two are as equal as what was read of them.
 *
 * @example
 * compareApkVersions('1.2_rc1-r0', '1.2-r0') // negative
 */
// apk-package(5); src/version.c of apk-tools 2.14, whose parts have to come in the order of KINDS
export function compareApkVersions(left: string, right: string): number {
  const [a, b] = [parts(left), parts(right)]
  for (let index = 0; ; index++) {
    const [one, other] = [a[index] ?? END, b[index] ?? END]
    if (one.kind !== other.kind) return compareKinds(one, other)
    const order = one.value - other.value || compareText(one.text, other.text)
    if (order !== 0 || one.kind === 'end' || one.kind === 'invalid') return order
  }
}

const KINDS = ['number', 'letter', 'suffix', 'suffix-number', 'revision', 'end', 'invalid'] as const

interface Part {
  readonly kind: (typeof KINDS)[number]
  readonly value: number
  /** What decides between parts of one value. */
  readonly text: string
}

const END: Part = { kind: 'end', value: 0, text: '' }
const PRE = ['alpha', 'beta', 'pre', 'rc']
const POST = ['cvs', 'svn', 'git', 'hg', 'p']
const SUFFIX = new RegExp(`^_(${[...PRE, ...POST].join('|')})`)

/** A pre-release comes before the end; otherwise the version that goes on is the newer one. */
function compareKinds(one: Part, other: Part): number {
  if (one.kind === 'suffix' && one.value < 0) return -1
  if (other.kind === 'suffix' && other.value < 0) return 1
  return KINDS.indexOf(other.kind) - KINDS.indexOf(one.kind)
}

function parts(version: string): Part[] {
  const found: Part[] = []
  let rest = version
  while (rest !== '') {
    const before = found.at(-1)?.kind
    const [part, length] = read(rest, before)
    found.push(part)
    if (part.kind === 'invalid') return found
    rest = rest.slice(length)
  }
  return found
}

function read(text: string, before: Part['kind'] | undefined): readonly [Part, number] {
  const digits = (pattern: RegExp) => pattern.exec(text)?.[1]
  const number = before === undefined ? digits(/^(\d+)/) : digits(/^\.(\d+)/)
  if (number !== undefined && (before === undefined || before === 'number' || before === 'letter')) {
    return [numberPart(number, before !== undefined), number.length + Number(before !== undefined)]
  }
  if (before === 'number' && /^[a-z]/.test(text)) return [part('letter', text.charCodeAt(0)), 1]
  const suffix = SUFFIX.exec(text)?.[1]
  if (suffix !== undefined && before !== undefined && before !== 'revision') {
    const pre = PRE.indexOf(suffix)
    return [part('suffix', pre === -1 ? POST.indexOf(suffix) : pre - PRE.length), suffix.length + 1]
  }
  const count = digits(/^(\d+)/)
  if (count !== undefined && before === 'suffix') return [numeric('suffix-number', count), count.length]
  const revision = digits(/^-r(\d+)$/)
  if (revision !== undefined && before !== undefined) return [numeric('revision', revision), text.length]
  return [part('invalid', 0, text), 0]
}

function part(kind: Part['kind'], value: number, text = ''): Part {
  return { kind, value, text }
}

/** After the first one, numbers with zeros before them are the digits of a fraction: 1.02 < 1.1 and 1.02 < 1.020. */
function numberPart(digits: string, fraction: boolean): Part {
  const zeros = fraction ? (/^0+/.exec(digits)?.[0].length ?? 0) : 0
  if (zeros === 0) return numeric('number', digits)
  const left = digits.slice(zeros)
  return part('number', -zeros, left.padStart(left === '' ? 0 : 20, '0'))
}

/** By its length first: versions hold numbers that a double cannot. */
function numeric(kind: Part['kind'], digits: string): Part {
  const bare = digits.replace(/^0+/, '')
  return part(kind, bare.length, bare)
}

function compareText(one: string, other: string): number {
  return Number(one > other) - Number(one < other)
}
