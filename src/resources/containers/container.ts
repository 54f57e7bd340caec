import { engine, engineList, type Inspected, type Read } from './engine.ts'
import { listOf, objectOf, textOf, textsOf, variablesOf } from './inspected.ts'

/** A port of a container that the host hands on to it. */
export interface ContainerPort {
  /** Inside of the container. */
  readonly port: number
  readonly protocol: string
  /** On the host; `0.0.0.0` and `::` for every one of its addresses. */
  readonly hostAddress: string
  readonly hostPort: number
}

/** Something of the host that a container sees. */
export interface ContainerVolume {
  /** `bind`, `volume` or `tmpfs`. */
  readonly type: string
  /** The folder of the host, or the name of the volume. */
  readonly source: string
  /** Where the container sees it. */
  readonly destination: string
  readonly writable: boolean
}

/** The states of a container, Docker's and then those that podman has besides. */
export const STATUSES = [
  ...['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'],
  ...['configured', 'initialized', 'stopping', 'stopped', 'unknown'],
]

/** A container that the engine knows. */
export interface ContainerPresent {
  readonly exists: true
  readonly id: string
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`. */
  readonly status: string
  /** It runs, and neither waits to be started again nor is paused. */
  readonly running: boolean
  /** `starting`, `healthy` or `unhealthy`; `none` without a health check. */
  readonly health: string
  /** How it ended, once it has. */
  readonly exitCode: number | undefined
  /** It was ended for want of memory. */
  readonly outOfMemory: boolean
  readonly restarts: number
  /** `no`, `always`, `on-failure` or `unless-stopped`. */
  readonly restartPolicy: string
  /** As it was named when it was started: `nginx:1.25`. */
  readonly image: string
  /** The image's id, which stays when the name is given to another one. */
  readonly imageId: string
  /** The program and its arguments. */
  readonly command: readonly string[]
  /** Empty for the image's own, which is root where it names none. */
  readonly user: string
  readonly privileged: boolean
  /** It cannot write to its own root file system. */
  readonly readOnly: boolean
  /** `bridge`, `host`, `none` or the name of a network. */
  readonly network: string
  readonly labels: Readonly<Record<string, string>>
  /** As they are published; of a container that does not run, as they will be. */
  readonly ports: readonly ContainerPort[]
  readonly volumes: readonly ContainerVolume[]
  /** Its variables, which may hold secrets. */
  readonly env: Readonly<Record<string, string>>
}

/** What is known about a container. */
export type ContainerState = { readonly exists: false } | ContainerPresent

const read: Read<ContainerState> = (inspected, name) => {
  const id = textOf(inspected['Id'])
  if (id === '') throw new TypeError('no Id')
  // Engines look for the beginning of an id too: "ab" is no container's name because one has the id ab1f….
  const isIt = textOf(inspected['Name']).replace(/^\//, '') === name || (name.length >= 12 && id.startsWith(name))
  return isIt ? readContainer(id, inspected) : { exists: false }
}

export const docker = engine('docker', 'container', read)
export const podman = engine('podman', 'container', read)
export const dockerContainers = engineList('docker', 'container', read)
export const podmanContainers = engineList('podman', 'container', read)

function readContainer(id: string, inspected: Inspected): ContainerPresent {
  const [state, config, host] = [inspected['State'], inspected['Config'], inspected['HostConfig']].map(objectOf)
  const status = textOf(state?.['Status'])
  if (status === '' || config === undefined || host === undefined) throw new TypeError('no State')
  const ended = status === 'exited' || status === 'dead' || status === 'stopped'
  return {
    exists: true,
    id,
    status,
    running: status === 'running',
    health: textOf(objectOf(state?.['Health'] ?? state?.['Healthcheck'])['Status']) || 'none',
    exitCode: ended ? Number(state?.['ExitCode']) : undefined,
    outOfMemory: state?.['OOMKilled'] === true,
    restarts: Number(inspected['RestartCount'] ?? 0),
    restartPolicy: textOf(objectOf(host['RestartPolicy'])['Name']) || 'no',
    image: textOf(inspected['ImageName']) || textOf(config['Image']),
    imageId: textOf(inspected['Image']).replace(/^sha256:/, ''),
    command: [inspected['Path'], ...listOf(inspected['Args'])].map(textOf),
    user: textOf(config['User']),
    privileged: host['Privileged'] === true,
    readOnly: host['ReadonlyRootfs'] === true,
    network: textOf(host['NetworkMode']),
    labels: textsOf(config['Labels']),
    ports: Object.entries(portsOf(status, inspected['NetworkSettings'], host)).flatMap(readPort),
    volumes: listOf(inspected['Mounts']).map((mount) => readVolume(objectOf(mount))),
    env: variablesOf(config['Env']),
  }
}

/** As they are published; of a container that does not run, as they will be. */
function portsOf(status: string, network: unknown, host: Inspected): Inspected {
  const live = status === 'running' || status === 'paused'
  return objectOf(live ? objectOf(network)['Ports'] : host['PortBindings'])
}

/** `80/tcp` with the places on the host that lead to it; a port that is only exposed has none. */
function readPort([name, places]: readonly [string, unknown]): readonly ContainerPort[] {
  const [port, protocol = 'tcp'] = name.split('/')
  return listOf(places).map((place) => {
    const { HostIp, HostPort } = objectOf(place)
    return { port: Number(port), protocol, hostAddress: textOf(HostIp) || '0.0.0.0', hostPort: Number(HostPort) }
  })
}

function readVolume(mount: Inspected): ContainerVolume {
  const type = textOf(mount['Type'])
  const source = type === 'volume' ? textOf(mount['Name']) : textOf(mount['Source'])
  return { type, source, destination: textOf(mount['Destination']), writable: mount['RW'] === true }
}
