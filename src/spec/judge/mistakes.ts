import { ConfigError } from '../../errors.ts'
import { didYouMean } from '../../nearest.ts'

/** What the author of a spec most likely meant, where that can be told from what it threw. */
export function hintFor(error: unknown, exported: readonly string[] = []): string | undefined {
  if (error instanceof ConfigError) return error.hint
  if (!(error instanceof Error) || typeof error.stack !== 'string') return undefined
  if (cameFromVitest(error.stack)) return "import describe, it and expect from 'infraspec', and not from 'vitest'"
  const [, missing] = /module 'infraspec' does not provide an export named '(\w+)'/.exec(error.message) ?? []
  if (missing !== undefined) return `infraspec has no ${missing}.${didYouMean(missing, exported)}`
  const [, unknown] = error.name === 'ReferenceError' ? (/^(\w+) is not defined$/.exec(error.message) ?? []) : []
  return unknown !== undefined && exported.includes(unknown) ? `import { ${unknown} } from 'infraspec'` : undefined
}

/** Its `describe` and `it` work in a run of Vitest only, and its `expect` knows no resource. */
function cameFromVitest(stack: string): boolean {
  const innermost = stack.split('\n').find((line) => /^\s+at /.test(line)) ?? ''
  return /[\\/]node_modules[\\/](vitest|@vitest[\\/]runner|chai)[\\/]/.test(innermost)
}
