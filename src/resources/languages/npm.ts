import { sh, type Script } from '../../host/shell.ts'
import { couldNotTell } from '../define-resource.ts'
import type { Language } from './language.ts'

/** Packages of npm, the global ones or those of the project `in` a folder; what they depend on in turn is not looked at. */
// npm-ls(1): JSON, also with exit code 1 where something is missing or extraneous. Its cache and logs would be written.
export const npm: Language = {
  system: 'npm',
  list: (place) => sh`export npm_config_cache=/dev/null npm_config_logs_max=0 npm_config_update_notifier=false
${place.in === undefined ? sh`${place.with ?? 'npm'} ls --depth=0 --json --global` : inProject(place.in, place.with)}`,
  read: (stdout, exitCode) => {
    const tree = parse(stdout)
    if (tree === undefined || exitCode > 1) return undefined
    // What is missing or extraneous is for the reader to see.
    if (tree.error !== undefined && tree.error.code !== 'ELSPROBLEMS')
      return couldNotTell(`npm: ${tree.error.summary ?? 'it reports an error'}`)
    const packages = Object.entries(tree.dependencies ?? {})
    return packages.flatMap(([name, { version, missing }]) =>
      version === undefined || missing === true ? [] : [{ name, version }],
    )
  },
}

/** Where there is no project npm would take the next one above. */
function inProject(folder: string, program = 'npm'): Script {
  return sh`cd -- ${folder} || exit
if [ ! -e package.json ] && [ ! -d node_modules ]; then echo 'it has no package.json and no node_modules' >&2; exit 1; fi
${program} ls --depth=0 --json`
}

interface Tree {
  readonly error?: { readonly code?: string; readonly summary?: string }
  readonly dependencies?: Readonly<Record<string, { readonly version?: string; readonly missing?: boolean }>>
}

function parse(text: string): Tree | undefined {
  try {
    const tree: unknown = JSON.parse(text)
    return typeof tree === 'object' && tree !== null ? (tree as Tree) : undefined
  } catch {
    return undefined
  }
}
