import { sh } from '../../host/shell.ts'
import { ConfigError } from '../../errors.ts'
import { couldNotTell, denied, Unknown, type Provider } from '../define-resource.ts'
import type { Lister } from '../define-list.ts'
import { allUnknown, failed, linesOf } from '../shared/all-unknown.ts'

/** What runs containers. */
export type Engine = 'docker' | 'podman'

/** Which engine is asked, on a host that has both. */
export interface ContainerOptions {
  readonly engine?: Engine
}

/** What `inspect` prints of one container or image. */
export type Inspected = Readonly<Record<string, unknown>>

/** Makes a state of what `inspect` prints; throws when that cannot be read. */
export type Read<State> = (inspected: Inspected, name: string) => State

type Absent = { readonly exists: false }

/**
 * What an engine says of its containers or images.
 *
 * docker-inspect(1), podman-inspect(1): an array of those that are there, in the order asked. Each that is not is named on
 * stderr, and the exit code is then 1 with Docker and 125 with podman.
 */
export function engine<State>(
  program: Engine,
  kind: 'container' | 'image',
  read: Read<State>,
): Provider<State | Absent> {
  return {
    on: ({ tools }) => tools.includes(program),
    show: (name) => sh`${program} ${kind} inspect ${name}`,
    ask: (names) =>
      program === 'podman' ? sh`${UNUSED}${program} ${kind} inspect ${names}` : sh`${program} ${kind} inspect ${names}`,
    parse: ({ stdout, stderr }, names) => {
      const complaints = linesOf(stderr)
      const missing = names.filter((name) => complaints.some((line) => isMissing(line, name)))
      const found = arrayOf(stdout)
      const there = names.filter((name) => !missing.includes(name))
      if (found?.length !== there.length) return allFailed(names, complaints, program)
      const states = new Map<string, State | Absent | Unknown>(missing.map((name) => [name, { exists: false }]))
      there.forEach((name, index) => states.set(name, attempt(read, found[index] as Inspected, name)))
      return states
    },
  }
}

/** All that an engine has: half a list is none. */
export function engineList<State extends { readonly exists: boolean }>(
  program: Engine,
  kind: 'container' | 'image',
  read: Read<State>,
): Lister<Extract<State, { exists: true }>> {
  // Of images these would be the steps that others were built on.
  const all = kind === 'container' ? ['--all'] : []
  return {
    on: ({ tools }) => tools.includes(program),
    show: () => sh`${program} ${kind} ls ${all}`,
    ask: () => sh`${program === 'podman' ? UNUSED : sh``}ids=$(${program} ${kind} ls ${all} --quiet --no-trunc) || exit
if [ -n "$ids" ]; then ${program} ${kind} inspect $(printf '%s\n' "$ids" | sort -u); else echo '[]'; fi`,
    parse: (answer) => {
      const found = arrayOf(answer.stdout)
      if (answer.exitCode !== 0 || found === undefined) return failed(program, answer)
      const states = found.map((one) => attempt(read, one as Inspected, idOf(one)))
      return states.find((state) => state instanceof Unknown) ?? (states as Extract<State, { exists: true }>[])
    },
  }
}

function idOf(value: unknown): string {
  const id = (value as Inspected | null)?.['Id']
  return typeof id === 'string' ? id : ''
}

/**
 * The engine that the options ask for.
 *
 * @throws {ConfigError} when there is no such engine.
 */
export function engineOf(options: ContainerOptions | undefined): Engine | undefined {
  const name = options?.engine
  if (name === undefined || name === 'docker' || name === 'podman') return name
  throw new ConfigError('engine', `There is no engine ${JSON.stringify(name)}`, { hint: 'docker or podman' })
}

// A podman that was never used would make its folders and its database as it is asked. containers-storage.conf(5)
const UNUSED = sh`d=/var/lib/containers/storage; [ "$(id -u)" = 0 ] || d=$(printenv XDG_DATA_HOME || echo "$HOME/.local/share")/containers/storage
for f in "$CONTAINERS_STORAGE_CONF" "$HOME/.config/containers/storage.conf" /etc/containers/storage.conf; do
  g=$(sed -n 's/^[[:space:]]*graphroot[[:space:]]*=[[:space:]]*"\(.*\)".*/\1/p' "$f" 2>/dev/null)
  if [ -n "$g" ]; then d=$g; break; fi
done
[ -d "$d" ] || { echo "$d is not there: this user never used podman" >&2; exit 1; }
`

function attempt<State>(read: Read<State>, inspected: Inspected, name: string): State | Unknown {
  try {
    return read(inspected, name)
  } catch {
    return couldNotTell('its description cannot be read')
  }
}

// `No such container: x`, `no such image: x: No such image: x:latest`, `no such container x`, `x: image not known`
function isMissing(line: string, name: string): boolean {
  const part = /no such (?:container|image|object):? "?([^\s"]+)"?/i.exec(line)?.[1]?.replace(/:$/, '')
  return part === name || line.endsWith(`: ${name}: image not known`)
}

function arrayOf(stdout: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(stdout)
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

function allFailed(names: readonly string[], complaints: readonly string[], program: Engine): Map<string, Unknown> {
  const line = complaints.find((one) => !one.startsWith('WARNING')) ?? `${program} does not say`
  if (!/permission denied/i.test(line)) return allUnknown(names, `${program}: ${line}`)
  return new Map(names.map((name) => [name, denied(`${program}: ${line}`, 'set `sudo: true` for this role')]))
}
