import type { BaseAgent, ParsedKey } from 'ssh2'

const LIMIT = 2000

/** Whether an agent holds this public key; one that does not answer in two seconds holds nothing. */
export async function agentHolds(path: string | undefined, publicKey: Buffer | undefined): Promise<boolean> {
  if (path === undefined || publicKey === undefined) return false
  const { default: ssh2 } = await import('ssh2')
  return (await identities(ssh2.createAgent(path))).some((key) => key.getPublicSSH().equals(publicKey))
}

function identities(agent: BaseAgent): Promise<readonly ParsedKey[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve([]), LIMIT)
    agent.getIdentities((_error, keys) => {
      clearTimeout(timer)
      resolve((keys ?? []) as readonly ParsedKey[])
    })
  })
}
