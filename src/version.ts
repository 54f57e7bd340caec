import { createRequire } from 'node:module'

/** infraspec's own version. */
export const VERSION = (createRequire(import.meta.url)('infraspec/package.json') as { version: string }).version
