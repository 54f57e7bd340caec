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
    for (const engine of engines) await engine.down()
  }
  try {
    engines.push(await startDocker(), startPodman(), await startLxc())
  } catch (error) {
    await down()
    throw error
  }
  return { env: Object.assign({}, ...engines.map(({ env }) => env)) as Record<string, string>, down }
}
