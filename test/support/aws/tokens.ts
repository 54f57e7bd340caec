import { text } from './query.ts'
import type { Handler } from './shared.ts'
import { AwsError } from './state.ts'

/** What the Security Token Service does with the token of a CI job. */
export const tokens: Readonly<Record<string, Handler>> = {
  AssumeRoleWithWebIdentity(_, params) {
    // a JSON Web Token has three parts
    if (text(params['WebIdentityToken'])?.split('.').length !== 3) {
      throw new AwsError('InvalidIdentityToken', 'The ID Token provided is not a valid JWT.')
    }
    const Credentials = {
      AccessKeyId: 'ASIATEST',
      SecretAccessKey: 'not-a-real-secret-key',
      SessionToken: 'not-a-real-session-token',
      Expiration: new Date(Date.now() + 3_600_000).toISOString(),
    }
    return { AssumeRoleWithWebIdentityResult: { Credentials } }
  },
}
