interface Version {
  readonly epoch: string
  readonly version: string
  readonly release: string | undefined
}

/**
 * Compares `[epoch:]version[-release]`, each part by the given rules: negative, zero or positive.
 *
 * A missing epoch is 0; a release counts only when both have one.
 *
 * @example
 * compareByParts('1:2.0', '2.0-1', compareSegments) // positive: a higher epoch
 */
export function compareByParts(
  left: string,
  right: string,
  compareSegments: (left: string, right: string) => number,
): number {
  const [a, b] = [split(left), split(right)]
  const order = compareSegments(a.epoch, b.epoch) || compareSegments(a.version, b.version)
  if (order !== 0 || a.release === undefined || b.release === undefined) return order
  return compareSegments(a.release, b.release)
}

function split(text: string): Version {
  const epoch = /^(\d*):/.exec(text)?.[1]
  const rest = epoch === undefined ? text : text.slice(epoch.length + 1)
  const dash = rest.lastIndexOf('-')
  if (dash === -1) return { epoch: epoch || '0', version: rest, release: undefined }
  return { epoch: epoch || '0', version: rest.slice(0, dash), release: rest.slice(dash + 1) }
}
