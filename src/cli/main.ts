import { diagnose } from '../diagnose.ts'
import { keepMarks, mark } from '../timeline.ts'
import type { Request } from '../run/options/settings.ts'
import type { CommandName } from './commands.ts'
import { complain } from './complain.ts'
import { doLastActs } from '../run/last-acts.ts'
import { environmentNotes, readEnvironment } from './environment.ts'

/** What a command does; its answer is the exit code. */
export type Command = (request: Request) => Promise<number>

// each command, and what it needs, is imported only when it is run
const LOAD: { readonly [Name in CommandName]: () => Promise<Command> } = {
  run: async () => (await import('./commands/run.ts')).runCommand,
  gate: async () => (await import('./commands/gate.ts')).gateCommand,
  access: async () => (await import('./commands/access.ts')).accessCommand,
  ami: async () => (await import('./commands/ami.ts')).amiCommand,
  sweep: async () => (await import('./commands/sweep.ts')).sweepCommand,
  init: async () => (await import('./commands/init.ts')).initCommand,
  hosts: async () => (await import('./commands/hosts.ts')).hostsCommand,
  facts: async () => (await import('./commands/facts.ts')).factsCommand,
  probes: async () => (await import('./commands/probes.ts')).probesCommand,
}

/**
 * The command line: reads `argv`, runs a command, and sets the exit code of the process.
 *
 * Nothing is thrown. What was not thrown on purpose is a bug in infraspec and exits with 3, "could not tell":
 * never with 1, which would say that a check failed.
 */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', ignoreClosedPipe)
  process.on('uncaughtException', (thrown) => void endBy(thrown, argv))
  const early = argv[0] === 'run' ? await startEarly() : undefined
  try {
    pin(await dispatch(argv))
  } catch (error) {
    pin(complain(error, argv))
  } finally {
    await early?.dropEarly()
  }
}

/** The threads of a run, which may be wanted to say where its time went. */
async function startEarly() {
  keepMarks()
  mark('threads')
  const early = await import('../run/early.ts')
  early.startEarly()
  mark('command-line')
  return early
}

/** Nothing can be relied on any more, but what was opened elsewhere is closed. */
async function endBy(thrown: unknown, argv: readonly string[]): Promise<never> {
  await doLastActs()
  process.exit(complain(thrown, argv))
}

/** Vitest has an opinion of its own on how the process ends, and may still have it later. */
function pin(code: number): void {
  process.exitCode = code
  process.on('exit', () => {
    process.exitCode = code
  })
}

async function dispatch(argv: readonly string[]): Promise<number> {
  const parsed = (await import('./parse.ts')).parse(argv)
  if ('text' in parsed) {
    process.stdout.write(parsed.text)
    return 0
  }
  const { command, flags, specs, wrapped } = parsed
  const environment = readEnvironment(command, process.env)
  for (const note of environmentNotes(process.env)) diagnose(`note: ${note}\n`)
  const run = await LOAD[command]()
  return run({ root: process.cwd(), flags, environment, specs, wrapped })
}

// whoever read has gone, as in `infraspec hosts | head -1`; a run listens for itself and ends early
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
