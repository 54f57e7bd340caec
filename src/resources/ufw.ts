import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineResource, ifPresent, is, type Comparison } from './define-resource.ts'
import { ufwStatus, type UfwActive, type UfwDirection, type UfwRule, type UfwState } from './firewalls/ufw-status.ts'
import { checkOneOf, checkOptions } from './shared/wanted.ts'

export type { UfwActive, UfwDirection, UfwRule, UfwState } from './firewalls/ufw-status.ts'

const DIRECTIONS: readonly string[] = ['incoming', 'outgoing', 'routed']
const ACTIONS: readonly string[] = ['allow', 'deny', 'reject']

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
      checkOneOf(action, [...ACTIONS, 'disabled'], 'what ufw does by default')
      return is(ufw.defaults[direction], action)
    }),
    /**
     * One of its rules is this, in everything that is given: `{ to: '22/tcp', action: 'allow', from: 'Anywhere' }`.
     *
     * A port is one of those that a rule or its application profile has; `{ to: 'OpenSSH' }` is a profile by its name.
     */
    toHaveRule: ifPresent((ufw: UfwActive, wanted: Partial<UfwRule>): Comparison => {
      checkOptions('toHaveRule()', wanted, {
        to: 'string',
        app: 'string',
        action: 'string',
        direction: 'string',
        from: 'string',
        ipv6: 'boolean',
        comment: 'string',
      })
      const asked = Object.entries(wanted) as [keyof UfwRule, unknown][]
      if (asked.length === 0) throw new ConfigError('ufw', "toHaveRule() needs what the rule says: { to: '22/tcp' }")
      if (wanted.action !== undefined) checkOneOf(wanted.action, [...ACTIONS, 'limit'], 'what a rule of ufw does')
      if (wanted.direction !== undefined) checkOneOf(wanted.direction, ['in', 'out', 'routed'], 'a direction of ufw')
      const pass = ufw.rules.some((rule) =>
        asked.every(([name, value]) => (name === 'to' ? isTo(rule, String(value)) : rule[name] === value)),
      )
      return { pass, expected: wanted, actual: ufw.rules }
    }),
  },
})

/** `443/tcp` is one of `80,443/tcp`, of `400:499/tcp` and of `443`. */
function isTo({ to, app }: UfwRule, wanted: string): boolean {
  if (to === wanted || app === wanted) return true
  const [, number, protocol] = /^(\d+)(?:\/(\w+))?$/.exec(wanted) ?? []
  const [, ports, own] = /^([\d,:]+)(?:\/(\w+))?$/.exec(to) ?? []
  if (number === undefined || ports === undefined || (own !== undefined && own !== protocol)) return false
  return ports.split(',').some((range) => {
    const [first = 0, last = first] = range.split(':').map(Number)
    return first <= Number(number) && Number(number) <= last
  })
}

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
