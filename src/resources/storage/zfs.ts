import { sh, type Script } from '../../host/shell.ts'
import { couldNotTell, denied, type Provider, type Unknown } from '../define-resource.ts'
import { linesOf } from '../shared/all-unknown.ts'

/** A data set or a pool, with all of its properties. */
export interface ZfsPresent {
  readonly exists: true
  /** By their names; numbers in full for a data set, as `zpool get` shows them for a pool. */
  readonly properties: Readonly<Record<string, string>>
}

/** What is known about a data set or a pool. */
export type ZfsState = { readonly exists: false } | ZfsPresent

// zfs(8): -H has tabs between, -p numbers in full. One that is missing is named on stderr, and the exit code is then 1.
export const zfsGet: Provider<ZfsState> = provider({
  tool: 'zfs',
  ask: (names) => sh`zfs get -Hp -o name,property,value all ${names} && echo end || { [ $? = 1 ] && echo end; }`,
  line: /^([^\t]+)\t([^\t]+)\t(.*)$/,
  missing: 'dataset does not exist',
})

// zpool(8): the one of zfs-fuse has no -H for `get`.
export const zpoolGet: Provider<ZfsState> = provider({
  tool: 'zpool',
  ask: (names) => sh`zpool get all ${names} && echo end || { [ $? = 1 ] && echo end; }`,
  line: /^(\S+) +(\S+) +(\S.*?) {2,}\S+ *$/,
  missing: 'no such pool',
})

interface Asked {
  readonly tool: 'zfs' | 'zpool'
  readonly ask: (names: readonly string[]) => Script
  readonly line: RegExp
  readonly missing: string
}

function provider({ tool, ask, line, missing }: Asked): Provider<ZfsState> {
  return {
    on: ({ tools }) => tools.includes(tool),
    show: (name) => sh`${tool} get all ${name}`,
    ask,
    parse: ({ stdout, stderr }, names) => {
      const complaints = linesOf(stderr)
      const rows = linesOf(stdout).map((text) => line.exec(text))
      const state = (name: string): ZfsState | Unknown => {
        const own = rows.filter((row) => row?.[1] === name)
        if (own.length > 0)
          return { exists: true, properties: Object.fromEntries(own.map((row) => [row?.[2], row?.[3]])) }
        if (complaints.some((text) => text === `cannot open '${name}': ${missing}`)) return { exists: false }
        return refusal(complaints[0] ?? `${tool} does not say`)
      }
      const whole = /^end$/m.test(stdout)
      return new Map(
        names.map((name) => [name, whole ? state(name) : refusal(complaints[0] ?? `${tool} does not say`)]),
      )
    },
  }
}

function refusal(reason: string): Unknown {
  const hidden = /permission denied|must be run as root/i.test(reason)
  return hidden ? denied(reason, 'set `sudo: true` for this role') : couldNotTell(reason)
}
