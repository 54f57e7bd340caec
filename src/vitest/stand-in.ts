import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

import { HOME } from '../home.ts'

const PREFIX = 'virtual:infraspec/'

/** The id of a module that holds what a spec gave; each is asked for once. */
export interface RoundId {
  /** Of the plugin that is asked. */
  readonly plugin: number
  readonly spec: string
}

/**
 * The module that Vitest collects in place of a spec.
 *
 * It asks as it runs: what is transformed is kept by Vite for the next run, and an answer must not be.
 */
export function standIn({ plugin, spec }: RoundId): string {
  const register = pathToFileURL(join(HOME, 'src/vitest-register.js')).href
  return `import { randomUUID } from 'node:crypto'
import * as vitest from 'vitest'
import { register } from ${JSON.stringify(register)}
const { default: tests } = await import(/* @vite-ignore */ ${JSON.stringify(roundId({ plugin, spec }))} + randomUUID())
const { getCurrentSuite } = vitest.TestRunner?.getCurrentSuite ? vitest.TestRunner : await import(/* @vite-ignore */ 'vitest' + '/suite')
register(tests, { describe: vitest.describe, getCurrentSuite })
`
}

function roundId({ plugin, spec }: RoundId): string {
  return `${PREFIX}${plugin}/${Buffer.from(spec).toString('base64url')}/`
}

/** What an id asks for, if it is one. */
export function parseRoundId(id: string): RoundId | undefined {
  const [, plugin, spec = ''] = /^virtual:infraspec\/(\d+)\/([\w-]+)\/[\w-]+$/.exec(id) ?? []
  return plugin === undefined ? undefined : { plugin: Number(plugin), spec: Buffer.from(spec, 'base64url').toString() }
}
