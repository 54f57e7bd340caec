import { sh } from '../../host/shell.ts'
import { couldNotTell, denied, type Provider, type Unknown } from '../define-resource.ts'
import { allUnknown, linesOf } from '../shared/all-unknown.ts'

/** What runs containers. */
export type Engine = 'docker' | 'podman'

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

// A podman that was never used would make its folders and its database as it is asked.
const UNUSED = sh`d=/var/lib/containers/storage; [ "$(id -u)" = 0 ] || d=$(printenv XDG_DATA_HOME || echo "$HOME/.local/share")/containers/storage
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
