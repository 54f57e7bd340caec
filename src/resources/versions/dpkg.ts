/**
 * Compares two versions as dpkg does: negative, zero or positive.
 *
 * Never throws: a version that dpkg would refuse is compared character by character like any other.
 *
 * @example
 * compareDpkgVersions('1.0~rc1-1', '1.0-1') // negative: a tilde sorts before the end
 */
// deb-version(7); lib/dpkg/version.c
export function compareDpkgVersions(left: string, right: string): number {
  const a = split(left)
  const b = split(right)
  return (
    compareNumbers(a.epoch, b.epoch) || compareParts(a.upstream, b.upstream) || compareParts(a.revision, b.revision)
  )
}

interface Version {
  readonly epoch: string
  readonly upstream: string
  readonly revision: string
}

function split(version: string): Version {
  const epoch = /^(\d+):/.exec(version)?.[1]
  const rest = epoch === undefined ? version : version.slice(epoch.length + 1)
  const dash = rest.lastIndexOf('-')
  if (dash === -1) return { epoch: epoch ?? '0', upstream: rest, revision: '' }
  return { epoch: epoch ?? '0', upstream: rest.slice(0, dash), revision: rest.slice(dash + 1) }
}

function compareParts(left: string, right: string): number {
  const a = left.split(/(\d+)/)
  const b = right.split(/(\d+)/)
  for (let index = 0; index < Math.max(a.length, b.length); index += 2) {
    const order = compareText(a[index] ?? '', b[index] ?? '') || compareNumbers(a[index + 1] ?? '', b[index + 1] ?? '')
    if (order !== 0) return order
  }
  return 0
}

function compareText(left: string, right: string): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = weight(left[index]) - weight(right[index])
    if (order !== 0) return order
  }
  return 0
}

/** A tilde sorts before the end, the end before letters, letters before everything else. */
function weight(character: string | undefined): number {
  if (character === undefined) return 0
  if (character === '~') return -1
  const code = character.codePointAt(0) ?? 0
  return /[a-z]/i.test(character) ? code : code + 256
}

function compareNumbers(left: string, right: string): number {
  const a = left.replace(/^0+/, '')
  const b = right.replace(/^0+/, '')
  return a.length - b.length || Number(a > b) - Number(a < b)
}
