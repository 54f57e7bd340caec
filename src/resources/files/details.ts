import { sh, type Script } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'

/** More than this of one file is not fetched: an answer as a whole is bounded too. */
export const LONGEST_CONTENT = 512 * 1024

// A pipe is not opened: that would wait for a writer for ever.
const regular = (
  then: Script,
): Script => sh`if [ ! -e "$f" ]; then printf '!it is not there, or a folder above it cannot be searched'
elif [ -d "$f" ]; then printf '!it is a directory'
elif [ ! -f "$f" ]; then printf '!it is not a regular file'
elif [ ! -r "$f" ]; then printf '!permission denied'
else ${then}; fi`

/** A look at each file in turn: one record each, ended by NUL, whose last line is how the command ended. */
function each<Value>(
  act: Script,
  show: (path: string) => Script,
  read: (record: string) => Value | Unknown | undefined,
): Provider<Value> {
  return {
    on: () => true,
    show,
    ask: (paths) => sh`for f in ${paths}; do ${act}; printf '\n%s\0' $?; done`,
    parse: ({ stdout }, paths) => {
      const records = stdout.split('\0')
      return new Map(paths.map((path, index) => [path, value(records[index] ?? '', read)]))
    },
  }
}

function value<Value>(record: string, read: (record: string) => Value | Unknown | undefined): Value | Unknown {
  const end = record.lastIndexOf('\n')
  const [said, code] = [record.slice(0, Math.max(end, 0)), record.slice(end + 1)]
  if (said === '!permission denied') return couldNotTell(said.slice(1), 'set `sudo: true` for this role')
  if (said.startsWith('!')) return couldNotTell(said.slice(1))
  const found = code === '0' ? read(said) : undefined
  return found ?? couldNotTell(said.trim() === '' ? `nothing was answered, exit code ${code}` : said.trim())
}

/**
 * The text of a file, by way of base64(1): any bytes come through, NUL and a missing final newline too.
 *
 * How head(1) ended stands behind the content, inside of what is encoded.
 */
export const content: Provider<string> = each(
  regular(sh`{ head -c ${LONGEST_CONTENT + 1} -- "$f" 2>&1; printf '\n%s' $?; } | base64`),
  (path) => sh`cat -- ${path}`,
  (encoded) => {
    const bytes = Buffer.from(encoded, 'base64')
    const end = bytes.lastIndexOf('\n')
    const text = bytes.subarray(0, Math.max(end, 0))
    const code = bytes.subarray(end + 1).toString()
    if (code === '') return undefined
    if (code !== '0') return couldNotTell(`it could not be read: ${text.subarray(-200).toString().trim()}`)
    if (text.length <= LONGEST_CONTENT) return text.toString()
    return couldNotTell(
      `it is longer than ${LONGEST_CONTENT} bytes`,
      "ask the host itself: command('grep -F …'), or toHaveSha256()",
    )
  },
)

/** sha256sum(1), reading its standard input: a name on the command line would be escaped in its answer. */
export const sha256: Provider<string> = each(
  regular(sh`sha256sum < "$f" 2>&1`),
  (path) => sh`sha256sum -- ${path}`,
  digest(64),
)

/** md5sum(1), likewise. */
export const md5: Provider<string> = each(regular(sh`md5sum < "$f" 2>&1`), (path) => sh`md5sum -- ${path}`, digest(32))

function digest(length: number) {
  return (line: string): string | undefined => {
    const [word = ''] = line.split(' ', 1)
    return word.length === length && /^[0-9a-f]+$/.test(word) ? word : undefined
  }
}

/** stat(1) with %C. Without SELinux GNU's says `?` and complains, and busybox's prints a `C`. */
export const selinuxLabel: Provider<string> = each(
  sh`stat -L -c %C -- "$f" 2>/dev/null || :`,
  (path) => sh`ls -dZ -- ${path}`,
  (label) =>
    /^[^\s:]+:[^\s:]+:[^\s:]+(:\S+)?$/.test(label.trim())
      ? label.trim()
      : couldNotTell('it has no SELinux label, or the label cannot be read'),
)

/** lsattr(1): chattr's letters, such as `--------------e-------`. It follows no link, and not every file system has them. */
export const attributes: Provider<string> = each(
  sh`lsattr -d -- "$f" 2>&1`,
  (path) => sh`lsattr -d -- ${path}`,
  (line) => {
    const [letters = ''] = line.split(' ', 1)
    return /^[-A-Za-z]+$/.test(letters) ? letters : undefined
  },
)
