import { Unknown, type Verdict } from '../define-resource.ts'
import { grants } from './mode.ts'
import type { FilePresent } from './state.ts'

/**
 * A verdict on the content of a file, without that content where not everybody may read it.
 *
 * A report goes further than the file does. `inspect` gives the content to the spec, which may show it.
 */
export function withheld(file: FilePresent, verdict: Verdict): Verdict {
  if (typeof verdict !== 'object' || verdict instanceof Unknown || grants(file.mode, 'others', 'r')) return verdict
  return { ...verdict, actual: `not shown: with mode ${file.mode} others may not read it` }
}
