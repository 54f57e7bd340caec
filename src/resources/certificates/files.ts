import { sh, type Script } from '../../host/shell.ts'
import { couldNotTell, type Unknown } from '../define-resource.ts'

/** More than this is no certificate and no key. */
const LONGEST = 256 * 1024

/** What a file holds; `undefined` when there is none of that name. */
export type Bytes = Buffer | Unknown | undefined

/**
 * Reads files by way of base64(1), one record each, ended by NUL. Nothing but regular files is opened.
 *
 * Whether a file is missing or may not be seen is told by what ls(1) complains of.
 */
export function readFiles(paths: readonly string[]): Script {
  return sh`for f in ${paths}; do
  if e=$(ls -dL -- "$f" 2>&1 >/dev/null); then
    if [ -f "$f" ]; then echo file; { head -c ${LONGEST + 1} -- "$f" 2>&1; printf '\n%s' $?; } | base64; else echo other; fi
  else printf 'none\n%s\n' "$e"; fi
  printf '\0'
done`
}

/** What {@link readFiles} printed, file by file. */
export function filesRead(stdout: string, count: number): readonly Bytes[] {
  const records = stdout.split('\0')
  const whole = records.length === count + 1
  return Array.from({ length: count }, (_, index) =>
    whole ? bytesOf(records[index] ?? '') : couldNotTell('the host did not answer for all files'),
  )
}

function bytesOf(record: string): Bytes {
  const [kind, ...lines] = record.split('\n')
  const said = lines.join('\n').trim()
  if (kind === 'other') return couldNotTell('it is not a regular file')
  if (kind === 'none') {
    if (/: (No such file or directory|Not a directory)$/.test(said)) return undefined
    return refused(said.slice(said.lastIndexOf(': ') + 1).trim())
  }
  const bytes = Buffer.from(said, 'base64')
  const end = bytes.lastIndexOf('\n')
  const [content, code] = [bytes.subarray(0, Math.max(end, 0)), bytes.subarray(end + 1).toString()]
  if (kind !== 'file' || code === '') return couldNotTell('the host answered what cannot be read')
  // What head(1) complained of may stand behind the beginning of a key.
  if (code !== '0')
    return refused(
      /Permission denied/.test(content.subarray(-200).toString()) ? 'Permission denied' : 'it could not be read',
    )
  return content.length > LONGEST ? couldNotTell(`it is longer than ${LONGEST} bytes`) : content
}

function refused(reason: string): Unknown {
  return couldNotTell(reason, /permission denied/i.test(reason) ? 'set `sudo: true` for this role' : undefined)
}
