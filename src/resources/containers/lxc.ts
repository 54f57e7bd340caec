import { sh } from '../../host/shell.ts'
import { couldNotTell, denied, type Provider, type Unknown } from '../define-resource.ts'
import { linesOf } from '../shared/all-unknown.ts'

/** A container of LXC. */
export interface LxcPresent {
  readonly exists: true
  readonly running: boolean
  /** It is started with the host. */
  readonly autostart: boolean
}

/** What is known about a container of LXC. */
export type LxcState = { readonly exists: false } | LxcPresent

// lxc.container.conf(5), lxc.system.conf(5). lxc-info(1) would leave a lock in /run: the container's folder tells whether it
// is there, and the socket on which its monitor takes commands whether it runs.
export const lxcFiles: Provider<LxcState> = {
  on: ({ tools }) => tools.includes('lxc-info'),
  show: (name) => sh`lxc-info -n ${name}`,
  ask: (
    names,
  ) => sh`d=$(sed -n 's/^[[:space:]]*lxc\.lxcpath[[:space:]]*=[[:space:]]*//p' /etc/lxc/lxc.conf 2>/dev/null | tail -n 1)
[ -n "$d" ] || d=/var/lib/lxc
if [ ! -x "$d" ]; then [ -e "$d" ] && echo "$d: Permission denied" >&2 || echo "$d is not there" >&2; exit 1; fi
for n in ${names}; do
  if [ -e "$d/$n/config" ]; then
    grep -qF "@$d/$n/command" /proc/net/unix && echo running || echo stopped
    grep -q '^[[:space:]]*lxc\.start\.auto[[:space:]]*=[[:space:]]*1' "$d/$n/config" && echo auto || echo manual
  elif [ -d "$d/$n" ] && [ ! -x "$d/$n" ]; then echo denied; echo denied
  else echo none; echo none
  fi
done
[ -r /proc/net/unix ] && echo end`,
  parse: ({ stdout, stderr }, names) => {
    const lines = linesOf(stdout)
    const whole = lines.at(-1) === 'end' && lines.length === names.length * 2 + 1
    const unknown = refusal(linesOf(stderr)[0] ?? '/proc/net/unix may not be read')
    return new Map(names.map((name, index) => [name, whole ? read(lines[index * 2], lines[index * 2 + 1]) : unknown]))
  },
}

function read(running: string | undefined, start: string | undefined): LxcState | Unknown {
  if (running === 'none') return { exists: false }
  if (running === 'denied') return refusal('its folder: Permission denied')
  return { exists: true, running: running === 'running', autostart: start === 'auto' }
}

function refusal(reason: string): Unknown {
  const hint = 'set `sudo: true` for this role'
  return reason.includes('Permission denied') ? denied(reason, hint) : couldNotTell(reason)
}
