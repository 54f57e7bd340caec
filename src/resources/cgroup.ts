import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { couldNotTell, defineResource, ifPresent, matches, type Verdict } from './define-resource.ts'
import { comparison, isSameValue } from './settings/same-value.ts'
import { within, type NumberRange } from './shared/number-range.ts'
import { checkKind } from './shared/wanted.ts'
import { cgroupFs, type CgroupPresent, type CgroupState } from './system/cgroup.ts'

export type { CgroupPresent, CgroupState } from './system/cgroup.ts'

/**
 * A control group of the kernel, by its path below the root of the hierarchy: `system.slice/nginx.service`.
 *
 * Version 1 and 2 are read alike, under the names that each has: a limit is `memory.limit_in_bytes` in the one and
 * `memory.max` in the other. `/` is the root group.
 *
 * @example
 * it(cgroup('system.slice/nginx.service')).toHaveValue('memory.max', { atMost: 2 ** 30 })
 * it(cgroup('system.slice/nginx.service')).toHaveValue('memory.events oom_kill', 0)
 */
export const cgroup = defineResource({
  kind: 'cgroup',
  key: checkPath,
  providers: { cgroupFs },
  evidence: ({ key }) => [
    {
      label: 'the groups beside it',
      script: sh`ls -d /sys/fs/cgroup/${folder(key)}*/ /sys/fs/cgroup/*/${folder(key)}*/ 2>&1 | grep -v '\*' | head -n 30`,
    },
  ],
  matchers: {
    /** The kernel has such a group. */
    toExist: (group: CgroupState) => group.exists,
    /**
     * One of its files holds this: a string is all of it, a RegExp searches, a number or limits are compared as numbers
     * (`max` is above all). Of a file with many values, `memory.events oom_kill` names one.
     */
    toHaveValue: ifPresent(
      (group: CgroupPresent, name: string, value: string | number | NumberRange | RegExp): Verdict => {
        checkKind(name, 'string', 'the name of the value')
        const actual = valueOf(group, name)
        if (actual === undefined)
          return couldNotTell(`this group has no ${JSON.stringify(name)}`, 'is its controller enabled?')
        return compare(actual, value)
      },
    ),
  },
})

function checkPath(name: string): string {
  const path = name.replaceAll(/^\/+|\/+$/g, '').replaceAll(/\/+/g, '/')
  const valid = name !== '' && !/(^|\/)\.\.?(\/|$)/.test(path) && !/[\n\p{Surrogate}]/u.test(path)
  if (valid) return path
  throw new ConfigError('cgroup', `${JSON.stringify(name)} is not the path of a control group`, {
    hint: 'system.slice/nginx.service',
  })
}

function folder(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

function valueOf({ values }: CgroupPresent, name: string): string | undefined {
  const [file = '', field] = name.split(' ')
  const text = Object.hasOwn(values, file) ? values[file] : undefined
  if (field === undefined || text === undefined) return text
  // `oom_kill 0` in lines of its own, `some avg10=0.00 total=0` in pressure files and `8:0 rbps=max` in io.max
  const lines = text.split('\n').map((line) => line.split(' '))
  return lines
    .find(([first]) => first === field)
    ?.slice(1)
    .join(' ')
}

function compare(actual: string, value: string | number | NumberRange | RegExp): Verdict {
  if (value instanceof RegExp) return matches(actual, value)
  if (typeof value === 'string') return comparison(isSameValue(actual, value), value, actual)
  const number = actual === 'max' ? Infinity : Number(actual)
  if (actual === '' || Number.isNaN(number))
    return couldNotTell(`it holds ${JSON.stringify(actual.slice(0, 80))}, which is not a number`)
  return { ...within(number, value), actual }
}
