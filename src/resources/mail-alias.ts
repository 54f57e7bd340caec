import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineResource, ifPresent, type Comparison } from './define-resource.ts'
import { aliases, type MailAliasState } from './mail/aliases.ts'
import { checkKind } from './shared/wanted.ts'

export type { MailAlias, MailAliasState } from './mail/aliases.ts'

type MailAliasPresent = Extract<MailAliasState, { exists: true }>

/**
 * An alias of the mail system, as /etc/aliases has it: where mail for a local name goes. Case does not matter in the name.
 *
 * The file is read. Whether newaliases(1) was run since it was changed is not looked at.
 *
 * @example
 * it(mailAlias('root')).toDeliverTo('ops@example.com')
 * it(mailAlias('devnull')).toDeliverOnlyTo('/dev/null')
 */
export const mailAlias = defineResource({
  kind: 'mail alias',
  key: localName,
  providers: { aliases },
  evidence: ({ state }) =>
    state.exists ? [] : [{ label: '/etc/aliases', script: sh`grep -v '^#' /etc/aliases 2>&1 | head -n 30` }],
  matchers: {
    /** There is such an alias. */
    toExist: (alias: MailAliasState) => alias.exists,
    /** Mail goes there, and perhaps elsewhere too: an address, `/a/file`, `|a command`. */
    toDeliverTo: ifPresent(({ targets }: MailAliasPresent, target: string): Comparison => {
      checkKind(target, 'string')
      return { pass: targets.includes(target), expected: target, actual: targets }
    }),
    /** Mail goes to these and nowhere else. */
    toDeliverOnlyTo: ifPresent(({ targets: actual }: MailAliasPresent, ...targets: readonly string[]): Comparison => {
      for (const target of targets) checkKind(target, 'string')
      if (targets.length === 0) throw new ConfigError('mail-alias', 'toDeliverOnlyTo() needs at least one target')
      const pass = targets.every((one) => actual.includes(one)) && actual.every((one) => targets.includes(one))
      return { pass, expected: targets, actual }
    }),
  },
})

function localName(name: string): string {
  if (name !== '' && !/[\n\p{Surrogate}]/u.test(name)) return name.toLowerCase()
  throw new ConfigError('mail-alias', `${JSON.stringify(name)} can be no alias`)
}
