import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import {
  defineResource,
  ifPresent,
  incomparable,
  matches,
  withDetails,
  type Comparison,
  type Unknown,
} from './define-resource.ts'
import { procSys, type KernelParameterPresent, type KernelParameterState } from './kernel/parameter.ts'
import { parameterPath, persisted, type PersistedValue } from './kernel/persisted.ts'
import { comparison, isSameValue } from './settings/same-value.ts'
import { checkKind } from './shared/wanted.ts'

export type { KernelParameterPresent, KernelParameterState } from './kernel/parameter.ts'
export type { PersistedValue } from './kernel/persisted.ts'

/** What is fetched of a parameter only when something asks for it. */
export interface KernelParameterDetails {
  /** What it is set to at boot, by the files of sysctl.d(5). */
  readonly persisted: PersistedValue
}

/**
 * A parameter of the running kernel, as sysctl(8) names it: `net.ipv4.ip_forward`.
 *
 * An interface with a dot in its name is written with slashes: `net/ipv4/conf/eth0.100/rp_filter`. Of a value in several
 * columns the blanks do not matter: `4096 131072 6291456`; by one of them it could not be told. A number is its digits.
 *
 * @example
 * it(kernelParameter('net.ipv4.ip_forward')).toHaveValue(0).toHavePersistedValue(0)
 * it(kernelParameter('net.ipv4.tcp_rmem')).toHaveValue('4096 131072 6291456')
 */
export const kernelParameter = defineResource({
  kind: 'kernel parameter',
  key: checkName,
  providers: { procSys },
  details: { persisted: { sysctlD: persisted } },
  evidence: ({ key }) => [
    { label: 'its neighbours', script: sh`cd /proc/sys/${folder(key)} && grep -s . * | head -n 40` },
  ],
  matchers: {
    /** This kernel has such a parameter. */
    toExist: (parameter: KernelParameterState) => parameter.exists,
    /** Its value now. */
    toHaveValue: ifPresent((parameter: KernelParameterPresent, value: string | number | RegExp) =>
      compare(parameter.value, value),
    ),
    /**
     * Its value after a boot: what the files of sysctl.d(5) set it to.
     *
     * Where none sets it, the kernel's own default holds, which nobody knows here: that fails in both polarities.
     */
    toHavePersistedValue: withDetails(
      ['persisted'],
      ifPresent(
        (
          { persisted }: KernelParameterPresent & KernelParameterDetails,
          value: string | number | RegExp,
        ): Comparison | Unknown =>
          persisted.exists ? compare(persisted.value, value) : incomparable('no file sets it', value),
      ),
    ),
  },
})

function checkName(name: string): string {
  const path = parameterPath(name)
  if (/^[^/\s\p{Surrogate}]+(\/[^/\n\p{Surrogate}]+)+$/u.test(path) && !/(^|\/)\.{1,2}(\/|$)/.test(path)) return path
  throw new ConfigError('kernel-parameter', `${JSON.stringify(name)} is not the name of a kernel parameter`, {
    hint: 'name it as sysctl(8) does: net.ipv4.ip_forward',
  })
}

function folder(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

function compare(actual: string, expected: string | number | RegExp): Comparison | Unknown {
  checkKind(expected, typeof expected === 'number' ? 'number' : 'text')
  if (typeof expected === 'object') return matches(actual, expected)
  return comparison(isSameValue(columns(actual), columns(String(expected))), expected, actual)
}

function columns(text: string): string {
  return text.trim().split(/\s+/).join(' ')
}
