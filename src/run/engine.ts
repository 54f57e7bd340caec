import { join } from 'node:path'

import type { Worker } from 'node:worker_threads'

import type { createVitest, Reporter, TestModule, Vitest } from 'vitest/node'

import { HOME } from '../home.ts'
import type { Plan } from '../spec/plan.ts'
import { poolOf } from './evaluation-pool.ts'

/** What Vitest found wrong that is no check's outcome. */
export interface EngineFault {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
}

/** Vitest, while it runs the specs. */
export interface Engine {
  /** Resolves when all tasks have ended, with what went wrong outside of them. */
  readonly done: Promise<readonly EngineFault[]>
  /** Stops the evaluation; it may still be stuck in a spec that never yields. */
  readonly close: () => Promise<void>
}

const ENTRY = '__infraspec__.ts'

/** Starts Vitest with one entry that imports every spec, on a thread that runs already. */
export async function startEngine(plan: Plan, thread: Worker, onLog: (text: string) => void): Promise<Engine> {
  const { createVitest: create } = await import('vitest/node')
  const faults: EngineFault[] = []
  const vitest = await keepingSignals(() =>
    create('test', settings(plan, thread, reporter(faults, onLog)), {
      envDir: false,
      publicDir: false,
      logLevel: 'silent',
      clearScreen: false,
      server: { watch: null },
      plugins: [entryPlugin(plan)],
    }),
  )
  return { done: runEntry(vitest, plan).then(() => faults), close: () => vitest.close() }
}

const ENDINGS = ['SIGINT', 'SIGTERM', 'exit', 'unhandledRejection'] as const

/** Vitest would end the process by itself on these, before there is a report. */
async function keepingSignals<T>(create: () => Promise<T>): Promise<T> {
  const before = ENDINGS.map((event) => new Set(process.listeners(event as 'exit')))
  const created = await create()
  for (const [index, event] of ENDINGS.entries()) {
    for (const listener of process.listeners(event as 'exit')) {
      if (before[index]?.has(listener) === false) process.off(event, listener)
    }
  }
  return created
}

async function runEntry(vitest: Vitest, { root }: Plan): Promise<void> {
  const entry = vitest.getRootProject().createSpecification(join(root, ENTRY))
  await vitest.runTestSpecifications([entry])
}

function settings(plan: Plan, thread: Worker, reporter: Reporter): Parameters<typeof createVitest>[1] {
  return {
    root: plan.root,
    config: false,
    watch: false,
    include: [ENTRY],
    reporters: [reporter],
    pool: poolOf(thread),
    maxWorkers: 1,
    isolate: false,
    fileParallelism: false,
    testTimeout: 0,
    hookTimeout: 0,
    teardownTimeout: 1000,
    sequence: { concurrent: true },
    maxConcurrency: 100_000,
    allowOnly: true,
    passWithNoTests: true,
    cache: false,
    css: false,
    provide: { infraspec: plan },
    // One instance of infraspec for everybody, loaded by Node and not by Vite.
    server: { deps: { external: [new RegExp(`^${escape(HOME)}/`)] } },
  }
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}

/** A module that stands nowhere: it imports every spec, each on its own. */
function entryPlugin({ root, roles }: Plan) {
  const entry = join(root, ENTRY)
  const specs = [...new Set(roles.flatMap((role) => role.specs))]
  const own = new Map([
    ['infraspec', join(HOME, 'src/index.js')],
    ['infraspec/config', join(HOME, 'src/config.js')],
  ])
  const imports = specs.map((file) => `[${JSON.stringify(file)}, () => import(${JSON.stringify(file)})]`)
  return {
    name: 'infraspec',
    enforce: 'pre' as const,
    resolveId: (id: string) => (id.endsWith(ENTRY) ? entry : own.get(id)),
    load: (id: string) =>
      id === entry
        ? `import { runSpecs } from ${JSON.stringify(join(HOME, 'src/worker.js'))}\nawait runSpecs([${imports.join(', ')}])\n`
        : undefined,
  }
}

function reporter(faults: EngineFault[], onLog: (text: string) => void): Reporter {
  return {
    onUserConsoleLog: ({ content }) => onLog(content),
    onTestRunEnd: (modules: readonly TestModule[], unhandled) => {
      const errors = [...unhandled, ...modules.flatMap((module) => module.errors())]
      faults.push(...errors.map(({ name, message, stack }) => ({ name: String(name), message, stack })))
    },
  }
}
