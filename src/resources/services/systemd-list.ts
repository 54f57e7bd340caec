import { sh } from '../../host/shell.ts'
import type { Lister } from '../define-list.ts'
import { couldNotTell } from '../define-resource.ts'
import { failed, linesOf } from '../shared/all-unknown.ts'
import type { ServiceItem } from './state.ts'

// systemctl(1): list-units has what is loaded, list-unit-files what could be; templates are no services.
export const systemdServices: Lister<ServiceItem> = {
  on: ({ init }) => init === 'systemd',
  show: () => sh`systemctl list-units --all --type=service`,
  ask: () => sh`systemctl list-units --all --type=service --plain --no-legend --no-pager --full && echo = &&
systemctl list-unit-files --type=service --no-legend --no-pager --full && echo =`,
  parse: (answer) => {
    const [units, files, rest] = answer.stdout.split(/^=\n/m)
    if (answer.exitCode !== 0 || rest !== '') return failed('systemctl', answer)
    const loaded = linesOf(units ?? '').map((line) => /^(?:● )?(\S+)\.service\s+(\S+)\s+(\S+)\s+(\S+)/.exec(line))
    const known = linesOf(files ?? '').map((line) => /^(\S+)\.service\s+(\S+)/.exec(line))
    if (loaded.includes(null) || known.includes(null)) return couldNotTell('systemctl listed what cannot be read')
    const fileStates = new Map(known.map((match) => [match?.[1] ?? '', match?.[2] ?? '']))
    const items = new Map<string, ServiceItem>()
    for (const [name, unitFileState] of fileStates) {
      if (!name.endsWith('@')) items.set(name, { name, activeState: 'inactive', subState: 'dead', unitFileState })
    }
    for (const match of loaded) {
      const [, name = '', load, activeState = '', subState = ''] = match ?? []
      if (load === 'not-found' && activeState === 'inactive') continue
      items.set(name, { name, activeState, subState, unitFileState: fileStates.get(name) ?? '' })
    }
    return [...items.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1))
  },
}
