import type { S3Client } from '@aws-sdk/client-s3'
import { awsCode, explainAws } from '../../aws/aws-error.ts'
import { clientSettings, loadS3 } from '../../aws/load-sdk.ts'
import { InventoryError } from '../../errors.ts'
import { keyOf, type S3State, stateName } from './options.ts'
import { lockedBy } from './show.ts'

const MOST = 64 * 1024 * 1024

/**
 * The text of a state in S3; `s3:GetObject` is all that it needs.
 *
 * @throws {InventoryError} when there is none, somebody changes it, or AWS refuses.
 */
export async function fetchState(state: S3State, lock: 'ignore' | undefined): Promise<string> {
  const { S3Client: Client } = await loadS3()
  const client = new Client(clientSettings(state.region))
  const where = stateName(state)
  try {
    const held = lock === 'ignore' ? undefined : await get(client, state, '.tflock').catch(unlessHidden)
    if (held !== undefined) throw lockedBy(where, held)
    const text = await get(client, state, '')
    if (text !== undefined) return text
    throw new InventoryError('terraform-missing', `There is no Terraform state at ${where}`, {
      hint: 'check bucket, key, workspace and region',
    })
  } catch (thrown) {
    throw explainAws(thrown, `The Terraform state at ${where} was asked for`, 's3:GetObject')
  } finally {
    client.destroy()
  }
}

async function get(client: S3Client, { bucket, key, workspace }: S3State, suffix: string): Promise<string | undefined> {
  const { GetObjectCommand } = await loadS3()
  try {
    const object = { Bucket: bucket, Key: `${keyOf(key, workspace)}${suffix}` }
    const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand(object))
    if (ContentLength > MOST)
      throw new InventoryError('terraform-unreadable', `${stateName({ bucket, key })} is too large`)
    return (await Body?.transformToString()) ?? ''
  } catch (thrown) {
    if (/^(NoSuchKey|NoSuchBucket|NotFound)$/.test(awsCode(thrown))) return undefined
    throw thrown
  }
}

// Who may read the state alone is told of the lock that it is forbidden, be it there or not.
function unlessHidden(thrown: unknown): undefined {
  if (awsCode(thrown) === 'AccessDenied') return undefined
  throw thrown
}
