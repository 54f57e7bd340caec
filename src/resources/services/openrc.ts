import { sh } from '../../host/shell.ts'
import { lookedUp, type Lister } from '../define-list.ts'
import { couldNotTell, denied, Unknown, type Provider } from '../define-resource.ts'
import { failed, linesOf } from '../shared/all-unknown.ts'
import { plainName, plainService } from './plain.ts'
import type { ServicePresent, ServiceState } from './state.ts'

const STATES: Readonly<Record<string, readonly [activeState: string, subState: string]>> = {
  started: ['active', 'running'],
  starting: ['activating', 'starting'],
  stopping: ['deactivating', 'stopping'],
  inactive: ['inactive', 'waiting'],
  scheduled: ['inactive', 'scheduled'],
  crashed: ['failed', 'crashed'],
  failed: ['failed', 'failed'],
  stopped: ['inactive', 'dead'],
}

interface Known {
  readonly id: string
  readonly state: ServicePresent | Unknown
}

const CRASHED_OR_NOT = 'only root may see whether it has crashed since it was started'

// rc-status(8), -s: all services with their states; rc-update(8), show -v: all with their runlevels. Of a process whose pid
// file may not be read it says "started" for ever: of these, each is named behind a "!" before that.
const known: Lister<Known> = {
  on: ({ init }) => init === 'openrc',
  show: () => sh`rc-status --servicelist`,
  ask: () => sh`export EINFO_COLOR=NO
if [ "$(id -u)" != 0 ]; then
  d=/run/openrc/daemons
  if [ -e $d ] && [ ! -r $d -o ! -x $d ]; then echo '! *'; fi
  for f in $d/*/*; do
    if [ ! -e "$f" ]; then continue; fi
    p=$(sed -n 's/^pidfile=//p' "$f")
    if [ -z "$p" ] || [ ! -r "$p" ]; then f=${sh`$`}{f%/*}; printf '! %s\n' "${sh`$`}{f##*/}"; fi
  done
fi
rc-status --servicelist && echo = && rc-update show --verbose && echo =`,
  parse: (answer) => {
    const [statuses, levels, rest] = answer.stdout.split(/^=\n/m)
    if (answer.exitCode !== 0 || rest !== '') return failed('rc-status', answer)
    const lines = linesOf(statuses ?? '')
    const hidden = new Set(lines.flatMap((line) => /^! (.*)$/.exec(line)?.[1] ?? []))
    const runlevels = new Map(linesOf(levels ?? '').map((line) => readLevels(line)))
    const services = lines.filter((line) => !line.startsWith('! ')).map((line) => readStatus(line, runlevels))
    if (services.length === 0 || !services.every((service) => service !== undefined))
      return couldNotTell('rc-status printed what cannot be read')
    return services.map((service) => {
      const unsure = service.activeState === 'active' && (hidden.has('*') || hidden.has(service.id))
      return { id: service.id, state: unsure ? denied(CRASHED_OR_NOT, 'set `sudo: true` for this role') : service }
    })
  },
}

/** All services of OpenRC. */
export const openrcServices: Lister<ServicePresent> = {
  ...known,
  parse: (answer, platform) => {
    const services = known.parse(answer, platform)
    if (services instanceof Unknown) return services
    const states = services.map(({ state }) => state)
    return states.find((state) => state instanceof Unknown) ?? (states as ServicePresent[])
  },
}

/** OpenRC, as Alpine and Gentoo have it. */
export const openrc: Provider<ServiceState> = {
  ...lookedUp(known, (services, key): ServiceState | Unknown => {
    return services.find(({ id }) => id === plainName(key))?.state ?? { exists: false }
  }),
  show: (key) => sh`rc-service ${plainName(key)} status`,
}

/** ` nginx [  started  ]`, of a supervised one with how long and how often. */
function readStatus(line: string, runlevels: ReadonlyMap<string, readonly string[]>): ServicePresent | undefined {
  const [, name, word = ''] = /^\s*(\S+)\s+\[\s+(\w+)(?:\s[^\]]*)?\]\s*$/.exec(line) ?? []
  const state = STATES[word]
  if (name === undefined || state === undefined) return undefined
  const wantedBy = runlevels.get(name) ?? []
  const [activeState, subState] = state
  const enabled = wantedBy.some((level) => STARTED_AT_BOOT.includes(level))
  const unitFileState = enabled ? 'enabled' : 'disabled'
  return plainService({ name, activeState, subState, unitFileState, wantedBy, path: `/etc/init.d/${name}` })
}

/** Other runlevels are gone to by hand, or at the end. */
const STARTED_AT_BOOT = ['sysinit', 'boot', 'default']

/** `   nginx |      default      `. */
function readLevels(line: string): [string, readonly string[]] {
  const [name = '', levels = ''] = line.split('|')
  return [name.trim(), levels.split(' ').filter(Boolean)]
}
