import { sh } from '../host/shell.ts'
import { couldNotTell, defineResource, ifPresent, is, type Verdict } from './define-resource.ts'
import { checkOneOf } from './shared/wanted.ts'
import { statusFiles, type CloudInitPresent } from './system/cloud-init.ts'

export type { CloudInitPresent, CloudInitState } from './system/cloud-init.ts'

const ofHost = defineResource({
  kind: 'cloud-init',
  title: () => 'cloud-init',
  absence: 'is not installed',
  providers: { statusFiles },
  evidence: () => [
    {
      label: 'the end of its log',
      script: sh`grep -E 'WARNING|ERROR|CRITICAL' /var/log/cloud-init.log 2>&1 | tail -n 10`,
    },
  ],
  matchers: {
    /** It has done all of its stages since the boot, and none of them had an error. */
    toBeFinished: ifPresent((state: CloudInitPresent): Verdict => {
      return { pass: state.status === 'done', expected: 'done', actual: summary(state) }
    }),
    /** A stage that has run had an error. While it still runs it could not be told that none will. */
    toHaveErrors: ifPresent((state: CloudInitPresent): Verdict => {
      if (state.errors.length === 0 && state.status !== 'done') return couldNotTell(`its status is "${state.status}"`)
      return { pass: state.errors.length > 0, expected: 'an error', actual: state.errors }
    }),
    /** `done`, `running`, `error`, `disabled`, or `not started`. */
    toHaveStatus: ifPresent((state: CloudInitPresent, status: string) => {
      checkOneOf(status, ['done', 'running', 'error', 'disabled', 'not started'], 'a status of cloud-init')
      return is(state.status, status)
    }),
    /** Where it has its data from, such as `DataSourceEc2Local`. */
    toHaveDatasource: ifPresent((state: CloudInitPresent, name: string): Verdict =>
      state.datasource === '' ? couldNotTell('it has not said yet where its data is from') : is(state.datasource, name),
    ),
  },
})

/**
 * What cloud-init has done since the boot, by the files in which it keeps its state.
 *
 * A machine that has just booted is asked again with `.eventually()`.
 *
 * @example
 * it(cloudInit()).eventually({ timeout: '5m', interval: '5s' }).toBeFinished()
 * it(cloudInit()).toHaveDatasource('DataSourceEc2Local')
 */
export function cloudInit(): ReturnType<typeof ofHost> {
  return ofHost('cloud-init')
}

function summary({ status, errors }: CloudInitPresent): string {
  return errors.length === 0 ? status : `${status}: ${errors.join('; ')}`
}
