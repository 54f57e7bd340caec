import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { couldNotTell, defineResource, ifPresent, is, type Comparison, type Verdict } from './define-resource.ts'
import { ufwStatus, type UfwActive, type UfwDirection, type UfwRule, type UfwState } from './firewalls/ufw-status.ts'
import { checkOneOf, checkOptions } from './shared/wanted.ts'
import { readAddress } from './sockets/address.ts'

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
     * A port is one of those that a rule or its application profile has; `{ to: 'OpenSSH' }` is a profile by its name. Where a rule is
     * like this but for its `to`, and that is of this port too (`Anywhere`, `22/tcp on eth0`, or `22/tcp` for `22`), it could not be told.
     *
     * That a rule is there does not say that packets get through: they go by the first rule that takes them.
     */
    toHaveRule: ifPresent((ufw: UfwActive, wanted: Partial<UfwRule>): Verdict => {
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
      const like = ufw.rules.filter((rule) => asked.every(([name, value]) => name === 'to' || rule[name] === value))
      const { to } = wanted
      const pass = like.some((rule) => to === undefined || isTo(rule, to))
      const near = like.find((rule) => to !== undefined && mayReach(rule, to))
      if (pass || near === undefined) return { pass, expected: wanted, actual: ufw.rules }
      return couldNotTell(
        `there is a rule for ${near.to}, which has to do with ${to}`,
        'name it as ufw status does, or give `from`',
      )
    }),
  },
})

/** `443/tcp` is one of `80,443/tcp`, of `400:499/tcp` and of `443`. */
function isTo({ to, app }: Pick<UfwRule, 'to' | 'app'>, wanted: string): boolean {
  if (to === wanted || app === wanted) return true
  const [, number, protocol] = /^(\d+)(?:\/(\w+))?$/.exec(wanted) ?? []
  const [, ports, own] = /^([\d,:]+)(?:\/(\w+))?$/.exec(to) ?? []
  if (number === undefined || ports === undefined || (own !== undefined && own !== protocol)) return false
  return ports.split(',').some((range) => {
    const [first = 0, last = first] = range.split(':').map(Number)
    return first <= Number(number) && Number(number) <= last
  })
}

/** Whether a rule is of the same port in other words: of all ports, on one interface or address, of one protocol. */
function mayReach({ to }: UfwRule, wanted: string): boolean {
  const [, number, protocol] = /^(\d+)(?:\/(\w+))?$/.exec(wanted) ?? []
  if (number === undefined) return false
  const [bare = ''] = to.split(' on ')
  const last = bare.split(' ').at(-1) ?? ''
  const isAddress = readAddress(last.replace(/\/\d+$/, '')) !== undefined
  if (bare === 'Anywhere' || isAddress) return true
  const [, ports, own] = /^([\d,:]+)(?:\/(\w+))?$/.exec(last) ?? []
  if (ports === undefined || (own !== undefined && protocol !== undefined && own !== protocol)) return false
  return isTo({ to: ports, app: undefined }, number)
}

/**
 * The uncomplicated firewall of Debian and Ubuntu, as it is in force.
 *
 * Takes root. Rules are compared with what `ufw status` shows; whether a port can be reached, `endpoint` asks from another host. Of a ufw that is not active nothing but that can be said.
 *
 * @example
 * it(ufw()).toBeActive().toHaveDefault('incoming', 'deny')
 * it(ufw()).toHaveRule({ to: '22/tcp', action: 'allow', from: '10.0.0.0/8' })
 */
export function ufw(): ReturnType<typeof ofHost> {
  return ofHost('ufw')
}
