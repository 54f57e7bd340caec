import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { plainName, plainService } from './plain.ts'
import type { ServiceState } from './state.ts'

/**
 * Scripts in /etc/init.d, whose own `status` is asked.
 *
 * It is enabled when the runlevel that the host is in starts it. A script that knows no `status` leaves it open whether it runs.
 */
// LSB, init scripts: status exits 0 running, 1 dead with a pid file, 2 dead with a lock file, 3 not running, 4 unknown
export const sysvinit: Provider<ServiceState> = {
  on: ({ init }) => init === 'sysvinit',
  show: (key) => sh`service ${plainName(key)} status; ls -d /etc/rc?.d/S??${plainName(key)}`,
  ask: (keys) => sh`level=$(runlevel 2>&1) || level=
printf '%s\0' "${sh`$`}{level#* }"
for n in ${keys.map(plainName)}; do
  if [ ! -e /etc/init.d ]; then printf '!there is no /etc/init.d\0'; continue; fi
  if [ ! -e "/etc/init.d/$n" ]; then printf -- '-\0'; continue; fi
  said=$("/etc/init.d/$n" status 2>&1); printf '%s\n' "$?"
  for l in /etc/rc?.d/S??"$n"; do if [ -e "$l" ]; then l=${sh`$`}{l#/etc/rc}; printf '%s ' "${sh`$`}{l%%.d/*}"; fi; done
  printf '\n%s\0' "$said"
done`,
  parse: ({ stdout }, keys) => {
    const [level = '', ...records] = stdout.split('\0').slice(0, -1)
    return new Map(keys.map((key, index) => [key, read(plainName(key), records[index], level)]))
  },
}

const ENDINGS: Readonly<Record<string, readonly [activeState: string, subState: string]>> = {
  '0': ['active', 'running'],
  '1': ['failed', 'dead'],
  '2': ['failed', 'dead'],
  '3': ['inactive', 'dead'],
}

function read(name: string, record: string | undefined, level: string): ServiceState | Unknown {
  if (record === undefined) return couldNotTell('/etc/init.d could not be looked at')
  if (record.startsWith('!')) return couldNotTell(record.slice(1))
  if (record === '-') return { exists: false }
  const [code = '', levels = '', ...said] = record.split('\n')
  const text = said.join('\n')
  const ending = ENDINGS[code]
  if (ending === undefined || /^\s*usage:/im.test(text)) {
    return couldNotTell(`/etc/init.d/${name} status does not say whether it runs: exit code ${code} ${text.trim()}`)
  }
  if (!/^[\dS]$/.test(level)) return couldNotTell(`runlevel(8) does not say which runlevel this is: ${level.trim()}`)
  const wantedBy = levels.split(' ').filter(Boolean)
  const [activeState, subState] = ending
  return plainService({
    name,
    activeState,
    subState,
    wantedBy,
    unitFileState: wantedBy.includes(level) || wantedBy.includes('S') ? 'enabled' : 'disabled',
    path: `/etc/init.d/${name}`,
  })
}
