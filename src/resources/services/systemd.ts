import type { Script } from '../../host/shell.ts'
import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed, allUnknown } from '../shared/all-unknown.ts'
import type { ServicePresent, ServiceState } from './state.ts'

const PROPERTIES =
  'Id,Names,Description,LoadState,ActiveState,SubState,UnitFileState,WantedBy,RequiredBy,TriggeredBy,Type,MainPID,NRestarts,Result,ExecMainCode,ExecMainStatus,StateChangeTimestamp,User,FragmentPath,NeedDaemonReload'

// systemctl-show(1): one block per name, in the order asked, with an empty line between; exit 0 also for
// units that do not exist. It is asked for valid names only: a template (x@.service) ends it before the
// names that follow, a glob would add blocks, and no name at all shows the manager itself.
export const systemd: Provider<ServiceState> = {
  on: ({ init }) => init === 'systemd',
  show: (name) => sh`systemctl status --no-pager -- ${name}`,
  ask: (keys) => show(keys.filter(isUnitName)),
  parse: (answer, keys) => {
    if (answer.exitCode !== 0) return allFailed(keys, 'systemctl', answer)
    const asked = keys.filter(isUnitName)
    const blocks = answer.stdout.split('\n\n').filter((block) => block.trim() !== '')
    if (blocks.length !== asked.length) {
      return allUnknown(keys, `systemctl described ${blocks.length} units when asked for ${asked.length}`)
    }
    const states = new Map<string, ServiceState | Unknown>()
    for (const key of keys) states.set(key, couldNotTell(`${JSON.stringify(key)} is not the name of a unit`))
    asked.forEach((key, index) => states.set(key, readBlock(key, blocks[index] ?? '')))
    return states
  },
}

function show(units: readonly string[]): Script {
  if (units.length === 0) return sh`:`
  return sh`TZ=UTC systemctl show --no-pager --property=${PROPERTIES} -- ${units}`
}

/** What the name of a unit ends in, service or not. */
export const UNIT_SUFFIX = /\.(service|socket|target|device|mount|automount|swap|timer|path|slice|scope)$/

/** systemd.unit(5): what a name may hold, and that a template is none. */
export function isUnitName(name: string): boolean {
  return /^[A-Za-z0-9:_.\\@-]+\.[a-z]+$/.test(name) && name.length < 256 && !/^@|@\.[a-z]+$/.test(name)
}

function readBlock(key: string, block: string): ServiceState | Unknown {
  const properties = new Map<string, string>()
  for (const line of block.split('\n')) {
    const equals = line.indexOf('=')
    if (equals > 0) properties.set(line.slice(0, equals), line.slice(equals + 1))
  }
  const state = readProperties((name) => properties.get(name))
  if (state === undefined) return couldNotTell('systemctl left out what was asked for')
  if (!state.names.includes(key)) return couldNotTell(`systemctl answered for ${state.id}`)
  return state.loadState === 'not-found' && state.activeState === 'inactive' ? { exists: false } : state
}

function readProperties(get: (name: string) => string | undefined): ServicePresent | undefined {
  const [id, names, loadState, activeState, subState] = ESSENTIAL.map(get)
  if (!id || !names || !loadState || !activeState || !subState) return undefined
  const list = (name: string): string[] => words(get(name) ?? '')
  return {
    exists: true,
    id: unquote(id),
    names: words(names),
    description: get('Description') ?? '',
    loadState,
    activeState,
    subState,
    unitFileState: get('UnitFileState') ?? '',
    wantedBy: [...list('WantedBy'), ...list('RequiredBy')],
    triggeredBy: list('TriggeredBy'),
    type: get('Type') ?? '',
    mainPid: Number(get('MainPID') ?? 0) || undefined,
    restarts: numberOf(get('NRestarts')),
    result: get('Result') ?? '',
    ...readEnding(get('ExecMainCode'), numberOf(get('ExecMainStatus'))),
    since: readTime(get('StateChangeTimestamp') ?? ''),
    user: get('User') ?? '',
    path: get('FragmentPath') ?? '',
    reloadNeeded: get('NeedDaemonReload') === 'yes',
  }
}

const ESSENTIAL = ['Id', 'Names', 'LoadState', 'ActiveState', 'SubState'] as const

// waitid(2): 1 exited, 2 killed, 3 killed and dumped
function readEnding(code: string | undefined, status: number | undefined): Pick<ServicePresent, 'exitCode' | 'signal'> {
  const killed = code === '2' || code === '3'
  return { exitCode: code === '1' ? status : undefined, signal: killed ? status : undefined }
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}

/** `Mon 2026-11-23 05:38:35 UTC`; empty, or `n/a` on older ones, for never. */
function readTime(text: string): string | undefined {
  const [, date, time] = /^\w+ (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/.exec(text) ?? []
  return date === undefined ? undefined : `${date}T${time}Z`
}

function words(text: string): string[] {
  return text.split(' ').filter(Boolean).map(unquote)
}

/** Names with a backslash come quoted, as in `"a\\x20b.service"`. */
function unquote(word: string): string {
  return word.startsWith('"') && word.endsWith('"') ? word.slice(1, -1).replaceAll('\\\\', '\\') : word
}
