import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** infraspec's own folder of compiled modules: what is imported from there is one instance for everybody. */
export const HOME = dirname(dirname(fileURLToPath(import.meta.url)))
