import type { FaultName } from './catalogue.ts'
import type { Variant } from './variants.ts'

/** People whose processes are limited to as many: the fault begins at another process for each of them. */
export const FORKS = [1, 2, 3, 4, 5, 6, 7, 8]

const FOLDER = '/run/infraspec-faults'

/** Where the tools of GNU are, those of busybox stand; what starts them all is left. */
const BUSYBOX = `b=${FOLDER}/busybox; $b touch /usr/bin/busybox
$b mount --bind $b /usr/bin/busybox
for n in $($b --list); do
case $n in busybox|dpkg*|rpm*|init|halt|poweroff|reboot|su|mount) continue;; esac
for d in /usr/bin /usr/sbin; do [ ! -f $d/$n ] || $b mount --bind $b $($b readlink -f $d/$n); done
done`

const FULL = `for d in /tmp /var/tmp /dev/shm /root; do
mount -t tmpfs -o size=16k none $d
dd if=/dev/zero of=$d/full 2>/dev/null || :
done
cp -a /home/deploy ${FOLDER}/deploy; mount -t tmpfs -o size=64k,mode=755 none /home/deploy
cp -a ${FOLDER}/deploy/. /home/deploy/; dd if=/dev/zero of=/home/deploy/full 2>/dev/null || :
chown deploy: /home/deploy`

const key = (user: string): string => `cp -a /home/deploy/.ssh /home/${user}/; chown -R ${user}: /home/${user}`

const person = (user: string, uid: number, shell: string): string =>
  `useradd --uid ${uid} --create-home --shell ${shell} ${user}; ${key(user)}`

const PEOPLE = `${person('rbash', 7390, '/bin/rbash')}
${person('nologin', 7391, '/usr/sbin/nologin')}
echo 'rbash ALL=(ALL) NOPASSWD: ALL' >>/etc/sudoers.d/people
${FORKS.map((count) => `${person(`fork${count}`, 7300 + count, '/bin/sh')}\necho 'fork${count} hard nproc ${count}' >>/etc/security/limits.conf`).join('\n')}`

/** What is wrong on another port of app-1. */
export const VARIANTS = {
  /** Nothing is wrong here: what is wrong is on the way. */
  healthy: { port: 2309, sshd: ['MaxStartups=100'] },
  'disk-full': { port: 2310, setup: FULL },
  'read-only': { port: 2311, setup: 'mount -o remount,ro,bind /' },
  'no-tmp': { port: 2312, chroot: true, setup: 'rm -rf /tmp /var/tmp' },
  'no-timeout': { port: 2313, chroot: true, setup: 'rm /usr/bin/timeout' },
  'no-setsid': { port: 2314, chroot: true, setup: 'rm /usr/bin/setsid /usr/bin/timeout' },
  busybox: { port: 2315, setup: BUSYBOX },
  'max-sessions': { port: 2316, sshd: ['MaxSessions=1'] },
  'force-command': { port: 2317, sshd: ['ForceCommand=echo no entry'] },
  'max-startups': { port: 2318, sshd: ['MaxStartups=2:100:2'] },
  people: { port: 2319, chroot: true, setup: PEOPLE },
  'clock-host': {
    port: 2320,
    chroot: true,
    setup: `echo +12y >/etc/faketimerc; cp ${FOLDER}/libfaketime.so.1 /usr/lib/; echo /usr/lib/libfaketime.so.1 >/etc/ld.so.preload`,
  },
  'sudo-revoked': { port: 2321, chroot: true },
} as const satisfies Readonly<Record<string, Variant>>

/** Who logs in where for a fault that is somebody's shell. */
export const SHELLS = {
  rbash: 'rbash',
  nologin: 'nologin',
  fish: 'fishy',
  tcsh: 'cshy',
  noisy: 'noisy',
  execer: 'execer',
  locale: 'frenchy',
} as const satisfies Partial<Record<FaultName, string>>
