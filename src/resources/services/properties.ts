import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider } from '../define-resource.ts'
import { allFailed } from '../shared/all-unknown.ts'
import { isUnitName } from './systemd.ts'

/** All properties of a unit by name; what stands in several lines of one name is joined by newlines. */
export type Properties = Readonly<Record<string, string>>

// systemctl-show(1), without a list of names: about two hundred of each unit
export const properties: Provider<Properties> = {
  on: ({ init }) => init === 'systemd',
  show: (unit) => sh`systemctl show --no-pager -- ${unit}`,
  ask: (units) => sh`TZ=UTC systemctl show --all --no-pager -- ${units}`,
  parse: (answer, units) => {
    const blocks = answer.stdout.split('\n\n').filter((block) => block.trim() !== '')
    if (answer.exitCode !== 0) return allFailed(units, 'systemctl', answer)
    return new Map(
      units.map((unit, index) => {
        const block = blocks.length === units.length && isUnitName(unit) ? blocks[index] : undefined
        return [unit, block === undefined ? couldNotTell('systemctl left out what was asked for') : read(block)]
      }),
    )
  },
}

function read(block: string): Properties {
  const found = new Map<string, string[]>()
  for (const line of block.split('\n')) {
    const equals = line.indexOf('=')
    const name = line.slice(0, equals)
    if (equals > 0) found.set(name, [...(found.get(name) ?? []), line.slice(equals + 1)])
  }
  return Object.fromEntries([...found].map(([name, values]) => [name, values.join('\n')]))
}
