import { sh } from '../../host/shell.ts'
import type { Provider } from '../define-resource.ts'
import { allFailed, linesOf } from '../shared/all-unknown.ts'

/** What a service of firewalld opens. */
export interface FirewalldService {
  /** `22/tcp`, `1024-65535/udp`. */
  readonly ports: readonly string[]
  readonly protocols: readonly string[]
  /** Services whose ports it opens too. */
  readonly includes: readonly string[]
}

/** All services that firewalld knows, by their names. */
export type FirewalldServices = ReadonlyMap<string, FirewalldService>

// firewalld.service(5): a file of one's own counts instead of the one of the same name that came with firewalld. What was
// changed since the last reload is taken for loaded: to ask firewall-cmd(1) would take a third of a second for each.
export const firewalldServices: Provider<FirewalldServices> = {
  on: ({ tools }) => tools.includes('firewall-cmd'),
  show: (zone) => sh`firewall-cmd --zone ${zone} --list-all`,
  ask: () => sh`set --
for f in /etc/firewalld/services/*.xml /usr/lib/firewalld/services/*.xml; do if [ -e "$f" ]; then set -- "$@" "$f"; fi; done
for d in /etc/firewalld /etc/firewalld/services; do if [ -d $d ] && [ ! -r $d -o ! -x $d ]; then echo "$d: Permission denied" >&2; exit 1; fi; done
[ $# -gt 0 ] || { echo 'firewalld has no services' >&2; exit 1; }
grep -HoE '<(service|port|protocol|include)[ >/][^>]*' "$@" && echo =`,
  parse: (answer, zones) => {
    const [, body] = /^([^]*)^=\n$/m.exec(answer.stdout) ?? []
    if (answer.exitCode !== 0 || body === undefined) return allFailed(zones, 'the services of firewalld', answer)
    const services = readServices(linesOf(body))
    return new Map(zones.map((zone) => [zone, services]))
  },
}

function readServices(lines: readonly string[]): FirewalldServices {
  const services = new Map<string, { path: string; ports: string[]; protocols: string[]; includes: string[] }>()
  for (const line of lines) {
    const [, path = '', name = '', tag = '', attributes = ''] = /^(.*\/([^/:]+)\.xml):<(\w+)(.*)$/.exec(line) ?? []
    if (!services.has(name)) services.set(name, { path, ports: [], protocols: [], includes: [] })
    const service = services.get(name)
    if (service?.path !== path) continue
    const one = (attribute: string) => new RegExp(`\\b${attribute}=["']([^"']*)["']`).exec(attributes)?.[1] ?? ''
    if (tag === 'port' && one('port') !== '') service.ports.push(`${one('port')}/${one('protocol')}`)
    if (tag === 'port' && one('port') === '') service.protocols.push(one('protocol'))
    if (tag === 'protocol') service.protocols.push(one('value'))
    if (tag === 'include') service.includes.push(one('service'))
  }
  return services
}
