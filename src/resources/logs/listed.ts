import { couldNotTell, denied, type Unknown } from '../define-resource.ts'
import { linesOf } from '../shared/all-unknown.ts'

/** What was found at a path that an agent may keep its buffers at. */
export interface Listed {
  /** `at`, `none` or `denied`. */
  readonly kind: string
  readonly path: string
  readonly files: readonly { readonly size: number; readonly time: number; readonly path: string }[]
  /** Why there may be more files than these. */
  readonly complaint: string | undefined
}

/** Reads ` SIZE TIME PATH` of each file, and what find(1) complained of: a folder that may not be read is not empty. */
export function listedOf(part: string): Listed {
  const [heading = '', ...lines] = part.split('\n')
  const [kind = '', ...words] = heading.split(' ')
  const entries = lines.map((line) => /^ (\d+) (\d+) (.*)$/.exec(line))
  // A chunk that was sent while the folder was read has gone.
  const complaint = lines.find(
    (line, index) => line !== '' && entries[index] === null && !line.endsWith(': No such file or directory'),
  )
  const found = entries.flatMap((entry) => {
    const [, size, time, path = ''] = entry ?? []
    return size === undefined ? [] : [{ size: Number(size), time: Number(time), path }]
  })
  return { kind, path: words.join(' ').replace(/(?<=.)\/+$/, ''), files: found, complaint: complaint?.trim() }
}

/** Could not be told, as something may not be read. */
export function refusal(reason: string): Unknown {
  const line = linesOf(reason)[0] ?? reason
  const hint = 'set `sudo: true` for this role'
  return /permission denied|^denied/i.test(reason) ? denied(line, hint) : couldNotTell(line)
}
