import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { failed } from '../shared/all-unknown.ts'
import { plainName, plainService } from './plain.ts'
import type { ServiceState } from './state.ts'

// sv(8): one line for each name in the order asked, "run: NAME: (pid 9) 40s", and of what it cannot look at "fail: " or
// "warning: " with the reason; the exit code is how many of these. "normally up" or "down" only where it is not so.
export const runit: Provider<ServiceState> = {
  on: ({ init }) => init === 'runit',
  show: (key) => sh`sv status ${plainName(key)}`,
  ask: (keys) => sh`sv status ${keys.map(plainName)}`,
  parse: (answer, keys) => {
    const lines = answer.stdout.split('\n').filter((line) => line !== '')
    const whole = lines.length === keys.length
    return new Map(keys.map((key, index) => [key, whole ? read(key, lines[index] ?? '') : failed('sv', answer)]))
  },
}

function read(key: string, line: string): ServiceState | Unknown {
  const name = plainName(key)
  const [, word, named, rest = ''] = /^(\w+): ([^:]+): (.*)$/.exec(line) ?? []
  if (named !== name) return couldNotTell(`sv printed ${JSON.stringify(line)}`)
  if (word === 'fail' && rest.endsWith('unable to change to service directory: file does not exist')) {
    return { exists: false }
  }
  if (word !== 'run' && word !== 'down' && word !== 'finish') {
    return couldNotTell(`sv: ${rest}`, rest.includes('denied') ? 'set `sudo: true` for this role' : undefined)
  }
  // Its log has a service of its own behind a semicolon.
  const [own = ''] = rest.split(';')
  const up = word === 'run'
  return plainService({
    name,
    activeState: up ? 'active' : word === 'finish' ? 'deactivating' : 'inactive',
    subState: up ? 'running' : word === 'finish' ? 'finishing' : 'dead',
    unitFileState: (up ? !own.includes('normally down') : own.includes('normally up')) ? 'enabled' : 'disabled',
    mainPid: Number(/^\(pid (\d+)\)/.exec(own)?.[1] ?? 0) || undefined,
  })
}
