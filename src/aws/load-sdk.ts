import type * as Ec2Sdk from '@aws-sdk/client-ec2'
import type * as S3Sdk from '@aws-sdk/client-s3'
import { ConfigError } from '../errors.ts'
import { registerSecret } from '../run/secrets/secrets.ts'

/** What an answer may take; the SDK asks again by itself when it was throttled or the network failed. */
const HANDLER = { connectionTimeout: 5000, requestTimeout: 20_000 }

/** What every client of AWS is made with. */
export function clientSettings(region: string | undefined) {
  for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) registerSecret(process.env[name] ?? '')
  return { ...(region !== undefined && { region }), maxAttempts: 5, requestHandler: HANDLER }
}

/**
 * The EC2 part of the AWS SDK, imported when it is first needed: it takes more than half a second to load.
 *
 * @throws {ConfigError} when the project has not installed it.
 */
export function loadEc2(): Promise<typeof Ec2Sdk> {
  return import('@aws-sdk/client-ec2').catch((cause: unknown) => missing('@aws-sdk/client-ec2', cause))
}

/**
 * The S3 part of the AWS SDK, imported when it is first needed.
 *
 * @throws {ConfigError} when the project has not installed it.
 */
export function loadS3(): Promise<typeof S3Sdk> {
  return import('@aws-sdk/client-s3').catch((cause: unknown) => missing('@aws-sdk/client-s3', cause))
}

function missing(name: string, cause: unknown): never {
  const absent = (cause as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND'
  const why = absent ? 'is not installed in this project' : `cannot be loaded: ${(cause as Error).message}`
  throw new ConfigError('missing-sdk', `AWS is spoken to by ${name}, which ${why}`, {
    hint: `npm install --save-dev ${name}`,
    cause,
  })
}
