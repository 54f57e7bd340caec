import { sh } from '../../host/shell.ts'
import { lookedUp, type Lister } from '../define-list.ts'
import { couldNotTell, type Provider } from '../define-resource.ts'
import { failed, linesOf } from '../shared/all-unknown.ts'
import { packageIn, type PackageRecord, type PackageState } from './state.ts'

/**
 * The database of Arch Linux and what descends from it.
 *
 * All is listed: asked for one name, pacman answers with what provides it as well. A database without pacman itself is
 * empty or damaged.
 */
// pacman(8): -Q prints "name version", a line each, and says of a damaged entry what is wrong with it on stderr.
export const pacmanPackages: Lister<PackageRecord> = {
  on: ({ packages }) => packages === 'pacman',
  ask: () => sh`pacman -Q`,
  parse: (answer) => {
    const complaint = linesOf(answer.stderr).find((line) => !line.startsWith('warning: config file '))
    if (answer.exitCode !== 0 || complaint !== undefined) return failed('pacman', answer)
    const records = linesOf(answer.stdout).map(readLine)
    if (!records.every((record) => record !== undefined)) return couldNotTell('pacman printed what cannot be read')
    if (!records.some(({ name }) => name === 'pacman')) {
      return couldNotTell("pacman's database does not list pacman itself: it is empty or damaged")
    }
    return records
  },
}

/** The same for single packages. */
export const pacman: Provider<PackageState> = {
  ...lookedUp(pacmanPackages, (records, name) => packageIn('pacman', records, name)),
  show: (name) => sh`pacman -Q -- ${name}`,
}

function readLine(line: string): PackageRecord | undefined {
  const [, name, version] = /^(\S+) (\S+)$/.exec(line) ?? []
  if (name === undefined || version === undefined) return undefined
  return { name, version, architecture: '', status: 'installed', held: undefined }
}
