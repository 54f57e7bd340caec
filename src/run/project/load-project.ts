import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ConfigOptions, RoleOptions } from '../../config.ts'
import { ConfigError } from '../../errors.ts'
import { didYouMean } from '../../nearest.ts'
import { configSchema, roleSchema } from '../options/config-schema.ts'
import { loadDefault } from './load-module.ts'
import { projectPath } from './source-line.ts'
import { validate } from '../options/validate.ts'

/** A user's project: its folders and its configuration. */
export interface Project {
  /** Absolute, as all paths are. */
  readonly root: string
  readonly config: ConfigOptions
  /** What messages call the configuration; undefined when there is none. */
  readonly configFile: string | undefined
  readonly roles: string
  readonly specs: string
}

/** A role's file, read and checked. */
export interface RoleFile {
  readonly name: string
  readonly file: string
  readonly options: RoleOptions
}

const MODULE = /^(?<name>[^.].*)\.(?:ts|mts|js|mjs)$/

/**
 * The project in a folder, with its `infraspec.config.ts` when it has one.
 *
 * @throws {ConfigError} when the configuration cannot be read or makes no sense.
 */
export async function loadProject(root: string): Promise<Project> {
  const configFile = findModules(root).get('infraspec.config')
  const config = configFile === undefined ? {} : await loadAs(configSchema, configFile, root)
  const folder = (path: string) => resolve(root, path)
  return { root, config, configFile, roles: folder(config.roles ?? 'roles'), specs: folder(config.specs ?? 'specs') }
}

/** The names of a project's roles, sorted. */
export function roleNames(project: Project): string[] {
  return [...findModules(project.roles).keys()].toSorted()
}

/**
 * One role by its name.
 *
 * @throws {ConfigError} when there is none of that name, or its file is wrong.
 */
export async function loadRole(project: Project, name: string): Promise<RoleFile> {
  const file = findModules(project.roles).get(name)
  if (file === undefined) throw unknownRole(project, name)
  return { name, file, options: await loadAs(roleSchema, file, project.root) }
}

function unknownRole(project: Project, name: string): ConfigError {
  const known = roleNames(project)
  const folder = projectPath(project.roles, project.root)
  const list = known.length > 0 ? `Known roles: ${known.join(', ')}` : `There are no roles in ${folder}/`
  const hint = existsSync(project.roles)
    ? `a role is a file in ${folder}/, such as ${folder}/app.ts`
    : `there is no folder ${project.roles}: run infraspec from the root of your project; npx infraspec init begins one`
  return new ConfigError(
    'unknown-role',
    `There is no role ${JSON.stringify(name)}.${didYouMean(name, known)} ${list}`,
    { hint },
  )
}

async function loadAs<S extends typeof roleSchema | typeof configSchema>(schema: S, file: string, root: string) {
  return validate(schema, await loadDefault(file, root), projectPath(file, root))
}

/** Modules of a folder by their names, without tests and declarations. */
function findModules(folder: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const entry of existsSync(folder) ? readdirSync(folder).toSorted() : []) {
    const name = MODULE.exec(entry)?.groups?.['name']
    if (name === undefined || /\.(d|test|spec)$/.test(name)) continue
    const twin = found.get(name)
    if (twin) throw new ConfigError('ambiguous-file', `${twin} and ${join(folder, entry)} are one too many: keep one`)
    found.set(name, join(folder, entry))
  }
  return found
}
