import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import {
  couldNotTell,
  defineResource,
  ifPresent,
  incomparable,
  is,
  withDetails,
  type EvidenceContext,
  type EvidenceProbe,
  type Verdict,
} from './define-resource.ts'
import { mountinfo, usage, type MountPresent, type MountState, type MountUsage } from './mounts/mountinfo.ts'
import { includesOption } from './mounts/option.ts'
import { within, type NumberRange } from './shared/number-range.ts'
import { checkKind } from './shared/wanted.ts'

export type { MountPresent, MountState, MountUsage } from './mounts/mountinfo.ts'

/** What is fetched of a mount only when something asks for it. */
export interface MountDetails {
  /** How much of its space and of its inodes is used. */
  readonly usage: MountUsage
}

/** Of a trap of autofs nothing can be said: what is mounted there comes when somebody looks. */
function ifMounted<Args extends readonly unknown[]>(test: (mount: MountPresent, ...args: Args) => Verdict) {
  return ifPresent((mount: MountPresent, ...args: Args) => (isTrap(mount) ? 'absent' : test(mount, ...args)))
}

function isTrap({ type }: MountPresent): boolean {
  return type === 'autofs'
}

function ofUsage<Args extends readonly unknown[]>(test: (usage: MountUsage, ...args: Args) => Verdict) {
  return withDetails(
    ['usage'],
    ifPresent((mount: MountPresent & MountDetails, ...args: Args) =>
      isTrap(mount) ? 'absent' : test(mount.usage, ...args),
    ),
  )
}

/**
 * What is mounted on a folder, now; what fstab says of it is `fstab`'s to tell.
 *
 * Exactly this mount point, as the kernel names it: a folder inside of a mount is none, and neither is a symlink to one.
 *
 * @example
 * it(mount('/srv')).toBeMounted().toHaveType('ext4').toHaveOption('noexec')
 * it(mount('/')).toHaveUsedSpace({ below: 80 }).toHaveUsedInodes({ below: 80 })
 */
export const mount = defineResource({
  kind: 'mount',
  absence: 'is not mounted',
  key: mountPoint,
  providers: { mountinfo },
  details: { usage: { stat: usage } },
  evidence,
  matchers: {
    /** Something is mounted there. A trap of autofs, where something will be when somebody looks, fails in both polarities. */
    toBeMounted: (mount: MountState): Verdict =>
      mount.exists && isTrap(mount) ? incomparable('a trap of autofs', 'mounted') : mount.exists,
    /** What is mounted, as the kernel names it: `/dev/sda1`, `tmpfs`, `server:/export`. */
    toHaveDevice: ifMounted((mount, device: string) => {
      checkKind(device, 'string')
      if (/^(?:(?:PART)?(?:UUID|LABEL)=|\/dev\/disk\/by-)/.test(device)) {
        throw new ConfigError('mount-device', `the kernel names no device ${JSON.stringify(device)}`, {
          hint: 'as /proc/self/mountinfo has it: /dev/sda1; what fstab says, fstab() tells',
        })
      }
      return is(mount.device, device)
    }),
    /** The file system's type, such as `ext4`; `autofs` for a trap, of which no other type can be said. */
    toHaveType: ifPresent((mount: MountPresent, type: string) =>
      isTrap(mount) && type !== 'autofs' ? incomparable('a trap of autofs', type) : is(mount.type, type),
    ),
    /**
     * One of its options, whole: `noexec`, `size=5120k`.
     *
     * The kernel shows what is forbidden and not what is allowed: `exec`, `suid` and `dev` hold where `noexec`, `nosuid` and `nodev`
     * are not, and `async` without `sync`. Neither does it show every value that is a default: `errors=continue` fails in both
     * polarities where no `errors=` is shown. What is for mount(8) alone, such as `nofail`, it never shows: `fstab` has that.
     */
    toHaveOption: ifMounted((mount, option: string) => hasOption(mount.options, option)),
    /** Nobody can write there: the mount point or the file system is read-only. */
    toBeReadOnly: ifMounted((mount) => mount.options.includes('ro')),
    /** How much of its space is used, in percent as df(1) counts it. */
    toHaveUsedSpace: ofUsage((usage, percent: number | NumberRange) =>
      usage.size === 0 ? couldNotTell('it is not a file system that has space') : within(usage.usedPercent, percent),
    ),
    /** How many bytes users other than root can still write. */
    toHaveAvailableSpace: ofUsage((usage, bytes: number | NumberRange) =>
      usage.size === 0 ? couldNotTell('it is not a file system that has space') : within(usage.available, bytes),
    ),
    /** How many of its inodes are used, in percent. */
    toHaveUsedInodes: ofUsage((usage, percent: number | NumberRange) =>
      usage.inodes === 0
        ? couldNotTell('its file system does not count inodes')
        : within(usage.inodesUsedPercent, percent),
    ),
  },
})

/** What the kernel does not show, for it holds where this is not shown. */
const UNLESS = new Map([
  ['exec', 'noexec'],
  ['suid', 'nosuid'],
  ['dev', 'nodev'],
  ['async', 'sync'],
])
/** Those of mount(8), of which the kernel never hears. */
const NOT_THE_KERNELS = /^(?:defaults|(?:no)?(?:auto|users?|owner|group)|nofail|_netdev|comment=.*|x-.*|X-.*)$/

function hasOption(options: readonly string[], option: string): Verdict {
  checkKind(option, 'string')
  if (NOT_THE_KERNELS.test(option)) {
    throw new ConfigError('mount-option', `the kernel shows no option ${JSON.stringify(option)}: it is for mount(8)`, {
      hint: 'ask fstab()',
    })
  }
  const opposite = UNLESS.get(option)
  if (opposite === undefined) return includesOption(options, option)
  return { pass: !options.includes(opposite), expected: option, actual: options }
}

function mountPoint(path: string): string {
  const valid = path.startsWith('/') && !/[\n\p{Surrogate}]/u.test(path) && !/(^|\/)\.\.?(\/|$)/.test(path)
  if (valid) return path.replaceAll(/\/+/g, '/').replace(/(?<=.)\/$/, '')
  throw new ConfigError('mount-point', `mount() needs the absolute path of a folder, not ${JSON.stringify(path)}`)
}

function evidence({ key, state }: EvidenceContext<MountState>): readonly EvidenceProbe[] {
  const lines = sh`awk -v p=${key} '$2 == p' /etc/fstab`
  if (state.exists) {
    return [
      { label: `space and inodes of ${key}`, script: sh`df -h -- ${key} 2>&1; df -i -- ${key} 2>&1` },
      { label: `${key} in /etc/fstab`, script: lines },
    ]
  }
  return [
    { label: `${key} in /etc/fstab`, script: lines },
    { label: `the file system that ${key} is on`, script: sh`df -h -- ${key} 2>&1` },
  ]
}
