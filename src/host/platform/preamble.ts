import { ProbeError } from '../../errors.ts'
import { parseOsRelease } from './os-release.ts'
import { TOOLS, type Init, type OsFamily, type PackageDatabase, type Platform } from './platform.ts'

/**
 * Prints what a host is and has, in one go and with three forks (`id`, `uname`, `cat`).
 *
 * Each fact is one line; what anybody could have written (the environment, os-release) comes last, so that
 * it cannot pass for another fact.
 */
export const PREAMBLE = `{
line() { v=; [ -r "$2" ] && IFS= read -r v <"$2"; printf '%s=%s\\n' "$1" "$v"; }
have() { k=$1; shift; for f; do [ -e "$f" ] && printf '%s\\n' "$k" && break; done; }
printf 'id='; id; printf 'uname='; uname -srm
have packages=dpkg /var/lib/dpkg/status
have packages=rpm /var/lib/rpm/Packages /var/lib/rpm/rpmdb.sqlite /var/lib/rpm/Packages.db /usr/lib/sysimage/rpm
have packages=apk /lib/apk/db/installed /usr/lib/apk/db/installed
have packages=pacman /var/lib/pacman/local
have init=systemd /run/systemd/system
have init=openrc /run/openrc
have init=runit /run/runit
for t in ${TOOLS.join(' ')}; do command -v "$t" >/dev/null && printf 'tool=%s\\n' "$t"; done
s=; for d in /usr/local/bin /usr/bin /bin; do [ -x "$d/stat" ] && s=$d/stat && break; done
for b in /bin/busybox* /usr/bin/busybox*; do [ "\${s:-/}" -ef "$b" ] && printf 'userland=busybox\\n' && break; done
line pid1 /proc/1/comm; line machineId /etc/machine-id; line hostname /proc/sys/kernel/hostname
line bootId /proc/sys/kernel/random/boot_id
printf 'sshConnection=%s\\n\\n' "\${SSH_CONNECTION:-$1}"
if [ -r /etc/os-release ]; then cat /etc/os-release; elif [ -r /usr/lib/os-release ]; then cat /usr/lib/os-release; fi
} 2>/dev/null`

const OWN_DATABASE: Readonly<Partial<Record<OsFamily, PackageDatabase>>> = {
  debian: 'dpkg',
  redhat: 'rpm',
  suse: 'rpm',
  arch: 'pacman',
  alpine: 'apk',
}

/**
 * What {@link PREAMBLE} printed.
 *
 * @throws {ProbeError} when it is not that.
 */
export function parsePreamble(stdout: string): Platform {
  const [head = '', ...rest] = stdout.split('\n\n')
  const facts = parseFacts(head)
  const one = (name: string) => facts.get(name)?.[0] ?? ''
  const os = parseOsRelease(rest.join('\n\n'))
  const [kernelName = '', release = '', arch = ''] = one('uname').split(' ')
  return {
    os,
    arch,
    kernel: { name: kernelName, release },
    init: init(facts.get('init') ?? [], one('pid1')),
    packages: packages((facts.get('packages') ?? []) as PackageDatabase[], os.family),
    tools: TOOLS.filter((tool) => facts.get('tool')?.includes(tool)),
    user: parseUser(one('id')),
    identity: {
      hostname: one('hostname'),
      machineId: one('machineId'),
      bootId: one('bootId'),
      sshConnection: one('sshConnection'),
    },
    userland: facts.has('userland') ? 'busybox' : 'gnu',
  }
}

function parseFacts(text: string): ReadonlyMap<string, string[]> {
  const facts = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const at = line.indexOf('=')
    if (at === -1) continue
    const name = line.slice(0, at)
    facts.set(name, [...(facts.get(name) ?? []), line.slice(at + 1)])
  }
  return facts
}

// id(1): uid=33(www-data) gid=…, or uid=1234 gid=… for a uid without an account
function parseUser(id: string): Platform['user'] {
  const [, uid, name] = /^uid=(\d+)(?:\(([^)]*)\))?/.exec(id) ?? []
  if (uid === undefined) {
    throw new ProbeError('preamble-unreadable', `Cannot tell what the host is: id printed ${JSON.stringify(id)}`)
  }
  return { uid: Number(uid), name: name ?? uid }
}

function init(found: readonly string[], pid1: string): Init {
  if (found.includes('systemd')) return 'systemd'
  if (found.includes('openrc')) return 'openrc'
  if (found.includes('runit') || pid1 === 'runit') return 'runit'
  return pid1 === 'init' ? 'sysvinit' : 'unknown'
}

// Tools to look into another distribution's packages bring its database along: the family decides.
function packages(found: readonly PackageDatabase[], family: OsFamily): PackageDatabase {
  const own = OWN_DATABASE[family]
  return own !== undefined && found.includes(own) ? own : (found[0] ?? 'unknown')
}
