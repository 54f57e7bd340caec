import { sh } from '../../host/shell.ts'
import { lookedUp, type Lister } from '../define-list.ts'
import { couldNotTell, Unknown, type Provider } from '../define-resource.ts'
import { failed, linesOf } from '../shared/all-unknown.ts'
import { plainService } from './plain.ts'
import type { ServicePresent, ServiceState } from './state.ts'

const STATES: Readonly<Record<string, readonly [activeState: string, subState: string]>> = {
  RUNNING: ['active', 'running'],
  STARTING: ['activating', 'starting'],
  BACKOFF: ['activating', 'auto-restart'],
  STOPPING: ['deactivating', 'stopping'],
  STOPPED: ['inactive', 'dead'],
  EXITED: ['inactive', 'exited'],
  FATAL: ['failed', 'failed'],
}

// supervisorctl: status exits 3 when some do not run, 4 when it cannot speak to supervisord; avail says "auto" of
// what starts with it.
export const supervisorServices: Lister<ServicePresent> = {
  on: () => false,
  show: () => sh`supervisorctl status`,
  ask: () => sh`supervisorctl status; echo "= $?"; supervisorctl avail; echo "= $?"`,
  parse: (answer) => {
    const [status, code, avail, availCode, rest] = answer.stdout.split(/^= (\d+)\n/m)
    if (!['0', '3'].includes(code ?? '') || availCode !== '0' || rest !== '') return refused(answer.stdout, answer)
    const automatic = new Map(linesOf(avail ?? '').map((line) => [line.split(/\s+/)[0] ?? '', / auto /.test(line)]))
    const services = linesOf(status ?? '').map((line) => read(line, automatic))
    return services.find((service) => service instanceof Unknown) ?? (services as ServicePresent[])
  },
}

/** Programs of supervisor, by the name that `supervisorctl status` shows: `app`, or `group:app_0`. */
export const supervisor: Provider<ServiceState> = {
  ...lookedUp(supervisorServices, (services, key): ServiceState => {
    return services.find(({ id }) => id === key) ?? { exists: false }
  }),
  show: (key) => sh`supervisorctl status ${key}`,
}

/** What it cannot do it says on standard output. */
function refused(stdout: string, answer: Parameters<typeof failed>[1]): Unknown {
  const said = linesOf(stdout).find((line) => !line.startsWith('= '))
  if (answer.stderr.trim() !== '' || said === undefined) return failed('supervisorctl', answer)
  return couldNotTell(`supervisorctl: ${said}`, /denied/i.test(said) ? 'set `sudo: true` for this role' : undefined)
}

function read(line: string, automatic: ReadonlyMap<string, boolean>): ServicePresent | Unknown {
  const [, name, word = '', more = ''] = /^(\S+)\s+([A-Z]+)(?:\s+(.*))?$/.exec(line) ?? []
  const state = STATES[word]
  if (name === undefined || state === undefined) return couldNotTell(`supervisorctl printed ${JSON.stringify(line)}`)
  const [activeState, subState] = state
  return plainService({
    name,
    activeState,
    subState,
    unitFileState: automatic.get(name) === true ? 'enabled' : 'disabled',
    mainPid: Number(/^pid (\d+)/.exec(more)?.[1] ?? 0) || undefined,
  })
}
