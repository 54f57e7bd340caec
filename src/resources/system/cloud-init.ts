import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { linesOf } from '../shared/all-unknown.ts'

/** What cloud-init has done since the boot. */
export interface CloudInitPresent {
  readonly exists: true
  /** `done`, `running`, `error`, `disabled`, or `not started`. */
  readonly status: 'done' | 'running' | 'error' | 'disabled' | 'not started'
  /** What it said of its errors, of all stages. */
  readonly errors: readonly string[]
  /** What newer versions call recoverable errors, with their priority before them. */
  readonly warnings: readonly string[]
  /** Where it has its data from, such as `DataSourceEc2Local`; empty before it knows. */
  readonly datasource: string
}

/** What is known of cloud-init; a host without it has none. */
export type CloudInitState = { readonly exists: false } | CloudInitPresent

// `cloud-init status` reads the same files; it is Python, and older ones exit 0 on an error. They are written anew at each
// boot: status.json as it goes on, result.json at its end.
export const statusFiles: Provider<CloudInitState> = {
  on: ({ kernel }) => kernel.name === 'Linux',
  show: () => sh`cloud-init status --long`,
  ask: () => sh`d=/run/cloud-init
for f in /usr/bin/cloud-init /usr/local/bin/cloud-init /etc/cloud/cloud.cfg; do if [ -e $f ]; then echo installed; fi; done
for f in $d/disabled /etc/cloud/cloud-init.disabled; do if [ -e $f ]; then echo disabled; fi; done
code=0
for f in status result; do
  if [ -e $d/$f.json ]; then echo "$f"; sed 's/^/ /' $d/$f.json || code=1; echo; elif [ -d $d ] && [ ! -x $d ]; then echo "$d: Permission denied" >&2; code=1; fi
done
echo end
(exit $code)`,
  parse: ({ stdout, stderr, exitCode }, keys) => {
    const whole = exitCode === 0 && stdout.endsWith('end\n')
    const state = whole ? read(stdout) : couldNotTell(linesOf(stderr)[0] ?? 'the host does not say')
    return new Map(keys.map((key) => [key, state]))
  },
}

type Json = Readonly<Record<string, unknown>>

function read(stdout: string): CloudInitState | Unknown {
  const [status, result] = [fileOf(stdout, 'status'), fileOf(stdout, 'result')]
  if (status === false || result === false) return couldNotTell('what cloud-init wrote of its state cannot be read')
  if (/^disabled$/m.test(stdout)) return state('disabled', {}, [])
  if (status === undefined) return /^installed$/m.test(stdout) ? state('not started', {}, []) : { exists: false }
  const stages = Object.values(status).filter((stage): stage is Json => isObject(stage) && 'errors' in stage)
  const errors = [...stages, ...(result === undefined ? [] : [result])].flatMap((stage) => textsOf(stage['errors']))
  const word = errors.length > 0 ? 'error' : result === undefined ? 'running' : 'done'
  return { ...state(word, status, stages), errors: [...new Set(errors)] }
}

function state(word: CloudInitPresent['status'], { datasource }: Json, stages: readonly Json[]): CloudInitPresent {
  const name = typeof datasource === 'string' ? (/^\w+/.exec(datasource)?.[0] ?? '') : ''
  return { exists: true, status: word, errors: [], warnings: stages.flatMap(warningsOf), datasource: name }
}

function warningsOf({ recoverable_errors: found }: Json): readonly string[] {
  if (!isObject(found)) return []
  return Object.entries(found).flatMap(([priority, texts]) => textsOf(texts).map((text) => `${priority}: ${text}`))
}

/** `undefined` when it is not there, `false` when it cannot be read. */
function fileOf(stdout: string, name: string): Json | undefined | false {
  const body = new RegExp(`^${name}\\n((?: .*\\n|\\n)*)`, 'm').exec(stdout)?.[1]
  if (body === undefined) return undefined
  try {
    const value = (JSON.parse(body) as Json)['v1']
    return isObject(value) && value
  } catch {
    return false
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
