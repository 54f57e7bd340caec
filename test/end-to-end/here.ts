import { startDocker, startLxc, startPodman, type TestEngine } from './containers/engines.ts'

/** What runs on this machine while it is looked at, and what finds it. */
export interface Here {
  readonly env: Readonly<Record<string, string>>
  readonly down: () => Promise<void>
}

/** Starts what the situations of `here` look at: containers of each engine, called `running` and `stopped`. */
export async function startHere(): Promise<Here> {
  const engines: TestEngine[] = []
  const down = async () => {
    // One that cannot be ended leaves no other one running.
    const ended = await Promise.allSettled(engines.map((engine) => engine.down()))
    for (const end of ended) if (end.status === 'rejected') throw end.reason
  }
  try {
    engines.push(await startDocker(), startPodman(), await startLxc())
  } catch (error) {
    await down()
    throw error
  }
  return { env: Object.assign({}, ...engines.map(({ env }) => env)) as Record<string, string>, down }
}
