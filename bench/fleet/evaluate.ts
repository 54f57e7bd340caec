import type { Asker } from '../../src/host/asker.ts'
import { Facts } from '../../src/host/facts.ts'
import { parsePreamble } from '../../src/host/platform/preamble.ts'
import { sh } from '../../src/host/shell.ts'
import { defineResource } from '../../src/resources/define-resource.ts'
import { collect } from '../../src/spec/collect/collect.ts'
import { evaluate } from '../../src/spec/judge/evaluate.ts'
import { makeHost } from '../../src/spec/host.ts'
import { it } from '../../src/spec/it.ts'
import type { Plan } from '../../src/spec/collect/plan.ts'
import { inScope } from '../../src/spec/scope.ts'
import { close, newGroup } from '../../src/spec/tree.ts'

// The evaluation alone: 1,000 hosts × 100 one-liners, each host's answer in hand when it is asked for.

const HOSTS = 1000
const CHECKS = 100

interface Lamp {
  readonly exists: true
  readonly lit: boolean
}

const lamp = defineResource({
  kind: 'lamp',
  providers: {
    wire: {
      on: () => true,
      ask: (names) => sh`lamps -- ${names}`,
      parse: ({ stdout }, names) =>
        new Map(names.map((name) => [name, { exists: true, lit: stdout === 'lit' } as Lamp])),
    },
  },
  matchers: { toBeLit: (state: Lamp) => state.lit },
})

const plan: Plan = {
  ...{ askChannel: 'asks', findingChannel: 'findings', root: process.cwd(), home: '/nowhere', roles: [], hosts: [] },
  ...{ filter: { tags: [], name: undefined }, evidence: true, retryFor: 0, recite: false },
}
const platform = parsePreamble('id=uid=0(root) gid=0(root) groups=0(root)\nuname=Linux 6.1.0 x86_64\n')
const answer = {
  ...{ exitCode: 0, signal: undefined, timedOut: false, truncated: false, duration: 1 },
  ...{ stdout: new TextEncoder().encode('lit'), stderr: new Uint8Array() },
}
const asker = { ask: () => Promise.resolve(answer) } as unknown as Asker

const run = { plan, exported: [], problem: (problem: unknown) => console.error(problem) }
const file = newGroup({ title: import.meta.filename, mode: 'run', conditions: [], options: {}, location: undefined })
inScope({ run, group: file }, () => {
  for (let index = 0; index < CHECKS; index += 1) it(lamp(`lamp ${index}`)).toBeLit()
})
close(file)

async function evaluateHost(index: number): Promise<number> {
  const id = `host-${index}`
  const host = makeHost(
    { id, name: id, address: '10.0.0.1', vars: {} },
    { name: 'app', hosts: [], specs: [], vars: {} },
    platform,
  )
  const target = { id, role: 'app', host, platform, facts: new Facts(id, platform, asker) }
  const checks = await collect(run, target, [file])
  let passed = 0
  await evaluate(run, target, checks, (_, { status }) => {
    if (status === 'passed') passed += 1
  })
  return passed
}

const begin = performance.now()
const passed = await Promise.all(Array.from({ length: HOSTS }, (_, index) => evaluateHost(index)))
const total = passed.reduce((sum, count) => sum + count, 0)
console.log(`${total} passed in ${performance.now() - begin} ms`)
