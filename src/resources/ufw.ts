import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineResource, ifPresent, is, type Comparison } from './define-resource.ts'
import { ufwStatus, type UfwActive, type UfwDirection, type UfwRule, type UfwState } from './firewalls/ufw-status.ts'
import { checkOptions } from './shared/wanted.ts'

export type { UfwActive, UfwDirection, UfwRule, UfwState } from './firewalls/ufw-status.ts'

const DIRECTIONS: readonly string[] = ['incoming', 'outgoing', 'routed']

const ofHost = defineResource({
  kind: 'ufw',
  title: () => 'ufw',
  absence: 'is not active',
  providers: { ufw: ufwStatus },
  evidence: ({ state }) =>
    state.exists ? [] : [{ label: 'the rules that it would have', script: sh`ufw show added 2>&1 | head -n 30` }],
  matchers: {
    /** It filters now. */
    toBeActive: (ufw: UfwState) => ufw.exists,
    /** What becomes of `incoming`, `outgoing` or `routed` packets that no rule decides: `deny`, `allow`, `reject`. */
    toHaveDefault: ifPresent((ufw: UfwActive, direction: UfwDirection, action: string): Comparison => {
      if (!DIRECTIONS.includes(direction)) {
        throw new ConfigError('ufw', `ufw has no default for ${JSON.stringify(direction)}`, {
          hint: DIRECTIONS.join(', '),
        })
      }
      return is(ufw.defaults[direction], action)
    }),
    /** One of its rules is this, in everything that is given: `{ to: '22/tcp', action: 'allow', from: 'Anywhere' }`. */
    toHaveRule: ifPresent((ufw: UfwActive, wanted: Partial<UfwRule>): Comparison => {
      checkOptions('toHaveRule()', wanted, {
        to: 'string',
        action: 'string',
        direction: 'string',
        from: 'string',
        ipv6: 'boolean',
        comment: 'string',
      })
      const asked = Object.entries(wanted) as [keyof UfwRule, unknown][]
      if (asked.length === 0) throw new ConfigError('ufw', "toHaveRule() needs what the rule says: { to: '22/tcp' }")
      const pass = ufw.rules.some((rule) => asked.every(([name, value]) => rule[name] === value))
      return { pass, expected: wanted, actual: ufw.rules }
    }),
  },
})

/**
 * The uncomplicated firewall of Debian and Ubuntu, as it is in force.
 *
 * Takes root. Rules are compared with what `ufw status` shows. Of a ufw that is not active nothing but that can be said.
 *
 * @example
 * it(ufw()).toBeActive().toHaveDefault('incoming', 'deny')
 * it(ufw()).toHaveRule({ to: '22/tcp', action: 'allow', from: '10.0.0.0/8' })
 */
export function ufw(): ReturnType<typeof ofHost> {
  return ofHost('ufw')
}
