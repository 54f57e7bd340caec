import { ConfigError } from '../../errors.ts'
import { didYouMean } from '../../nearest.ts'

/** Where a state is, and which of what it holds are hosts. */
export interface TerraformOptions {
  /** The folder of the configuration; `terraform show -json` is run there. */
  readonly dir?: string | undefined
  /** A state in S3, read without Terraform. */
  readonly s3?: S3State | undefined
  /** An output that holds addresses: a text, a list, or a map from names to addresses. Default: all `aws_instance`s. */
  readonly output?: string | undefined
  /** Default: the public address of an instance that has one, else the private one. */
  readonly address?: 'public' | 'private' | undefined
  /** The tag that says which roles an instance has, separated by commas or blanks. Default `Role`. */
  readonly roleTag?: string | undefined
  /** `ignore` reads a state that somebody is just changing. */
  readonly lock?: 'ignore' | undefined
}

/** An object in S3, as the `s3` backend of Terraform names it. */
export interface S3State {
  readonly bucket: string
  readonly key: string
  readonly region?: string | undefined
  /** Default: the default workspace. */
  readonly workspace?: string | undefined
}

/**
 * The options, when they make sense.
 *
 * @throws {ConfigError} when they name no state, or two, or a word is not known.
 */
export function checkTerraform(options: TerraformOptions): TerraformOptions {
  const { dir, s3, address, lock } = options
  if ((dir === undefined || dir === '') === (s3 === undefined)) {
    throw wrong('terraform needs either a folder or a state in S3', 'terraform:infra, or terraform:s3://BUCKET/KEY')
  }
  if (s3 !== undefined && (!s3.bucket || !s3.key)) throw wrong('terraform: a state in S3 has a bucket and a key')
  oneOf('address', address, ['public', 'private'])
  oneOf('lock', lock, ['ignore'])
  return options
}

function oneOf(name: string, value: string | undefined, known: readonly string[]): void {
  if (value === undefined || known.includes(value)) return
  const near = didYouMean(value, known)
  throw wrong(`terraform: ${name} is ${JSON.stringify(value)}, and takes ${known.join(', ')}.${near}`)
}

function wrong(message: string, hint?: string): ConfigError {
  return new ConfigError('malformed-terraform', message, { hint })
}

/** What messages call it. */
export function stateName({ bucket, key, workspace }: S3State): string {
  return `s3://${bucket}/${keyOf(key, workspace)}`
}

/** The key of a workspace's state: all but the default one stand below `env:/` ("S3 backend"). */
export function keyOf(key: string, workspace = 'default'): string {
  return workspace === 'default' ? key : `env:/${workspace}/${key}`
}
