import { switchUser } from '../host/become/become.ts'
import { connectEngine } from './engine/connect-engine.ts'
import { checkContainer } from './engine/container-name.ts'
import { type EngineReason, NO_SHELL } from './engine/engine.ts'
import type { Transport } from './transport.ts'

/** A container of LXC, by `lxc-attach`, with nothing of this machine's environment. */
export const lxc: Transport = {
  connect: async (host, limits, signal) => {
    const { container, user } = checkContainer(host)
    const engine = {
      program: 'lxc-attach',
      install: 'install lxc (its lxc-attach; containers of LXD and Incus are not entered by it)',
      host: host.name,
      place: host.name,
      args: () => [`--name=${container}`, '--clear-env', '--set-var=HOME=/root', '--'],
      wrap: user === undefined ? undefined : (command: string) => switchUser(user, command),
      reasons: reasons(container),
      inquiry: ['lxc-info', `--name=${container}`, '--state'],
    }
    return connectEngine(engine, limits, signal)
  },
}

// lxc 5.0: lxc-attach says the same of a container that is not there and of one that is stopped
function reasons(container: string): EngineReason[] {
  return [
    { said: /doesn't exist/i, code: 'no-container', hint: 'lxc-ls --fancy lists those of this user' },
    { said: /Insufficient privileges|Permission denied/i, code: 'engine-denied', hint: 'run as root, or as its owner' },
    { said: /State:\s+FROZEN/i, code: 'container-paused', hint: `lxc-unfreeze --name=${container}` },
    {
      said: /State:\s+STOPPED|Failed to get init pid/i,
      code: 'container-stopped',
      hint: `lxc-start --name=${container}`,
    },
    NO_SHELL,
  ]
}
