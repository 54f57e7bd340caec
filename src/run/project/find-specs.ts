import { existsSync, readdirSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigError } from '../../errors.ts'
import { didYouMean } from '../../nearest.ts'
import type { Project, RoleFile } from './load-project.ts'
import { projectPath } from './source-line.ts'

const ENDINGS = ['.spec.ts', '.spec.mts', '.spec.js', '.spec.mjs']

/** Whether a file is named as specs are. */
export function isSpecFile(file: string): boolean {
  return ENDINGS.some((ending) => file.endsWith(ending))
}

/**
 * The spec files of a role, absolute, in its order, each once.
 *
 * @throws {ConfigError} when one does not exist, or a glob finds none.
 */
export async function findSpecs(project: Project, { name, file, options }: RoleFile): Promise<string[]> {
  const where = projectPath(file, project.root)
  const found = await Promise.all((options.specs ?? [name]).map((spec) => findSpec(project, spec, where)))
  return [...new Set(found.flat())]
}

async function findSpec(project: Project, spec: string, where: string): Promise<string[]> {
  const found = /[*?{}[\]!]/.test(spec) ? await findGlob(project, spec) : [findFile(project.specs, spec)]
  const files = found.filter((file) => file !== undefined)
  if (files.length > 0) return files
  const known = specNames(project)
  const list = known.length > 0 ? `Known specs: ${known.join(', ')}` : 'There are none'
  throw new ConfigError(
    'unknown-spec',
    `${where} names the spec ${JSON.stringify(spec)}, and there is none in ${projectPath(project.specs, project.root)}/.${didYouMean(spec, known)} ${list}`,
  )
}

async function findGlob(project: Project, pattern: string): Promise<string[]> {
  const { glob } = await import('tinyglobby')
  const found = await glob(pattern, { cwd: project.specs, absolute: true, expandDirectories: false })
  return found.filter(isSpecFile).toSorted()
}

function findFile(folder: string, spec: string): string | undefined {
  return ['', ...ENDINGS].map((ending) => resolve(folder, spec + ending)).find(isFile)
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}

function specNames(project: Project): string[] {
  const entries = existsSync(project.specs) ? readdirSync(project.specs, { recursive: true, encoding: 'utf8' }) : []
  return entries.filter(isSpecFile).map(specName).toSorted()
}

function specName(file: string): string {
  return file.replace(/\.spec\.\w+$/, '').replaceAll('\\', '/')
}

/**
 * What is left of the specs of roles when only some were asked for on the command line.
 *
 * @throws {ConfigError} when one was asked for that none of the roles has.
 */
export function restrictSpecs(
  project: Project,
  specs: ReadonlyMap<string, readonly string[]>,
  wanted: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  if (wanted.length === 0) return specs
  const all = [...specs.values()].flat()
  const chosen = new Set(wanted.map((spec) => findWanted(project, spec, all, [...specs.keys()])))
  const left = [...specs].map(([role, files]) => [role, files.filter((file) => chosen.has(file))] as const)
  return new Map(left.filter(([, files]) => files.length > 0))
}

function findWanted(project: Project, spec: string, all: readonly string[], roles: readonly string[]): string {
  const found = [findFile(project.root, spec), findFile(project.specs, spec)].find((file) => file && all.includes(file))
  if (found) return found
  const names = [...new Set(all.map((file) => specName(projectPath(file, project.specs))))]
  throw new ConfigError(
    'unknown-spec',
    `Role ${roles.join(', ')} has no spec ${JSON.stringify(spec)}.${didYouMean(spec, names)} It has: ${names.join(', ')}`,
  )
}
