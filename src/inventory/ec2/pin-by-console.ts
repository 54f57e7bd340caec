import pLimit from 'p-limit'
import { explainAws } from '../../aws/aws-error.ts'
import { clientSettings, loadEc2 } from '../../aws/load-sdk.ts'
import type { HostSpec } from '../../host/host-spec.ts'
import { findKnownHost } from '../../transports/keys/known-hosts.ts'
import { consoleFingerprints } from './console-keys.ts'

const AT_ONCE = 8

/**
 * The same hosts, where EC2 instances whose keys nobody knows yet have to show one that stands in their console output.
 *
 * Where there is none, or it cannot be read, the host stays as it is, and its key is refused: `note` is told why.
 */
export async function pinByConsole(hosts: readonly HostSpec[], note: (text: string) => void): Promise<HostSpec[]> {
  const limit = pLimit(AT_ONCE)
  return Promise.all(hosts.map((host) => limit(async () => ((await wants(host)) ? pin(host, note) : host))))
}

async function wants({
  instance,
  region,
  transport,
  hostKey,
  hostKeyAlias,
  address,
  port,
}: HostSpec): Promise<boolean> {
  if (region === undefined || !/^i-[0-9a-f]+$/.test(instance ?? '')) return false
  if (transport !== 'ssh' || hostKey.mode !== 'strict') return false
  const known = await findKnownHost(hostKey.knownHosts, hostKeyAlias ?? address, port ?? 22)
  return known.keys.length === 0 && known.authorities.length === 0
}

async function pin(host: HostSpec, note: (text: string) => void): Promise<HostSpec> {
  const { name, instance = '', region, hostKey } = host
  try {
    const fingerprints = consoleFingerprints(await consoleOutput(instance, region))
    if (fingerprints.length > 0) return { ...host, hostKey: { ...hostKey, mode: 'pinned', fingerprints } }
    note(
      `the console output of ${name} (${instance}) holds no host key, or not yet: it comes minutes after the first boot`,
    )
  } catch (thrown) {
    note(
      explainAws(thrown, `The console output of ${name} (${instance}) was asked for`, 'ec2:GetConsoleOutput').message,
    )
  }
  return host
}

/** What an instance wrote to its console, as far as EC2 keeps it. */
export async function consoleOutput(instance: string, region: string | undefined): Promise<string> {
  const { EC2Client, GetConsoleOutputCommand } = await loadEc2()
  const client = new EC2Client(clientSettings(region))
  try {
    const { Output = '' } = await client.send(new GetConsoleOutputCommand({ InstanceId: instance }))
    return Buffer.from(Output, 'base64').toString()
  } finally {
    client.destroy()
  }
}
