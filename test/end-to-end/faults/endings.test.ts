import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { canBootHosts } from '../../hosts/hosts.ts'
import { ENDINGS, type EndingName } from './catalogue.ts'
import { endRun, type Way } from './ending.ts'
import { VARIANTS } from './injected.ts'
import { leave } from './results.ts'
import { startVariants } from './variants.ts'

const CODES: Readonly<Record<EndingName, number | null>> = {
  passed: 0,
  failed: 1,
  SIGINT: 130,
  unheard: 130,
  SIGTERM: 130,
  SIGKILL: null,
  deadline: 3,
  'lost-connection': 3,
  'uncaught-error': 2,
}

/** Milliseconds: the machine may be busy. */
const SOON = 20_000
/** How long ssh(1) keeps a connection that nobody uses, and that time again. */
const AFTER_PERSIST = 40_000

let runs = 0
let leaked = 0

async function leavesNothing(ending: EndingName, way: Way, hereWithin = SOON): Promise<void> {
  const { code, stderr, there, here } = await endRun(ending, way)
  runs += 1
  expect(code, stderr).toBe(CODES[ending])
  try {
    await vi.waitFor(() => expect(there()).toEqual([]), { timeout: SOON, interval: 200 })
    await vi.waitFor(() => expect(here()).toEqual([]), { timeout: hereWithin, interval: 200 })
  } finally {
    leaked += there().length + here().length
  }
}

describe.skipIf(canBootHosts() !== undefined)('nothing is left running', () => {
  let end = () => {}
  beforeAll(async () => {
    end = await startVariants('app-1', [VARIANTS['max-sessions']])
  })
  afterAll(() => {
    end()
    leave('endings', { endings: Object.keys(ENDINGS).length, runs, leaked })
  })

  it.each(Object.keys(ENDINGS) as EndingName[])('here or there after %s', async (ending) => {
    await leavesNothing(ending, { transport: 'ssh', port: 22, asleep: 3 })
  })

  it.each(['SIGINT', 'SIGKILL', 'lost-connection'] as const)('over openssh after %s', async (ending) => {
    // What holds the connection here when the run is killed is a process of its own.
    const within = ending === 'SIGKILL' ? AFTER_PERSIST : SOON
    await leavesNothing(ending, { transport: 'openssh', port: 22, asleep: 3 }, within)
  })

  it.each([
    ['ssh', 'SIGINT'],
    ['ssh', 'SIGKILL'],
    ['ssh', 'lost-connection'],
    ['openssh', 'SIGINT'],
    ['openssh', 'lost-connection'],
  ] as const)('where one channel is all that there is, over %s after %s', async (transport, ending) => {
    const { port } = VARIANTS['max-sessions']
    await leavesNothing(ending, { transport, port, asleep: 1 })
  })
})
