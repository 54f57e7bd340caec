import type { Transport } from '../transport.ts'
import { connectEngine } from './connect-engine.ts'
import { checkContainer } from './container-name.ts'
import type { Engine, EngineReason } from './engine.ts'

/** An engine whose client has docker's `exec`, and what it says when it does not let in. */
export interface ExecByName extends Pick<Engine, 'program' | 'install'> {
  readonly reasons: (container: string) => readonly EngineReason[]
}

/** Reaches containers by `PROGRAM exec --interactive [--user USER] -- NAME`. */
export function execByName({ program, install, reasons }: ExecByName): Transport {
  return {
    connect: async (host, limits, signal) => {
      const { container, user } = checkContainer(host)
      const as = user === undefined ? [] : ['--user', user]
      const args = () => ['exec', '--interactive', ...as, '--', container]
      const engine = { program, install, host: host.name, place: host.name, args, reasons: reasons(container) }
      return connectEngine(engine, limits, signal)
    },
  }
}
