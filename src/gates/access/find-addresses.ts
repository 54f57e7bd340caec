import { request } from 'node:https'
import { ConfigError, InventoryError } from '../../errors.ts'
import { readAddress } from './public-address.ts'

/** Asked when no other is named. */
const SERVICES: readonly string[] = ['https://checkip.amazonaws.com']
const LIMIT = 5000
// an address has 39 characters at most
const MOST = 256

/** How the addresses of this machine are found out. */
export interface FindOptions {
  /** `https://…`, each of which answers with the caller's address. Default: AWS's own. */
  readonly services?: readonly string[] | undefined
  /** What to do when answers differ: a network may have several ways out. Default `fail`. */
  readonly multiEgress?: 'open' | 'fail' | undefined
}

/**
 * The addresses by which this machine is seen from outside: two answers at least, over connections of their own.
 *
 * Asked over IPv4, without a proxy: behind one the answer would be the proxy's address.
 *
 * @throws {InventoryError} when a service does not answer with one public address, or they differ.
 */
export async function findAddresses({ services = SERVICES, multiEgress = 'fail' }: FindOptions = {}): Promise<
  string[]
> {
  const urls = services.map(checkService)
  const asked = urls.length === 1 ? [urls[0]!, urls[0]!] : urls
  const answers = await Promise.all(asked.map(async (url) => readAddress(await ask(url), url.href)))
  const addresses = [...new Set(answers)]
  if (addresses.length === 1 || multiEgress === 'open') return addresses
  throw new InventoryError('several-addresses', `This machine is seen by several addresses: ${addresses.join(', ')}`, {
    hint: 'open for all of these: --multi-egress open; more may follow, if the network has many ways out',
  })
}

function checkService(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return url
  throw new ConfigError('malformed-service', `${JSON.stringify(text)} cannot be asked for this machine's address`, {
    hint: 'https://… only: whoever stands in between could choose who is let in',
  })
}

/** What a service says, on a connection of its own; no redirection is followed. */
function ask(url: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown) => reject(silent(url, why, cause))
    const signal = AbortSignal.timeout(LIMIT)
    const call = request(url, { family: 4, agent: false, signal, headers: { accept: 'text/plain' } }, (response) => {
      if (response.statusCode !== 200) fail(`answered with status ${response.statusCode}`)
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk
        if (body.length > MOST) call.destroy(new Error('it said far more than an address'))
      })
      response.on('end', () => resolve(body)).on('error', (error) => fail(error.message, error))
    })
    call.on('error', (error) => fail(signal.aborted ? `did not answer within ${LIMIT / 1000} s` : error.message, error))
    call.end()
  })
}

function silent(url: URL, why: string, cause: unknown): InventoryError {
  return new InventoryError('no-address', `${url.href} was asked for this machine's address: ${why}`, {
    hint: 'name it: --ip ADDRESS, or another service: --ip-service https://…',
    cause,
  })
}
