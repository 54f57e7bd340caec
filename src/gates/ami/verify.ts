import { diagnose } from '../../diagnose.ts'
import { InfraspecError, ConfigError } from '../../errors.ts'
import type { EC2Client } from '@aws-sdk/client-ec2'
import { consoleFingerprints } from '../../inventory/ec2/console-keys.ts'
import { consoleOutput } from '../../inventory/ec2/pin-by-console.ts'
import type { HostEntry, Inventory } from '../../inventory/inventory.ts'
import { atLast } from '../../run/last-acts.ts'
import { resolveOptions } from '../../run/options/resolve-options.ts'
import { run } from '../../run/run.ts'
import { type Request, settingsOf } from '../../run/options/settings.ts'
import { withKeys } from '../../run/secrets/unlock-keys.ts'
import { holdSignals, type HeldSignals } from '../access/signals.ts'
import { ec2Client, findImage, launch, terminate, until, untilRunning } from './instance.ts'
import { freshKey } from './fresh-key.ts'
import { markVerified, unmarkVerified } from './mark-image.ts'
import { userData } from './user-data.ts'

const GRACE = 15 * 60_000

/** What became of its tags, by the exit code. */
const TAGGED: Readonly<Record<number, string>> = { 0: 'is tagged as verified', 1: 'is not tagged as verified' }

/**
 * Launches an instance from an image, checks it, ends it, and tags the image with what that gave.
 *
 * @throws {InfraspecError} when it cannot be launched or trusted, or not be ended: nothing else is left behind.
 */
export async function verifyImage(image: string, request: Request): Promise<number> {
  const { region, identity, keyStdin, ...settings } = settingsOf(request)
  // what is wrong with a role or a spec is better known before anything is launched
  const planned = await resolveOptions(planOf(request), 'refuse')
  const key = identity === undefined && !keyStdin ? await freshKey() : undefined
  const client = await ec2Client(region)
  const { arm } = await findImage(client, image)
  const signals = holdSignals()
  const life = planned.deadline + GRACE
  const launched = await launch(client, {
    image,
    type: settings.instanceType ?? (arm ? 't4g.micro' : 't3.micro'),
    subnet: settings.subnet,
    groups: settings.securityGroup ?? [],
    userData: userData(Math.ceil(life / 60_000), key?.publicKey),
    life,
  })
  say(`launched ${launched} from ${image}`)
  const forget = atLast(
    () => terminate(client, launched),
    () => `${launched} still runs\n  try: ${byHand(launched)}`,
  )
  try {
    const code = await check(client, { image, id: launched, request, signals, privateKey: key?.privateKey })
    const roles = planned.roles.map(({ name }) => name)
    if (code === 0) await markVerified(client, image, roles, request.root)
    if (code === 1) await unmarkVerified(client, image)
    say(`${image} ${TAGGED[code] ?? 'keeps the tags that it had'}`)
    return code
  } catch (thrown) {
    if (signals.got === undefined) throw thrown
    return 130
  } finally {
    forget()
    await end(client, launched)
    signals.dispose()
  }
}

async function check(client: EC2Client, launched: Launched): Promise<number> {
  const { request, signals, privateKey } = launched
  const host = await ready(client, launched)
  const inventory: Inventory = { kind: 'ami', given: true, list: async () => [host] }
  const options = await withKeys(await resolveOptions(requestOf(request, inventory, privateKey), 'refuse'))
  return signals.got === undefined ? run({ ...options, decides: 'by ami verify' }) : 130
}

function planOf(request: Request): Request {
  const none: Inventory = { kind: 'static', given: true, list: async () => [] }
  // the key on standard input can be read once only
  return requestOf({ ...request, flags: { ...request.flags, keyStdin: false } }, none)
}

function requestOf(request: Request, inventory: Inventory, privateKey?: string): Request {
  return { ...request, specs: [], made: { inventory, privateKey } }
}

interface Launched {
  readonly image: string
  readonly id: string
  readonly request: Request
  readonly signals: HeldSignals
  readonly privateKey: string | undefined
}

/** The instance as a host, once it runs and its console has told its host keys. */
async function ready(client: EC2Client, { image, id, request, signals }: Launched): Promise<HostEntry> {
  const { wait: limit = 10 * 60_000, hostKey } = settingsOf(request)
  const stopped = () => signals.got !== undefined
  const instance = await untilRunning(client, id, { limit, interval: 2000, stopped })
  const address = instance.PublicIpAddress || instance.PrivateIpAddress
  if (!address) throw new ConfigError('no-address', `${id} has no address`, { hint: 'another subnet: --subnet' })
  const region = await client.config.region()
  if (hostKey === undefined) {
    await until({ limit, interval: 3000, stopped }, `The console of ${id} tells no host key`, async () => {
      const prints = consoleFingerprints(await consoleOutput(id, region))
      return prints.length > 0 ? prints : undefined
    })
  }
  return { name: image, address, instance: id, region, vars: { ec2: { id, region, image } } }
}

async function end(client: EC2Client, id: string): Promise<void> {
  try {
    await terminate(client, id)
    say(`terminated ${id}`)
  } catch (cause) {
    throw new InfraspecError('not-terminated', `${id} still runs: ${(cause as Error).message}`, {
      hint: byHand(id),
      cause,
    })
  } finally {
    client.destroy()
  }
}

function byHand(id: string): string {
  return `aws ec2 terminate-instances --instance-ids ${id}, or npx infraspec sweep once its time is over`
}

function say(text: string): void {
  diagnose(`ami: ${text}\n`)
}
