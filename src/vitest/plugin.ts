import { resolve } from 'node:path'

import { environmentNotes } from '../cli/environment.ts'
import { diagnose } from '../diagnose.ts'
import { ConfigError } from '../errors.ts'
import { isSpecFile } from '../run/project/find-specs.ts'
import { introduction } from '../run/reports/of-spec.ts'
import type { InfraspecOptions } from './options.ts'
import { checkOptions, requestOf } from './request.ts'
import { filesBehind, findSpecFiles, isSpec, likelySpecFiles, type SpecFiles } from './spec-files.ts'
import { SpecRounds } from './spec-rounds.ts'
import { parseRoundId, standIn } from './stand-in.ts'

/** A plugin of Vite; which version's, is for the project to say. */
export interface InfraspecPlugin {
  readonly name: string
}

/** What is used of Vitest, in any of its versions 4. */
interface Vitest {
  readonly version: string
  readonly config: { readonly reporters: unknown[] }
  readonly onCancel: (listener: () => void) => unknown
  readonly onClose: (listener: () => Promise<void>) => void
}

interface Specification {
  readonly moduleId: string
  readonly project: unknown
}

interface Hooks extends InfraspecPlugin {
  readonly enforce: 'pre'
  readonly configResolved: (config: { readonly root: string }) => void
  readonly configureVitest: (context: {
    readonly vitest: Vitest
    readonly project: unknown
    readonly experimental_defineCacheKeyGenerator?: (generator: (file: CachedFile) => false | undefined) => void
  }) => void
  readonly transform: (
    this: { readonly addWatchFile: (file: string) => void },
    code: string,
    id: string,
  ) => Promise<{ readonly code: string; readonly map: { readonly mappings: '' } } | undefined>
  readonly resolveId: (id: string) => string | undefined
  readonly load: (id: string) => Promise<string | undefined>
}

interface CachedFile {
  readonly id: string
  readonly sourceCode: string
}

let plugins = 0

/**
 * Runs specs of infraspec in your own Vitest, its watch mode and your editor: one test for each check.
 *
 * A test passes where its check passed on every host that has it. Whatever is not green, such as a host that could not be reached or a role
 * without hosts, is a failed test, which no filter leaves out. Everything else that Vitest runs stays as it is.
 *
 * @throws {ConfigError} when the options make no sense.
 *
 * @example
 * // vitest.config.ts
 * import { infraspec } from 'infraspec/vitest'
 * import { defineConfig } from 'vitest/config'
 *
 * export default defineConfig({ plugins: [infraspec({ role: 'app' })] })
 */
export function infraspec(options: InfraspecOptions = {}): InfraspecPlugin {
  const checked = checkOptions(options)
  const plugin = (plugins += 1)
  let root = process.cwd()
  let vitest: Vitest | undefined
  let rounds: SpecRounds | undefined
  const answers = new Map<string, Promise<string>>()
  const request = () => requestOf(checked, root, process.env)
  let known: Promise<SpecFiles> | undefined
  // once a run; what is wrong with a role is said by each spec as it runs
  const specFiles = () => (known ??= Promise.resolve().then(() => findSpecFiles(request())))
  const cancel = () => void rounds?.stop('the test run was cancelled')

  const hooks: Hooks = {
    name: 'infraspec',
    enforce: 'pre',
    configResolved(config) {
      root = resolve(config.root, checked.root ?? '.')
    },
    configureVitest({ vitest: own, project, experimental_defineCacheKeyGenerator: uncached }) {
      refuseVersion(own.version)
      for (const note of environmentNotes(process.env)) diagnose(`note: ${note}\n`)
      vitest = own
      rounds = new SpecRounds(root, request, (report) => diagnose(`${introduction(report)}\n`))
      own.config.reporters.push({
        onTestRunStart: (all: readonly Specification[]) => {
          answers.clear()
          known = undefined
          rounds?.expect(all.filter((each) => each.project === project).map(({ moduleId }) => moduleId))
        },
      })
      own.onClose(async () => rounds?.stop('Vitest was closed'))
      // on the disk an answer would outlive its run
      uncached?.(({ id, sourceCode }) => (parseRoundId(id) || /['"]infraspec['"]/.test(sourceCode) ? false : undefined))
    },
    async transform(code, id) {
      if (vitest === undefined || !isSpecFile(id)) return undefined
      const files = await specFiles().catch(() => likelySpecFiles(root))
      if (!(await isSpec(id, code, files))) return undefined
      for (const file of await filesBehind(id, root)) this.addWatchFile(file)
      return { code: standIn({ plugin, spec: id }), map: { mappings: '' } }
    },
    resolveId: (id) => (parseRoundId(id)?.plugin === plugin ? id : undefined),
    async load(id) {
      const asked = parseRoundId(id)
      if (asked?.plugin !== plugin || rounds === undefined) return undefined
      vitest?.onCancel(cancel)
      // Vitest may load it twice, once to know how to keep it
      const answer =
        answers.get(id) ?? rounds.testsOf(asked.spec).then((tests) => `export default ${JSON.stringify(tests)}`)
      answers.set(id, answer)
      return answer
    },
  }
  return hooks
}

function refuseVersion(version: string): void {
  if (version.startsWith('4.')) return
  // Vite shows the message alone
  const hint = 'npm install --save-dev vitest@4, or npx infraspec run without Vitest'
  const message = `infraspec/vitest works with Vitest 4, and this is Vitest ${version}`
  throw new ConfigError('vitest-version', `${message}: ${hint}`, { hint })
}
