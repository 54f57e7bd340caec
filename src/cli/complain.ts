import { diagnose } from '../diagnose.ts'
import { ConfigError, InfraspecError, InventoryError } from '../errors.ts'

/** The exit code of what was thrown: 2 for what the user can put right, else 3. */
function exitCodeOf(thrown: unknown): 2 | 3 {
  return thrown instanceof ConfigError || thrown instanceof InventoryError ? 2 : 3
}

/** Says what was thrown, and gives the exit code. */
export function complain(thrown: unknown, argv: readonly string[] = []): 2 | 3 {
  diagnose(`${describe(thrown, argv.includes('--verbose'))}\n`)
  return exitCodeOf(thrown)
}

function describe(thrown: unknown, verbose: boolean): string {
  if (!(thrown instanceof InfraspecError)) return describeBug(thrown)
  const hint = thrown.hint === undefined ? '' : `\n  try: ${thrown.hint}`
  const cause = verbose && thrown.cause instanceof Error ? `\n${thrown.cause.stack}` : ''
  return `error: ${thrown.message}${hint}${cause}`
}

function describeBug(thrown: unknown): string {
  const stack = thrown instanceof Error ? thrown.stack : String(thrown)
  return `error: ${stack}\n\nThis is a bug in infraspec: please report it with the lines above.`
}
