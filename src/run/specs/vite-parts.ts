import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

import type * as Rolldown from 'rolldown'
import type * as Transforms from 'rolldown/experimental'

/** Vite's own rolldown: a package manager that does not hoist lets only Vite import it by name. */
export function importRolldown(): Promise<typeof Rolldown> {
  return importFromVite('rolldown') as Promise<typeof Rolldown>
}

/** The transforms that Vite makes modules with; importing Vite itself for them would take ten times as long. */
export function importTransforms(): Promise<typeof Transforms> {
  return importFromVite('rolldown/experimental') as Promise<typeof Transforms>
}

function importFromVite(id: string): Promise<unknown> {
  const vite = createRequire(import.meta.url).resolve('vite/package.json')
  return import(pathToFileURL(createRequire(vite).resolve(id)).href)
}
