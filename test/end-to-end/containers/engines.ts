import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ContainerTransport } from '../../../src/host/host-spec.ts'
import { loadHosts } from '../../hosts/hosts.ts'
import { ROOT } from '../infraspec.ts'
import { IDLE, makeTinyRoot } from './tiny-root.ts'

/** An engine with one container that runs, and one that is stopped. */
export interface TestEngine {
  readonly transport: ContainerTransport
  readonly running: string
  /** Undefined where the engine forgets what is stopped. */
  readonly stopped: string | undefined
  /** Runs a command as root in the running container, past infraspec. */
  readonly inside: (...command: readonly string[]) => string
  /** What has to be in the environment to reach it. */
  readonly env: Readonly<Record<string, string>>
  /** Ends the running container at once. */
  readonly kill: () => void
  /** Starts it again. */
  readonly restart?: () => void
  readonly down: () => Promise<void>
}

/** A folder that whoever asked for it removes, short enough for the path of a socket. */
function folderOf(name: string): string {
  return mkdtempSync(join(tmpdir(), `infraspec-${name}-`))
}

function ran(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  return execFileSync(file, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (holds()) return
    await delay(100)
  }
  throw new Error(`${what} did not happen within 30 s`)
}

function works(file: string, args: readonly string[], env: Readonly<Record<string, string>>): boolean {
  try {
    ran(file, args, env)
    return true
  } catch {
    return false
  }
}

/** Starts a dockerd of our own, without a network, and ends it by its own id. */
export async function startDocker(): Promise<TestEngine> {
  const folder = folderOf('docker')
  const env = { DOCKER_HOST: `unix://${folder}/sock`, DOCKER_CONFIG: folder }
  const places = [`--data-root=${folder}/data`, `--exec-root=${folder}/exec`, `--pidfile=${folder}/pid`]
  const network = ['--bridge=none', '--iptables=false', '--ip6tables=false', '--storage-driver=vfs']
  // it ends with this process, however this ends
  const dockerd = ['--pdeathsig', 'TERM', 'dockerd', ...places, ...network, `--host=${env.DOCKER_HOST}`]
  const daemon = spawn('setpriv', dockerd, { stdio: 'ignore' })
  await until('dockerd', () => works('docker', ['version'], env))
  const docker = (...args: readonly string[]) => ran('docker', args, env)
  load(docker, folder)
  docker('run', '--detach', '--network=none', '--name=running', 'tiny', ...IDLE)
  docker('run', '--network=none', '--name=stopped', 'tiny', 'true')
  return {
    ...{ transport: 'docker', running: 'running', stopped: 'stopped', env },
    inside: (...command) => docker('exec', 'running', ...command),
    kill: () => void docker('kill', 'running'),
    restart: () => void docker('start', 'running'),
    down: async () => {
      docker('rm', '--force', 'running', 'stopped')
      await ended(daemon)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function load(engine: (...args: readonly string[]) => string, folder: string): void {
  makeTinyRoot(join(folder, 'root'))
  ran('tar', ['-C', join(folder, 'root'), '-cf', join(folder, 'root.tar'), '.'])
  engine('import', join(folder, 'root.tar'), 'tiny')
}

async function ended(daemon: ChildProcess): Promise<void> {
  const end = new Promise((resolve) => daemon.once('exit', resolve))
  daemon.kill('SIGTERM')
  await Promise.race([end, delay(20_000)])
  daemon.kill('SIGKILL')
}

/** Podman without a daemon. crun refuses hybrid control groups, so that it is runc that starts containers. */
export function startPodman(): TestEngine {
  const folder = folderOf('podman')
  const env = {
    CONTAINERS_CONF: join(folder, 'containers.conf'),
    CONTAINERS_STORAGE_CONF: join(folder, 'storage.conf'),
  }
  const engine = { runtime: 'runc', cgroup_manager: 'cgroupfs', events_logger: 'none' }
  const lines = Object.entries(engine).map(([key, value]) => `${key} = "${value}"`)
  const limits = 'default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]'
  writeFileSync(env.CONTAINERS_CONF, ['[containers]', limits, '[engine]', ...lines, ''].join('\n'))
  const storage = { driver: 'vfs', graphroot: join(folder, 'graph'), runroot: join(folder, 'run') }
  writeFileSync(
    env.CONTAINERS_STORAGE_CONF,
    ['[storage]', ...Object.entries(storage).map(([key, value]) => `${key} = "${value}"`), ''].join('\n'),
  )
  const podman = (...args: readonly string[]) => ran('podman', args, env)
  load(podman, folder)
  podman('run', '--detach', '--network=none', '--name=running', 'tiny', ...IDLE)
  podman('run', '--network=none', '--name=stopped', 'tiny', 'true')
  return {
    ...{ transport: 'podman', running: 'running', stopped: 'stopped', env },
    inside: (...command) => podman('exec', 'running', ...command),
    kill: () => void podman('kill', 'running'),
    down: async () => {
      podman('rm', '--force', '--time=0', 'running', 'stopped')
      // conmon may still be writing.
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

/** Containers of LXC without a network, in its usual place. */
export async function startLxc(): Promise<TestEngine> {
  const zone = process.env['INFRASPEC_TEST_ZONE'] ?? '0'
  const [running, stopped] = [`infraspec-${zone}-running`, `infraspec-${zone}-stopped`]
  const folder = folderOf('lxc')
  makeTinyRoot(join(folder, 'root'))
  writeFileSync(join(folder, 'root/idle'), `#!${IDLE[0]}\n${IDLE[2]}\n`)
  chmodSync(join(folder, 'root/idle'), 0o755)
  for (const name of [running, stopped]) {
    mkdirSync(`/var/lib/lxc/${name}`, { recursive: true })
    const config = {
      'lxc.uts.name': name,
      'lxc.rootfs.path': `dir:${folder}/root`,
      'lxc.net.0.type': 'empty',
      'lxc.init.cmd': '/idle',
      'lxc.mount.auto': 'proc:mixed',
      'lxc.apparmor.profile': 'unconfined',
    }
    const lines = Object.entries(config).map(([key, value]) => `${key} = ${value}\n`)
    writeFileSync(`/var/lib/lxc/${name}/config`, lines.join(''))
  }
  const kill = () => void ran('lxc-stop', [`--name=${running}`, '--kill'])
  // what a run left that was killed
  works('lxc-stop', [`--name=${running}`, '--kill'], {})
  ran('lxc-start', [`--name=${running}`, '--daemon'])
  return {
    ...{ transport: 'lxc', running, stopped, env: {} },
    inside: (...command) => ran('lxc-attach', [`--name=${running}`, '--clear-env', '--', ...command]),
    kill,
    down: async () => {
      if (/RUNNING/.test(ran('lxc-info', [`--name=${running}`, '--state']))) kill()
      for (const name of [running, stopped]) rmSync(`/var/lib/lxc/${name}`, { recursive: true, force: true })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** One of the test hosts, entered past SSH; it is left as it is. */
export function nspawnHost(): TestEngine {
  const { hosts } = loadHosts()
  const zone = process.env['INFRASPEC_TEST_ZONE']
  return {
    ...{ transport: 'nspawn', running: `isp${zone ?? 'ec'}-${hosts['app-2'].name}`, stopped: undefined, env: {} },
    inside: (...command) => ran(`${ROOT}/test/hosts/exec`, ['app-2', ...command]),
    kill: () => undefined,
    down: async () => undefined,
  }
}

/** NOT the real thing: a stand-in for kubectl, whose pods are containers of Docker. What it says is from kubectl's source. */
export function standInForKubectl(docker: TestEngine): TestEngine {
  const folder = folderOf('kubectl')
  writeFileSync(join(folder, 'kubectl'), readFileSync(join(import.meta.dirname, 'kubectl-stand-in.sh')), {
    mode: 0o755,
  })
  return {
    ...docker,
    transport: 'kubectl',
    env: { ...docker.env, PATH: `${folder}:${process.env['PATH']}` },
    down: async () => rmSync(folder, { recursive: true, force: true }),
  }
}
