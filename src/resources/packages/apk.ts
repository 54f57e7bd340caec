import { sh } from '../../host/shell.ts'
import { lookedUp, type Lister } from '../define-list.ts'
import { couldNotTell, type Provider } from '../define-resource.ts'
import { failed } from '../shared/all-unknown.ts'
import { packageIn, type PackageRecord, type PackageState } from './state.ts'

/**
 * The database of Alpine Linux, read as it is: what apk prints depends on which indexes it has.
 *
 * Each package is a block of lines, `P:` its name, `V:` its version, `A:` its architecture, and an empty line ends it. A database
 * without apk-tools itself is empty or damaged.
 */
// apk-installed(5)
export const apkPackages: Lister<PackageRecord> = {
  on: ({ packages }) => packages === 'apk',
  show: () => sh`apk info -v`,
  ask: () => sh`db=/lib/apk/db/installed
if [ ! -e "$db" ]; then db=/usr/lib/apk/db/installed; fi
sed -n -e '/^[PVA]:/p' -e '/^$/p' "$db" && echo end`,
  parse: (answer) => {
    if (answer.exitCode !== 0 || answer.stderr.trim() !== '') return failed('apk', answer)
    const [text = '', ...more] = answer.stdout.split(/^end\n/m)
    const records = text
      .split(/\n\n+/)
      .filter((block) => block.trim() !== '')
      .map(readBlock)
    if (more.length !== 1 || !text.endsWith('\n\n') || !records.every((record) => record !== undefined)) {
      return couldNotTell("apk's database cannot be read, or is cut short")
    }
    if (!records.some(({ name }) => name === 'apk-tools')) {
      return couldNotTell("apk's database does not list apk-tools itself: it is empty or damaged")
    }
    return records
  },
}

/** The same for single packages. */
export const apk: Provider<PackageState> = {
  ...lookedUp(apkPackages, (records, name) => packageIn('apk', records, name)),
  show: (name) => sh`apk info -ve -- ${name}`,
}

function readBlock(block: string): PackageRecord | undefined {
  const fields = new Map(block.split('\n').map((line) => [line.slice(0, 1), line.slice(2)]))
  const [name, version, architecture] = ['P', 'V', 'A'].map((letter) => fields.get(letter))
  if (!name || !version || architecture === undefined) return undefined
  return { name, version, architecture, status: 'installed', held: undefined }
}
