import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { EC2Client } from '@aws-sdk/client-ec2'
import { explainAws } from '../../aws/aws-error.ts'
import { loadEc2 } from '../../aws/load-sdk.ts'

const VERIFIED = 'infraspec:verified'

/** Tags an image with the roles that it was verified for, the commit, and the time. */
export async function markVerified(client: EC2Client, image: string, roles: readonly string[], root: string) {
  const { CreateTagsCommand } = await loadEc2()
  const tags = {
    [VERIFIED]: roles.join(','),
    [`${VERIFIED}:commit`]: await commitOf(root),
    [`${VERIFIED}:at`]: new Date().toISOString(),
  }
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  await client.send(new CreateTagsCommand({ Resources: [image], Tags: list })).catch((thrown: unknown) => {
    throw explainAws(thrown, `The image ${image} was to be tagged`, 'ec2:CreateTags')
  })
}

/** Takes off what an earlier verification said. */
export async function unmarkVerified(client: EC2Client, image: string): Promise<void> {
  const { DeleteTagsCommand } = await loadEc2()
  const tags = ['', ':commit', ':at'].map((part) => ({ Key: `${VERIFIED}${part}` }))
  await client.send(new DeleteTagsCommand({ Resources: [image], Tags: tags })).catch((thrown: unknown) => {
    throw explainAws(thrown, `The tags of the image ${image} were to be taken off`, 'ec2:DeleteTags')
  })
}

/** What the CI or git says; specs may be of no repository. */
async function commitOf(root: string): Promise<string> {
  const { CIRCLE_SHA1, GITHUB_SHA } = process.env
  const said = CIRCLE_SHA1 ?? GITHUB_SHA ?? (await git(root))
  return /^[0-9a-f]{7,64}$/.test(said) ? said : 'unknown'
}

async function git(root: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: root, timeout: 5000 })
    return stdout.trim()
  } catch {
    return ''
  }
}
