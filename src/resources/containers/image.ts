import { engine, engineList, type Read } from './engine.ts'
import { listOf, objectOf, textOf, textsOf, variablesOf } from './inspected.ts'

/** An image that the engine has. */
export interface ImagePresent {
  readonly exists: true
  /** Without `sha256:` before it. */
  readonly id: string
  /** All its names with their tags. */
  readonly tags: readonly string[]
  /** `NAME@sha256:…`, as registries know it; empty for one that was never pushed or pulled. */
  readonly digests: readonly string[]
  /** As Go names it: `amd64`, `arm64`. */
  readonly architecture: string
  /** Bytes. */
  readonly size: number
  /** When it was made, as ISO 8601. */
  readonly created: string
  /** Empty for root. */
  readonly user: string
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** Its variables, which may hold secrets. */
  readonly env: Readonly<Record<string, string>>
}

/** What is known about an image. */
export type ImageState = { readonly exists: false } | ImagePresent

const read: Read<ImageState> = (inspected) => {
  const id = textOf(inspected['Id']).replace(/^sha256:/, '')
  if (id === '') throw new TypeError('no Id')
  const config = objectOf(inspected['Config'])
  return {
    exists: true,
    id,
    tags: listOf(inspected['RepoTags']).map(textOf),
    digests: listOf(inspected['RepoDigests']).map(textOf),
    architecture: textOf(inspected['Architecture']),
    size: Number(inspected['Size'] ?? 0),
    created: textOf(inspected['Created']),
    user: textOf(config['User']),
    entrypoint: listOf(config['Entrypoint']).map(textOf),
    command: listOf(config['Cmd']).map(textOf),
    labels: textsOf(config['Labels']),
    env: variablesOf(config['Env']),
  }
}

export const docker = engine('docker', 'image', read)
export const podman = engine('podman', 'image', read)
export const dockerImages = engineList('docker', 'image', read)
export const podmanImages = engineList('podman', 'image', read)
