import { InfraspecError, InventoryError } from '../errors.ts'

/** What AWS or its SDK calls an error, such as `UnauthorizedOperation`. */
export function awsCode(thrown: unknown): string {
  if (!(thrown instanceof Error)) return ''
  const { code } = thrown as NodeJS.ErrnoException & { readonly Code?: string }
  return thrown.name === 'Error' || thrown.name === 'AggregateError' ? (code ?? '') : thrown.name
}

interface Reason {
  readonly code: string
  readonly pattern: RegExp
  readonly why: string
  readonly hint: string
}

const LOG_IN = 'set AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or let the CI assume a role (OIDC)'
const REASONS: readonly Reason[] = [
  {
    code: 'aws-no-credentials',
    pattern: /^(CredentialsProviderError|MissingAuthenticationToken)$/,
    why: 'there are no AWS credentials here',
    hint: LOG_IN,
  },
  {
    code: 'aws-expired',
    pattern: /^(ExpiredToken(Exception)?|RequestExpired|TokenRefreshRequired)$/,
    why: 'the AWS credentials have expired',
    hint: 'log in again; for a long job, ask for a longer session',
  },
  {
    code: 'aws-refused',
    pattern:
      /^(AuthFailure|UnrecognizedClientException|InvalidClientTokenId|SignatureDoesNotMatch|InvalidAccessKeyId)$/,
    why: 'AWS does not accept these credentials',
    hint: LOG_IN,
  },
  {
    code: 'aws-denied',
    pattern: /^(UnauthorizedOperation|AccessDenied(Exception)?|Forbidden)$/,
    why: 'these AWS credentials may not do that',
    hint: 'allow it in IAM',
  },
  {
    code: 'aws-throttled',
    pattern: /^(RequestLimitExceeded|Throttling(Exception)?|TooManyRequestsException|SlowDown)$/,
    why: 'AWS throttles this account, and did so at every attempt',
    hint: 'run fewer jobs at once, or again later',
  },
  {
    code: 'aws-unreachable',
    pattern: /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TimeoutError)$/,
    why: 'AWS cannot be reached',
    hint: 'check the region, the network and AWS_ENDPOINT_URL',
  },
]

/**
 * What AWS refused, as an error that says what, why and what to do.
 *
 * @param action the permission in question, such as `ec2:DescribeInstances`
 */
export function explainAws(thrown: unknown, what: string, action: string): InfraspecError {
  if (thrown instanceof InfraspecError) return thrown
  const said = thrown instanceof Error ? thrown.message : String(thrown)
  if (/region is missing/i.test(said)) return noRegion(what, thrown)
  const name = awsCode(thrown)
  const reason = REASONS.find(({ pattern }) => pattern.test(name))
  if (reason === undefined) {
    return new InventoryError('aws-error', `${what}: AWS says ${name}: ${short(said)}`, { cause: thrown })
  }
  const { code, why, hint } = reason
  const asked = code === 'aws-denied' ? `${hint}: ${action}` : hint
  const detail = code === 'aws-no-credentials' ? '' : ` (${name}: ${short(said)})`
  return new InventoryError(code, `${what}: ${why}${detail}`, { hint: asked, cause: thrown })
}

function noRegion(what: string, cause: unknown): InventoryError {
  const hint = "region: 'eu-west-1' in ec2(…), ?region=eu-west-1 in the inventory, or AWS_REGION"
  return new InventoryError('aws-no-region', `${what}: no AWS region is set`, { hint, cause })
}

// An encoded authorization message is a kilobyte of base64, for which there is a command of its own.
function short(said: string): string {
  const text = said.replace(/ ?Encoded authorization failure message:.*/s, '').trim()
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
