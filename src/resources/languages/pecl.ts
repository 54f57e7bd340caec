import { sh } from '../../host/shell.ts'
import { linesOf } from '../shared/all-unknown.ts'
import type { Language } from './language.ts'

/** Extensions of PHP that pecl has installed. */
// pecl list: a table of three columns, or "(no packages installed from channel pecl.php.net)"
export const pecl: Language = {
  system: 'pecl',
  list: (place) => sh`${place.with ?? 'pecl'} list`,
  read: (stdout, exitCode) => {
    const [head = '', ...lines] = linesOf(stdout)
    if (exitCode !== 0) return undefined
    if (head.startsWith('(no packages installed from channel')) return []
    if (!/^Installed packages, channel /i.test(head)) return undefined
    const rows = lines.map((line) => /^(\S+) +(\S+) +(stable|beta|alpha|devel|snapshot)\s*$/i.exec(line))
    return rows.flatMap((row) => (row === null ? [] : [{ name: row[1] as string, version: row[2] as string }]))
  },
}
