import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import {
  createDefaultImportMeta,
  ModuleRunner,
  type ModuleEvaluator,
  type ModuleRunnerContext,
  type ModuleRunnerImportMeta,
  ssrDynamicImportKey,
  ssrExportAllKey,
  ssrExportNameKey,
  ssrImportKey,
  ssrImportMetaKey,
  ssrModuleExportsKey,
} from 'vite/module-runner'

import type { FoundModule } from './messages.ts'

/** Gives a module that some file wants. */
export type FetchModule = (wanted: string, importer: string | undefined, startOffset: number) => Promise<FoundModule>

/** Vite's module runner: evaluates what specs import, and maps stacks to their sources. */
export function makeSpecRunner(fetch: FetchModule): ModuleRunner {
  const invoke = async ({ data }: { data?: unknown }): Promise<{ result: unknown } | { error: unknown }> => {
    const { name, data: args } = data as { name: string; data: unknown[] }
    if (name !== 'fetchModule') return { result: [] }
    const [wanted, importer, options] = args as [string, string | undefined, { startOffset?: number } | undefined]
    return { result: await fetch(wanted, importer, options?.startOffset ?? 0) }
  }
  return new ModuleRunner(
    {
      transport: { invoke: invoke as never },
      hmr: false,
      sourcemapInterceptor: 'prepareStackTrace',
      createImportMeta,
    },
    evaluator,
  )
}

// Vite's own for Node registers module hooks, for which Node 20 starts a thread
function createImportMeta(file: string): ModuleRunnerImportMeta {
  const resolve = (id: string) => pathToFileURL(createRequire(file).resolve(id)).href
  return Object.assign(createDefaultImportMeta(file), { resolve })
}

type AsyncFunctionConstructor = new (...args: string[]) => (...args: unknown[]) => Promise<void>
const AsyncFunction = async function () {}.constructor as AsyncFunctionConstructor

const VITE = [
  ssrModuleExportsKey,
  ssrImportMetaKey,
  ssrImportKey,
  ssrDynamicImportKey,
  ssrExportAllKey,
  ssrExportNameKey,
] as const

// Vite's own evaluator lacks what CommonJS has, which specs had in Vitest.
const evaluator: ModuleEvaluator = {
  // what V8 writes before the body of such a function, and the line of "use strict"
  startOffset: 3,
  async runInlinedModule(context: ModuleRunnerContext, code: string, { file }): Promise<void> {
    const names = [...VITE, '__filename', '__dirname', 'require']
    const run = new AsyncFunction(...names, `"use strict";\n${code}`)
    // while `./helper.ts` is on its way the runner takes every other one of that name, of any folder, for the same
    const importFrom: typeof context.__vite_ssr_import__ = (wanted, ...more) =>
      context[ssrImportKey](wanted.startsWith('.') ? resolve(dirname(file), wanted) : wanted, ...more)
    const given = { ...context, [ssrImportKey]: importFrom }
    await run(...VITE.map((key) => given[key]), file, dirname(file), createRequire(file))
    Object.seal(context[ssrModuleExportsKey])
  },
  runExternalModule: (file) => import(/* @vite-ignore */ file),
}
