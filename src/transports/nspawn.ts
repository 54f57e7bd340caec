import { ConnectError } from '../errors.ts'
import { switchUser } from '../host/become/become.ts'
import { connectEngine } from './engine/connect-engine.ts'
import { checkContainer } from './engine/container-name.ts'
import { type EngineReason, NO_SHELL } from './engine/engine.ts'
import { findLeader, isStill } from './engine/nspawn-leader.ts'
import type { Transport } from './transport.ts'

/**
 * A container of systemd-nspawn, by nsenter(1) into the namespaces of its first process.
 *
 * machinectl(1) has two ways in: `shell` wants a terminal, and `systemd-run --machine` a bus within. This needs neither.
 */
export const nspawn: Transport = {
  connect: async (host, limits, signal) => {
    const { container, user } = checkContainer(host)
    const leader = await findLeader(container, host.name)
    const engine = {
      program: 'nsenter',
      install: 'install util-linux',
      host: host.name,
      place: host.name,
      args: () => {
        if (!isStill(leader)) throw new ConnectError('container-stopped', `${host.name} has ended`, { host: host.name })
        return [`--target=${leader.pid}`, '--all', '--root', '--wd', '--', 'env', '-i', ...ENVIRONMENT]
      },
      wrap: user === undefined ? undefined : (command: string) => switchUser(user, command),
      reasons: REASONS,
    }
    return connectEngine(engine, limits, signal)
  },
}

// nothing of this machine's: what root has that logs in
const ENVIRONMENT = [
  'HOME=/root',
  'USER=root',
  'LOGNAME=root',
  'SHELL=/bin/sh',
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
]

const REASONS: readonly EngineReason[] = [
  { said: /Permission denied|Operation not permitted/i, code: 'engine-denied', hint: 'run as root' },
  {
    said: /cannot open \/proc\/\d+/i,
    code: 'container-stopped',
    hint: 'it has ended meanwhile: machinectl list',
  },
  NO_SHELL,
]
