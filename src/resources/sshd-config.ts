import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { couldNotTell, defineResource, matches, Unknown, type Resource, type Verdict } from './define-resource.ts'
import { isSameValue } from './settings/same-value.ts'
import { sshdTest, type SshdState } from './settings/sshd.ts'
import { checkKind } from './shared/wanted.ts'

export type { SshdState } from './settings/sshd.ts'

/** Whose connection is meant, for the `Match` blocks of sshd_config(5). */
export interface SshdConnection {
  readonly user?: string
  /** The name of the client. */
  readonly host?: string
  /** The address of the client. */
  readonly address?: string
}

const ofServer = defineResource({
  kind: 'sshd',
  title: (_, connection: SshdConnection | undefined) =>
    connection === undefined ? 'sshd' : `sshd for ${connectionKey(connection)}`,
  key: (_, connection: SshdConnection | undefined) => (connection === undefined ? '' : connectionKey(connection)),
  providers: { sshdTest },
  evidence: () => [
    { label: 'what is set', script: sh`grep -rhvE '^[[:space:]]*(#|$)' /etc/ssh/sshd_config /etc/ssh/sshd_config.d` },
  ],
  matchers: {
    /**
     * A setting has this value, by its name in any spelling; where it may be given several times, one of its values.
     *
     * A string is the whole value, as `sshd -T` prints it or as sshd_config(5) would take it: `2m` for `120`. A RegExp searches.
     */
    toHaveSetting: ({ settings }: SshdState, name: string, value: string | number | RegExp): Verdict => {
      checkKind(name, 'string', 'the name of the setting')
      if (typeof value !== 'number') checkKind(value, 'text')
      const actual = settings[name.toLowerCase()]
      if (actual === undefined) return couldNotTell(`this sshd has no setting ${JSON.stringify(name)}`)
      const each = actual.map((one) => isSame(one, value))
      const doubt = each.find((one) => one instanceof Unknown)
      const pass = each.includes(true)
      if (!pass && doubt !== undefined) return doubt
      return { pass, expected: value, actual: actual.length === 1 ? actual[0] : actual }
    },
  },
})

/**
 * What sshd(8) would do with a connection, after all of its files, includes and defaults, by `sshd -T`.
 *
 * What is read is what is on the disk: a server that was not reloaded since may do otherwise. Only root may ask.
 *
 * @example
 * it(sshdConfig()).toHaveSetting('PasswordAuthentication', 'no').toHaveSetting('Port', 22)
 * it(sshdConfig({ user: 'backup', address: '10.0.0.5' })).toHaveSetting('ForceCommand', /rsync/)
 */
export function sshdConfig(connection?: SshdConnection): ReturnType<typeof ofServer> {
  return ofServer('sshd', connection) as Resource as ReturnType<typeof ofServer>
}

function connectionKey({ user, host, address }: SshdConnection): string {
  const pairs = Object.entries({ user, host, addr: address }).filter(([, value]) => value !== undefined)
  if (pairs.length > 0 && pairs.every(([, value]) => /^[\w.:@-]+$/.test(value as string))) {
    return pairs.map(([name, value]) => `${name}=${value}`).join(',')
  }
  throw new ConfigError('sshd-connection', 'sshdConfig() takes a user, a host or an address', {
    hint: "sshdConfig({ user: 'backup' })",
  })
}

/** sshd prints `without-password`, the old name of `prohibit-password`. */
function isSame(actual: string, value: string | number | RegExp): boolean | Unknown {
  const plain = (text: string) => text.replace(/^without-password$/, 'prohibit-password')
  if (value instanceof RegExp) return matches(actual, value).pass || matches(plain(actual), value).pass
  return isSameValue(plain(actual), plain(String(value)))
}
