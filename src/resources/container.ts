import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import {
  docker,
  dockerContainers,
  podman,
  podmanContainers,
  STATUSES,
  type ContainerPresent,
  type ContainerState,
} from './containers/container.ts'
import { engineOf } from './containers/engine.ts'
import { defineList, listed } from './define-list.ts'
import { isImage } from './containers/image-name.ts'
import { hasLabel } from './containers/label.ts'
import {
  couldNotTell,
  defineResource,
  ifPresent,
  incomparable,
  is,
  matches,
  secret,
  type EvidenceContext,
  type EvidenceProbe,
  type Verdict,
} from './define-resource.ts'
import { within, type NumberRange } from './shared/number-range.ts'
import { checkKind, checkOneOf, checkOptions } from './shared/wanted.ts'

export type { ContainerOptions } from './containers/engine.ts'
export type { ContainerPort, ContainerPresent, ContainerState, ContainerVolume } from './containers/container.ts'

/** Which volume is meant: each thing that is given has to be so. */
export interface WantedVolume {
  /** The folder of the host, or the name of the volume. */
  readonly source?: string
  readonly writable?: boolean
}

/** Which port is meant: each thing that is given has to be so. */
export interface WantedPort {
  /** `tcp` when it is not given. */
  readonly protocol?: string
  readonly hostPort?: number
  readonly hostAddress?: string
}

/**
 * A container of Docker or podman, by its name or its id.
 *
 * Docker is asked where both are; `{ engine: 'podman' }` asks podman. Docker's socket is root's. podman's containers belong to
 * a user: `as('app', container('web', { engine: 'podman' }))`.
 *
 * @example
 * it(container('web')).toBeRunning().toHaveImage('nginx:1.25').toPublishPort(80, { hostPort: 8080 })
 * it(container('web')).toHaveVolume('/etc/nginx', { source: '/srv/nginx', writable: false })
 */
export const container = defineResource({
  kind: 'container',
  key: checkName,
  mechanism: engineOf,
  providers: { docker, podman },
  sensitive: ['env'],
  evidence,
  identity: (state: ContainerState) => (state.exists ? `${state.id} ${state.restarts}` : undefined),
  matchers: {
    /** The engine knows it, running or not. */
    toExist: (container: ContainerState) => container.exists,
    /** It runs, and neither waits to be started again nor is paused. */
    toBeRunning: (container: ContainerState): Verdict =>
      container.exists ? { ...is(container.status, 'running') } : false,
    /** Its state in the engine's word: `running`, `exited`, `paused`, `restarting`, `created`, `dead`. */
    toHaveStatus: ifPresent((container: ContainerPresent, status: string) => {
      checkOneOf(status, STATUSES, 'a state of a container')
      return is(container.status, status)
    }),
    /** Its health check passes; without a health check it does not. */
    toBeHealthy: ifPresent((container: ContainerPresent) => is(container.health, 'healthy')),
    /** It has ended with this exit code. */
    toHaveExitCode: ifPresent((container: ContainerPresent, code: number): Verdict => {
      checkKind(code, 'number')
      return container.exitCode === undefined ? incomparable('it has not ended', code) : is(container.exitCode, code)
    }),
    /**
     * The image as it was named when it was started: `nginx:1.25`; a RegExp searches.
     *
     * `nginx` is `nginx:latest`, and `docker.io/library/` may be left out. Of one that was started by an id or a digest
     * it could not be told which name that has.
     */
    toHaveImage: ifPresent((container: ContainerPresent, image: string | RegExp) => hasImage(container, image)),
    /** It has this label, and if a value is given that one. Without the label a value fails in both polarities. */
    toHaveLabel: ifPresent((container: ContainerPresent, name: string, value?: string) =>
      hasLabel(container.labels, name, value),
    ),
    /** This port of the container is published on the host, and if an address or a port of it is given there. Unpublished, that fails in both polarities. */
    toPublishPort: ifPresent((container: ContainerPresent, port: number, wanted: WantedPort = {}): Verdict => {
      checkKind(port, 'number', 'the port')
      checkOptions('toPublishPort()', wanted, { protocol: 'string', hostPort: 'number', hostAddress: 'string' })
      const asked = { port, protocol: 'tcp', ...wanted }
      checkOneOf(asked.protocol, ['tcp', 'udp', 'sctp'], 'a protocol')
      if (container.network === 'host') {
        return couldNotTell(
          'it is in the network of the host, where nothing has to be published',
          'port() tells what listens',
        )
      }
      const own = container.ports.filter((one) => has(one, { port, protocol: asked.protocol }))
      if (own.length === 0 && (asked.hostPort ?? asked.hostAddress) !== undefined)
        return incomparable('it is not published', asked)
      return { pass: own.some((one) => has(one, asked)), expected: asked, actual: container.ports }
    }),
    /** Something of the host is mounted there, and if more is given so. Where nothing is, that fails in both polarities. */
    toHaveVolume: ifPresent((container: ContainerPresent, destination: string, wanted: WantedVolume = {}): Verdict => {
      checkKind(destination, 'string', 'the folder in the container')
      checkOptions('toHaveVolume()', wanted, { source: 'string', writable: 'boolean' })
      const { source } = wanted
      const asked = {
        ...wanted,
        destination: plain(destination),
        ...(source !== undefined && { source: plain(source) }),
      }
      const own = container.volumes.filter((one) => one.destination === asked.destination)
      if (own.length === 0 && Object.keys(wanted).length > 0) return incomparable('nothing is mounted there', asked)
      return { pass: own.some((one) => has(one, asked)), expected: asked, actual: container.volumes }
    }),
    /** A variable is set there, to anything. */
    toHaveVariable: ifPresent((container: ContainerPresent, name: string): Verdict => {
      checkKind(name, 'string', 'the name of the variable')
      return { pass: Object.hasOwn(container.env, name), expected: name, actual: Object.keys(container.env) }
    }),
    /** A variable is set to this value. Neither is shown anywhere. Where it is not set, that fails in both polarities. */
    toHaveVariableValue: secret(
      ifPresent((container: ContainerPresent, name: string, value: string): Verdict => {
        checkKind(name, 'string', 'the name of the variable')
        checkKind(value, 'string')
        return Object.hasOwn(container.env, name)
          ? container.env[name] === value
          : incomparable('it is not set', 'a value')
      }),
    ),
    /** What is done when it ends: `no`, `always`, `on-failure`, `unless-stopped`. */
    toHaveRestartPolicy: ifPresent((container: ContainerPresent, policy: string) => {
      checkOneOf(policy, ['no', 'always', 'on-failure', 'unless-stopped'], 'a restart policy')
      return is(container.restartPolicy, policy)
    }),
    /** How often the engine has started it again. */
    toHaveRestarts: ifPresent((container: ContainerPresent, count: number | NumberRange) =>
      within(container.restarts, count),
    ),
    /** It may do to the host whatever root may. */
    toBePrivileged: ifPresent((container: ContainerPresent) => container.privileged),
  },
})

/**
 * All containers that the engine knows, running or not.
 *
 * @example
 * it('runs nothing else', async () => {
 *   const running = (await inspect(containers())).filter(({ running }) => running)
 *   expect(running.map(({ image }) => image).toSorted()).toEqual(['nginx:1.25', 'redis:7'])
 * })
 */
export const containers = defineList({
  title: 'the containers',
  mechanism: engineOf,
  providers: { docker: listed(dockerContainers), podman: listed(podmanContainers) },
})

function checkName(name: string): string {
  if (/^[A-Za-z\d][\w.-]*$/.test(name)) return name
  throw new ConfigError('container-name', `${JSON.stringify(name)} is not the name of a container`)
}

function hasImage({ image: actual }: ContainerPresent, wanted: string | RegExp): Verdict {
  if (typeof wanted !== 'string') return matches(actual, wanted)
  const pass = isImage(actual, wanted)
  return pass === undefined ? couldNotTell(`it was started from ${actual}`) : { pass, expected: wanted, actual }
}

/** Without a slash at its end, as engines keep it. */
function plain(path: string): string {
  return path.replace(/(?<=.)\/+$/, '')
}

function has(actual: object, wanted: object): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => value === undefined || (actual as Record<string, unknown>)[name] === value,
  )
}

function evidence({ key, state, platform }: EvidenceContext<ContainerState>): readonly EvidenceProbe[] {
  const program = platform.tools.includes('docker') ? 'docker' : 'podman'
  if (!state.exists) return [{ label: 'the containers', script: sh`${program} ps --all 2>&1 | head -n 30` }]
  return [
    { label: 'its state', script: sh`${program} ps --all --filter ${`id=${state.id}`} 2>&1` },
    { label: 'its last lines', script: sh`${program} logs --tail 10 ${key} 2>&1` },
  ]
}
