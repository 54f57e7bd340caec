import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Account } from './state.ts'

/** GET of one object, path style, as S3 answers it. */
export function serveObject(account: Account, request: IncomingMessage, response: ServerResponse): void {
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://s3').pathname.slice(1))
  const object = account.objects.get(path)
  if (account.credentials === 'expired') return refuse(response, 400, 'ExpiredToken', 'The provided token has expired.')
  if (account.credentials === 'unknown')
    return refuse(
      response,
      403,
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
    )
  if (account.credentials === 'denied') return refuse(response, 403, 'AccessDenied', 'Access Denied')
  if (object !== undefined) return void response.writeHead(200, { 'content-type': 'binary/octet-stream' }).end(object)
  const [bucket = ''] = path.split('/')
  const known = [...account.objects.keys()].some((key) => key.startsWith(`${bucket}/`))
  if (known) return refuse(response, 404, 'NoSuchKey', 'The specified key does not exist.')
  refuse(response, 404, 'NoSuchBucket', 'The specified bucket does not exist')
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`
  response.writeHead(status, { 'content-type': 'application/xml' }).end(body)
}
