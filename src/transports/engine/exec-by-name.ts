import { ConnectError } from '../../errors.ts'
import type { Transport } from '../transport.ts'
import { connectEngine } from './connect-engine.ts'
import { checkContainer } from './container-name.ts'
import { ask, engineError } from './engine-error.ts'
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
      let target = container
      const args = () => ['exec', '--interactive', ...as, '--', target]
      const engine = { program, install, host: host.name, place: host.name, args, reasons: reasons(container) }
      if (/^[0-9a-f]{1,11}$/.test(container)) target = await idOf(engine, container, limits.connectTimeout)
      return connectEngine(engine, limits, signal)
    },
  }
}

/**
 * The id of the container of exactly this name.
 *
 * To an engine `db` is whatever container has an id that begins so, once none is called `db`.
 */
async function idOf(engine: Engine, name: string, limit: number): Promise<string> {
  const { program, place, host } = engine
  const said = await ask([program, 'container', 'inspect', '--format', '{{.Id}} {{.Name}}', '--', name])
  const [, id, found] = /^([0-9a-f]{64}) \/?(\S+)$/m.exec(said) ?? []
  if (id !== undefined && found === name) return id
  if (found === undefined && said !== '') throw await engineError(engine, { end: 1, said, limit })
  if (found === undefined) return name
  throw new ConnectError('no-container', `Cannot connect to ${place}: no container is called ${name}`, {
    host,
    hint: `the id of ${found} begins so: name it, or give 12 digits of the id`,
  })
}
