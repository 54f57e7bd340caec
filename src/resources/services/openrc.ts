import { sh } from '../../host/shell.ts'
import { lookedUp, type Lister } from '../define-list.ts'
import { couldNotTell, type Provider } from '../define-resource.ts'
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

// rc-status(8), -s: all services with their states; rc-update(8), show -v: all with their runlevels
export const openrcServices: Lister<ServicePresent> = {
  on: ({ init }) => init === 'openrc',
  show: () => sh`rc-status --servicelist`,
  ask: () => sh`export EINFO_COLOR=NO
rc-status --servicelist && echo = && rc-update show --verbose && echo =`,
  parse: (answer) => {
    const [statuses, levels, rest] = answer.stdout.split(/^=\n/m)
    if (answer.exitCode !== 0 || rest !== '') return failed('rc-status', answer)
    const runlevels = new Map(linesOf(levels ?? '').map((line) => readLevels(line)))
    const services = linesOf(statuses ?? '').map((line) => readStatus(line, runlevels))
    if (services.length > 0 && services.every((service) => service !== undefined)) return services
    return couldNotTell('rc-status printed what cannot be read')
  },
}

/** OpenRC, as Alpine and Gentoo have it. */
export const openrc: Provider<ServiceState> = {
  ...lookedUp(openrcServices, (services, key): ServiceState => {
    return services.find(({ id }) => id === plainName(key)) ?? { exists: false }
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
