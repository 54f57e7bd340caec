import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { accountName } from './accounts/name.ts'
import { couldNotTell, defineResource, ifPresent, type Comparison, type Verdict } from './define-resource.ts'
import { checkOptions } from './shared/wanted.ts'
import { sudoList, type SudoersState, type SudoRule } from './sudo/listing.ts'

export type { SudoersState, SudoRule } from './sudo/listing.ts'

/** Which rule is meant: each thing that is given has to be so. */
export interface WantedSudoRule {
  /** As sudoers has it, aliases resolved; a RegExp searches. */
  readonly command?: string | RegExp
  /** One of the users that it may be run as; `ALL` is a word of its own, and not every name. */
  readonly runAs?: string
  readonly password?: boolean
}

type SudoersPresent = Extract<SudoersState, { exists: true }>

/**
 * What a user may do with sudo on this host, as sudo itself lists it: groups, aliases, included files and LDAP resolved.
 *
 * Takes root, or the right to list for others. Rules are compared as they are written: where a wider one (`ALL`, a folder, a pattern, a
 * command without its arguments) may stand for the one that is wanted, it could not be told.
 *
 * @example
 * it(sudoers('deploy')).toHaveRule({ command: '/usr/bin/systemctl restart app', password: false })
 * it(sudoers('www-data')).toHaveNoRules()
 */
export const sudoers = defineResource({
  kind: 'sudoers for',
  absence: 'is for a user that does not exist',
  key: (name) => accountName('user', name),
  providers: { sudo: sudoList },
  evidence: ({ key }) => [{ label: `groups of ${key}`, script: sh`id -- ${key} 2>&1` }],
  matchers: {
    /** One of the rules is this: by its command, whom it may be run as, whether it asks for a password. */
    toHaveRule: ifPresent(({ rules }: SudoersPresent, wanted: WantedSudoRule): Verdict => {
      checkOptions('toHaveRule()', wanted, { command: 'text', runAs: 'string', password: 'boolean' })
      if (Object.keys(wanted).length === 0) {
        throw new ConfigError('sudo-rule', 'toHaveRule() needs a command, runAs or password')
      }
      const pass = rules.some((rule) => isRule(rule, wanted))
      // With or without a password, as it is wanted: only that is left open.
      const open = rules.some(
        (rule) => rule.password === undefined && isRule({ ...rule, password: wanted.password }, wanted),
      )
      if (!pass && open)
        return couldNotTell('whether it asks for a password, defaults for some commands or groups decide')
      const wider = pass ? undefined : rules.find((rule) => mayBeMeant(rule, wanted))
      if (wider !== undefined)
        return couldNotTell(`there is no such rule, but a wider one: (${wider.runAs.join(', ')}) ${wider.command}`)
      return { pass, expected: wanted, actual: rules }
    }),
    /** The user may run nothing with sudo. */
    toHaveNoRules: ifPresent(({ rules }: SudoersPresent): Comparison => {
      return { pass: rules.length === 0, expected: [], actual: rules }
    }),
  },
})

function isRule(rule: SudoRule, { command, runAs, password }: WantedSudoRule): boolean {
  if (runAs !== undefined && !rule.runAs.includes(runAs)) return false
  if (password !== undefined && rule.password !== password) return false
  if (command instanceof RegExp) return new RegExp(command).test(rule.command)
  return command === undefined || rule.command === command
}

/** Whether a rule may let the user do the same without being the same: whether a pattern matches is not worked out. */
function mayBeMeant(rule: SudoRule, { command, runAs, password }: WantedSudoRule): boolean {
  if (runAs !== undefined && !rule.runAs.includes(runAs) && !rule.runAs.some((one) => /^(?:ALL$|[%#!+])/.test(one)))
    return false
  if (password !== undefined && rule.password !== undefined && rule.password !== password) return false
  return command === undefined || mayMatch(rule.command, command)
}

function mayMatch(rule: string, wanted: string | RegExp): boolean {
  if (rule.startsWith('!')) return false
  if (rule === 'ALL') return true
  if (wanted instanceof RegExp) return new RegExp(wanted).test(rule)
  const fixed = /^[^*?[\\^]*/.exec(rule)?.[0] ?? ''
  if (fixed !== rule) return wanted.startsWith(fixed)
  if (rule.endsWith('/')) return wanted.startsWith(rule)
  return rule === wanted || (!rule.includes(' ') && wanted.startsWith(`${rule} `))
}
