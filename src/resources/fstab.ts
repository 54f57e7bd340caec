import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { couldNotTell, defineResource, ifPresent, is } from './define-resource.ts'
import { fstabFile, type FstabPresent, type FstabState } from './mounts/fstab.ts'
import { includesOption } from './mounts/option.ts'
import { checkKind } from './shared/wanted.ts'

export type { FstabPresent, FstabState } from './mounts/fstab.ts'

/**
 * An entry of fstab(5), by its mount point; swap, which has none, by its device. By the device of anything else it could not be told.
 *
 * It is what is mounted at boot: what is mounted now, `mount` tells. Two entries for one mount point are no answer.
 *
 * @example
 * it(fstab('/srv')).toExist().toHaveDevice('UUID=0a3407de').toHaveOption('nofail')
 * it(fstab('/swapfile')).toHaveType('swap')
 */
export const fstab = defineResource({
  kind: 'fstab entry',
  key: entryName,
  providers: { file: fstabFile },
  evidence: () => [{ label: '/etc/fstab', script: sh`grep -v '^[[:space:]]*\(#\|$\)' /etc/fstab` }],
  matchers: {
    /** There is such an entry, and it is not commented out. */
    toExist: (entry: FstabState) => entry.exists,
    /** What is mounted, as it is written: `/dev/sda1`, `UUID=…`. */
    toHaveDevice: ifPresent((entry: FstabPresent, device: string) => is(entry.device, device)),
    /** The file system's type, such as `ext4`. */
    toHaveType: ifPresent((entry: FstabPresent, type: string) => is(entry.type, type)),
    /**
     * One of its options, whole: `noexec`, `size=5120k`. Without any `size=` the latter fails in both polarities.
     *
     * Where another one speaks against it (`exec` after `noexec`), or says the same without its name (`users` is `noexec` too), it could
     * not be told: the last one counts.
     */
    toHaveOption: ifPresent((entry: FstabPresent, option: string) => {
      checkKind(option, 'string')
      const other = anotherSay(entry.options, option)
      if (other !== undefined)
        return couldNotTell(
          `${other} is among its options: ${entry.options.join(',')}`,
          'mount() tells what is in force',
        )
      return includesOption(entry.options, option)
    }),
    /** In which pass fsck(8) checks it; 0 for never. */
    toHavePass: ifPresent((entry: FstabPresent, pass: number) => is(entry.pass, pass)),
  },
})

function entryName(name: string): string {
  const valid = name !== '' && !['none', 'swap', '-', 'ignore'].includes(name) && !/[\n\p{Surrogate}]/u.test(name)
  if (valid) return name.replace(/(?<=.)\/+$/, '')
  throw new ConfigError('fstab-entry', `${JSON.stringify(name)} does not name one entry of fstab`, {
    hint: 'name the mount point; for swap, the device',
  })
}

/** What some options stand for besides: mount(8). */
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  defaults: ['rw', 'suid', 'dev', 'exec', 'auto', 'nouser', 'async'],
  user: ['noexec', 'nosuid', 'nodev'],
  users: ['noexec', 'nosuid', 'nodev'],
  owner: ['nosuid', 'nodev'],
  group: ['nosuid', 'nodev'],
}
const OPPOSITES = new Map(
  [
    ['rw', 'ro'],
    ['async', 'sync'],
    ...['exec', 'suid', 'dev', 'auto', 'user'].map((name) => [name, `no${name}`] as const),
  ].flatMap(([one = '', other = '']) => [
    [one, other],
    [other, one],
  ]),
)

/** The option that makes it depend on their order whether this one is in force, or that implies it. */
function anotherSay(options: readonly string[], option: string): string | undefined {
  const opposite = OPPOSITES.get(option) ?? ''
  if (options.includes(option))
    return options.find((own) => own === opposite || (own !== 'defaults' && IMPLIED[own]?.includes(opposite)))
  return options.includes(opposite) ? undefined : options.find((own) => IMPLIED[own]?.includes(option))
}
