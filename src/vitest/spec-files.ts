import { join, sep } from 'node:path'

import { useVault } from '../gates/vault/project.ts'
import { type Request, settingsOf } from '../run/options/settings.ts'
import { findSpecs, isSpecFile } from '../run/project/find-specs.ts'
import { loadedFiles } from '../run/project/load-module.ts'
import { loadProject, loadRole, roleNames } from '../run/project/load-project.ts'
import { SpecModules } from '../run/specs/spec-modules.ts'
import { importTransforms } from '../run/specs/vite-parts.ts'

/** What a project says of its specs. */
export interface SpecFiles {
  /** The folder of specs, absolute with a separator behind. */
  readonly folder: string
  /** The specs of the roles that were asked for. */
  readonly ofRoles: ReadonlySet<string>
}

/**
 * The specs of a project, and of its roles.
 *
 * @throws {ConfigError} when the configuration or a role cannot be read.
 */
export async function findSpecFiles(request: Request): Promise<SpecFiles> {
  const { role, vaultId } = settingsOf(request)
  useVault(request.root, vaultId)
  const project = await loadProject(request.root)
  const roles = await Promise.all((role ?? roleNames(project)).map((name) => loadRole(project, name)))
  const specs = await Promise.all(roles.map((each) => findSpecs(project, each)))
  return { folder: project.specs + sep, ofRoles: new Set(specs.flat()) }
}

/** The same where neither the configuration nor a role could be read: where specs are if nothing else is said. */
export function likelySpecFiles(root: string): SpecFiles {
  return { folder: join(root, 'specs') + sep, ofRoles: new Set() }
}

/**
 * Whether a file is a spec of infraspec: one of a role, or one beside them that imports infraspec.
 *
 * A test of Vitest, which imports from there alone, is none.
 */
export async function isSpec(file: string, code: string, { folder, ofRoles }: SpecFiles): Promise<boolean> {
  const isOfRole = ofRoles.has(file)
  if (!isSpecFile(file) || !(isOfRole || file.startsWith(folder))) return false
  const imports = await importsOf(file, code)
  return imports.includes('infraspec') || (isOfRole && !imports.includes('vitest'))
}

/** What a file says that it imports, also where nothing of it is used: a spec without a check is a spec. */
async function importsOf(file: string, code: string): Promise<readonly string[]> {
  const { transform, moduleRunnerTransform } = await importTransforms()
  const plain = await transform(file, code, { tsconfig: false, typescript: { onlyRemoveTypeImports: true } })
  // infraspec says best what is wrong with one that cannot be read
  if (plain.errors.length > 0) return /['"]infraspec['"]/.test(code) ? ['infraspec'] : []
  const { deps, dynamicDeps } = await moduleRunnerTransform(file, plain.code, {})
  return [...deps, ...dynamicDeps]
}

/** Every file that has a say in what a spec gives: what it imports, and the roles and the configuration that were read. */
export async function filesBehind(spec: string, root: string): Promise<ReadonlySet<string>> {
  const modules = new SpecModules(root)
  const read = new Set<string>()
  let unread: readonly string[] = [spec]
  while (unread.length > 0) {
    for (const file of unread) {
      read.add(file)
      // one that cannot be read has nothing behind it
      await modules.find({ wanted: file, importer: undefined, startOffset: 0 }).catch(() => undefined)
    }
    unread = [...(await modules.filesOf(spec)).files].filter((file) => !read.has(file))
  }
  return new Set([...read, ...loadedFiles])
}
