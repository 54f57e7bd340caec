import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { firstLine } from '../shared/all-unknown.ts'
import { newestKernel } from './kernels.ts'

/** Whether a host has to be booted anew for what is installed to be what runs. */
export interface RebootState {
  readonly exists: true
  readonly required: boolean
  /** What asks for it, such as `/run/reboot-required (linux-base)`; empty when nothing does. */
  readonly reasons: readonly string[]
}

const $ = sh`$`

const MARKS = sh`for f in /run/reboot-required /run/reboot-needed; do
  if [ -e $f ]; then echo "mark $f"; sort -u $f.pkgs 2>/dev/null | head -n 5 | sed 's/^/for /'; fi
done`

const KERNELS = sh`echo "running $(uname -r)"
for f in /boot/vmlinuz-* /lib/modules/*/vmlinuz; do
  if [ -e "$f" ]; then echo "image $f"; fi
done`

// The mark is made by unattended-upgrades and update-notifier on Debian and Ubuntu, as a package asks for it. Where nobody would make it, its absence says nothing. A Debian kernel that was replaced by one of the same
// name tells its version in `uname -v`.
export const marks: Provider<RebootState> = {
  on: ({ packages, kernel }) => kernel.name === 'Linux' && packages !== 'rpm',
  show: () => sh`ls -l /run/reboot-required* /boot/vmlinuz-*; uname -r`,
  ask: () => sh`${MARKS}
for f in /etc/kernel/postinst.d/unattended-upgrades /etc/kernel/postinst.d/update-notifier /usr/share/update-notifier/notify-reboot-required; do
  if [ -e $f ]; then echo marker; fi
done
${KERNELS}
echo "build $(uname -v)"
echo "package $(dpkg-query -W -f '${$}{db:Status-Status} ${$}{Version}' "linux-image-$(uname -r)" 2>/dev/null | sed -n 's/^installed //p')"
echo end`,
  parse: (answer, keys) => {
    const state = whole(answer.stdout) ? ofMarks(answer.stdout.split('\n')) : couldNotTell(firstLine(answer.stderr))
    return new Map(keys.map((key) => [key, state]))
  },
}

/** What `needs-restarting -r` of dnf looks at: of what runs for ever, that which was installed after the boot. */
const LASTING = [
  'kernel',
  'kernel-core',
  'kernel-rt',
  'kernel-rt-core',
  'kernel-default',
  'glibc',
  'linux-firmware',
  'systemd',
  'dbus',
  'dbus-broker',
  'dbus-daemon',
  'microcode_ctl',
  'openssl-libs',
  'gnutls',
]

// rpm(8), proc_stat(5); /run/reboot-needed is zypper's. The tools that would say it write to their logs and caches.
export const rpm: Provider<RebootState> = {
  on: ({ packages, kernel }) => kernel.name === 'Linux' && packages === 'rpm',
  show: () => sh`rpm -q --last ${LASTING}; uptime -s`,
  ask: () => sh`${MARKS}
${KERNELS}
grep '^btime ' /proc/stat
rpm -q --qf 'package %{NAME} %{INSTALLTIME}\n' ${LASTING} | grep '^package '
echo end`,
  parse: (answer, keys) => {
    const state = whole(answer.stdout) ? ofPackages(answer.stdout.split('\n')) : couldNotTell(firstLine(answer.stderr))
    return new Map(keys.map((key) => [key, state]))
  },
}

function whole(stdout: string): boolean {
  return stdout.endsWith('\nend\n') && /^running \S/m.test(stdout)
}

function ofMarks(lines: readonly string[]): RebootState | Unknown {
  const marked = markOf(lines)
  const kernel = newerKernel(lines)
  const build = replacedKernel(lines)
  const reasons = [...marked, ...(kernel ?? []), ...build]
  if (reasons.length > 0) return { exists: true, required: true, reasons }
  if (kernel === undefined && !lines.includes('marker')) {
    return couldNotTell(
      'nothing on this host would say so: the running kernel is none of its own, and nobody makes /run/reboot-required',
    )
  }
  return { exists: true, required: false, reasons }
}

function markOf(lines: readonly string[]): readonly string[] {
  const mark = one(lines, 'mark')
  const wanted = all(lines, 'for').join(', ')
  return mark === undefined ? [] : [wanted === '' ? mark : `${mark} (${wanted})`]
}

function ofPackages(lines: readonly string[]): RebootState | Unknown {
  const booted = Number(one(lines, 'btime'))
  const packages = all(lines, 'package').map((line) => line.split(' '))
  if (!(booted > 0) || packages.length === 0) return couldNotTell('rpm names no package that a boot would matter to')
  const later = packages
    .filter(([, time]) => Number(time) > booted)
    .map(([name]) => `${name} was installed after the boot`)
  const reasons = [...new Set([...markOf(lines), ...later, ...(newerKernel(lines) ?? [])])]
  return { exists: true, required: reasons.length > 0, reasons }
}

/** `undefined` where the kernels of the host say nothing. */
function newerKernel(lines: readonly string[]): readonly string[] | undefined {
  const running = one(lines, 'running') ?? ''
  const installed = all(lines, 'image').map((path) =>
    path.replace(/^\/boot\/vmlinuz-|^\/lib\/modules\/|\/vmlinuz$/g, ''),
  )
  const newest = newestKernel(running, [...new Set(installed)])
  if (newest === undefined) return undefined
  return newest === running ? [] : [`the kernel ${newest} is installed, and ${running} runs`]
}

/** `#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)` runs, and the package of that name is at another version. */
function replacedKernel(lines: readonly string[]): readonly string[] {
  const running = / Debian (\S+) \(/.exec(one(lines, 'build') ?? '')?.[1]
  const installed = one(lines, 'package')
  if (running === undefined || installed === undefined || installed === running) return []
  return [`the kernel's package is at ${installed}, and ${running} runs`]
}

function all(lines: readonly string[], name: string): readonly string[] {
  return lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1))
}

function one(lines: readonly string[], name: string): string | undefined {
  return all(lines, name)[0] || undefined
}
