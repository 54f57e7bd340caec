import {
  couldNotTell,
  defineResource,
  describe,
  expect,
  file,
  ifPresent,
  is,
  it,
  pkg,
  port,
  service,
  sh,
  type Unknown,
} from 'infraspec'

// A resource of one's own: what rsyslog forwards to. It is first-class: typed, merged, three-valued.

/** A rule of rsyslog.conf(5) that forwards to another host. */
interface Forwarding {
  readonly exists: true
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
}
type ForwardingState = Forwarding | { readonly exists: false }

const forwarding = defineResource({
  kind: 'log forwarding',
  providers: {
    rsyslog: {
      on: () => true,
      // rsyslog.conf(5): an action of the module omfwd
      ask: () => sh`cat /etc/rsyslog.conf /etc/rsyslog.d/*.conf`,
      parse: ({ stdout, stderr, exitCode }, hosts) => {
        const rules = [...stdout.matchAll(/^[^#\n]*action\((.*type="omfwd".*)\)/gm)].map(([, rule = '']) =>
          parameters(rule),
        )
        return new Map<string, ForwardingState | Unknown>(
          hosts.map((host) => {
            if (exitCode !== 0) return [host, couldNotTell(stderr.trim())]
            const rule = rules.find(({ target }) => target === host)
            if (rule === undefined) return [host, { exists: false }]
            return [host, { exists: true, protocol: rule.protocol === 'tcp' ? 'tcp' : 'udp', port: Number(rule.port) }]
          }),
        )
      },
    },
  },
  matchers: {
    /** Something is forwarded there. */
    toExist: (state: ForwardingState) => state.exists,
    /** It goes by this protocol. */
    toUse: ifPresent((state: Forwarding, protocol: 'tcp' | 'udp') => is(state.protocol, protocol)),
  },
  evidence: () => [{ label: 'what rsyslog is told', script: sh`grep -rn omfwd /etc/rsyslog.conf /etc/rsyslog.d` }],
})

function parameters(rule: string): Record<string, string> {
  return Object.fromEntries([...rule.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]))
}

describe('log shipping', ({ vars }) => {
  it(pkg('rsyslog')).toBeInstalled()
  it(service('rsyslog')).toBeRunning().toBeEnabled()
  it(forwarding(vars.logHost))
    .toExist()
    .toUse('udp')
    .toMatchState({ port: expect.any(Number) })
  it(forwarding('logs.example.com')).not.toExist()
  it(port(514)).not.toBeListening()
  it(file('/etc/rsyslog.d')).toBeDirectory().not.toBeWritableBy('group')
})
