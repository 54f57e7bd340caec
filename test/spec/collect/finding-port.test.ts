import { BroadcastChannel } from 'node:worker_threads'
import { expect, it, onTestFinished } from 'vitest'
import { FindingPort } from '../../../src/spec/collect/finding-port.ts'
import type { Finding } from '../../../src/spec/collect/plan.ts'

it('tells what is found in one tick at once, what passed as lists, and a problem without waiting', async () => {
  const name = `finding-port-${process.pid}`
  const heard: Finding[][] = []
  const main = new BroadcastChannel(name)
  onTestFinished(() => main.close())
  main.onmessage = (event) => heard.push((event as { data: Finding[] }).data)
  const port = new FindingPort(name)
  const checks = { type: 'checks', host: 'a', role: 'app', added: [], checks: [0, 1, 2] } as const
  const failed = { status: 'failed', duration: 2, failure: { message: 'no', evidence: [] } } as const
  port.post(checks)
  port.outcome({ check: 0, host: 'a', outcome: { status: 'passed', duration: 1 } })
  port.outcome({ check: 1, host: 'a', outcome: failed })
  port.outcome({ check: 2, host: 'a', outcome: { status: 'passed', duration: 3 } })
  await new Promise((resolve) => setImmediate(resolve))
  port.outcome({ check: 0, host: 'b', outcome: { status: 'passed', duration: 4 } })
  port.post({ type: 'problem', problem: { kind: 'spec', message: 'odd' } })
  port.end()
  await expect
    .poll(() => heard)
    .toEqual([
      [
        checks,
        { type: 'outcome', check: 1, host: 'a', outcome: failed },
        { type: 'passed', hosts: [{ host: 'a', checks: [0, 2], durations: [1, 3] }] },
      ],
      [
        { type: 'problem', problem: { kind: 'spec', message: 'odd' } },
        { type: 'passed', hosts: [{ host: 'b', checks: [0], durations: [4] }] },
      ],
      [{ type: 'done' }],
    ])
})
