import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { images } from './images.ts'
import { instances } from './instances.ts'
import { type Params, readQuery, text, xml } from './query.ts'
import { serveObject } from './s3.ts'
import { securityGroups } from './security-groups.ts'
import type { Handler } from './shared.ts'
import { Account, AwsError } from './state.ts'
import { tokens } from './tokens.ts'

const ACTIONS: Readonly<Record<string, Handler>> = { ...securityGroups, ...instances, ...images, ...tokens }

/** An error to answer with instead of doing what was asked. */
export interface Fault {
  readonly action: string
  readonly code: string
  readonly status?: number
  /** How often. Default once. */
  times?: number
}

/** A call that was answered. */
export interface Call {
  readonly action: string
  readonly region: string
  readonly params: Params
}

/** A running fake of AWS. */
export interface FakeAws {
  readonly url: string
  /** What a process needs to speak to it. */
  readonly env: Readonly<Record<string, string>>
  /** The account of a region; those of the same region are the same. */
  readonly account: (region?: string) => Account
  readonly calls: Call[]
  readonly faults: Fault[]
  /** Called when something was done, before it is answered: what it returns is waited for. */
  beforeAnswer: (call: Call) => unknown
  readonly close: () => Promise<void>
}

/**
 * Starts a server that speaks the EC2 query protocol and S3's GET, on loopback.
 *
 * It does what the API Reference says of the calls that are used here, and refuses all others with InvalidAction.
 */
export async function startAws({ port = 0 }: { readonly port?: number } = {}): Promise<FakeAws> {
  const accounts = new Map<string, Account>()
  const account = (region = 'eu-west-1') => {
    const known = accounts.get(region) ?? new Account()
    accounts.set(region, known)
    return known
  }
  const server = createServer((request, response) => void answer(fake, request, response))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fake: FakeAws = {
    url,
    env: environment(url),
    account,
    calls: [],
    faults: [],
    beforeAnswer: () => undefined,
    close: () => close(server),
  }
  return fake
}

function environment(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'not-a-real-secret-key',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  }
}

async function answer(fake: FakeAws, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request)
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? 'eu-west-1'
  if (request.method === 'GET' && request.url !== '/') return serveObject(fake.account(region), request, response)
  const params = readQuery(body)
  const action = text(params['Action']) ?? ''
  const call: Call = { action, region, params }
  try {
    const said = act(fake, call)
    fake.calls.push(call)
    await fake.beforeAnswer(call)
    send(response, 200, `<${action}Response><requestId>1</requestId>${xml(said)}</${action}Response>`)
  } catch (error) {
    fake.calls.push(call)
    const { code, message, status } =
      error instanceof AwsError ? error : new AwsError('InternalError', String(error), 500)
    const fault = xml({ Errors: { Error: { Code: code, Message: message } }, RequestID: '1' })
    send(response, status, `<?xml version="1.0" encoding="UTF-8"?><Response>${fault}</Response>`)
  }
}

function act(fake: FakeAws, { action, region, params }: Call): Readonly<Record<string, unknown>> {
  const account = fake.account(region)
  const fault = fake.faults.find((one) => one.action === action && (one.times ?? 1) > 0)
  if (fault !== undefined) {
    fault.times = (fault.times ?? 1) - 1
    throw new AwsError(fault.code, `${fault.code} as asked for by the test`, fault.status)
  }
  refuseCredentials(account)
  const handler = ACTIONS[action]
  if (handler === undefined) {
    throw new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`)
  }
  if (text(params['DryRun']) === 'true') {
    throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412)
  }
  return handler(account, params)
}

function refuseCredentials({ credentials }: Account): void {
  if (credentials === 'expired') throw new AwsError('RequestExpired', 'Request has expired.')
  if (credentials === 'unknown') {
    throw new AwsError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401)
  }
  if (credentials === 'denied') {
    const encoded = 'Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm-abc'
    throw new AwsError('UnauthorizedOperation', `You are not authorized to perform this operation. ${encoded}`, 403)
  }
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/xml;charset=UTF-8' }).end(body)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
