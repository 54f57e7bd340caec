import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { ConfigError } from '../errors.ts'
import type { PackerFormat } from '../run/options/settings.ts'
import { CIRCLECI_FILES } from './circleci-files.ts'
import { packerFile } from './packer-files.ts'
import { type NewFile, PROJECT_FILES } from './project-files.ts'

/** What is to be written beside roles and specs. */
export interface InitOptions {
  readonly packer?: PackerFormat | undefined
  readonly circleci?: boolean | undefined
}

/**
 * Writes what a project begins with, and says what it wrote and what to do next.
 *
 * A file that is there already is left as it is.
 *
 * @throws {ConfigError} when one cannot be written.
 */
export function init(root: string, { packer, circleci = false }: InitOptions): string {
  const gate = packer === undefined ? [] : [packerFile(packer)]
  const files = [...PROJECT_FILES, ...gate, ...(circleci ? CIRCLECI_FILES : [])]
  const lines = files.map((file) => `${write(root, file) ? 'wrote' : 'kept '}  ${file.path}`)
  return [
    ...lines,
    '',
    'next   npx infraspec run --role app',
    ...afterPacker(packer),
    ...(circleci ? AFTER_CIRCLECI : []),
    '',
  ].join('\n')
}

/** Whether it was written: never over another one. */
function write(root: string, { path, text }: NewFile): boolean {
  const file = join(root, path)
  if (existsSync(file)) return false
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text, { flag: 'wx' })
    return true
  } catch (cause) {
    throw new ConfigError('init', `Cannot write ${path}: ${(cause as Error).message}`, { cause })
  }
}

const AFTER_CIRCLECI = [
  '       build .circleci/Dockerfile and name the image in .circleci/config.yml, whose jobs call packer/app.json',
  '       and ansible/app.yml: put yours there; docs/pipeline.md of infraspec has the contexts and the roles of AWS',
]

function afterPacker(packer: PackerFormat | undefined): string[] {
  if (packer === undefined) return []
  const { path } = packerFile(packer)
  const where = packer === 'json' ? 'the list of provisioners' : 'the build block'
  return [
    `       put the two provisioners of ${path} last into ${where} of your template,`,
    '       and run packer build from this folder: the image is made only if the checks pass',
  ]
}
