import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { firstLine } from '../shared/all-unknown.ts'

/** What the service manager says of the system as a whole. */
export interface SystemState {
  readonly exists: true
  /** `running`, `degraded` (a unit has failed), `starting`, `maintenance`, `stopping`. */
  readonly state: string
  readonly failedUnits: readonly string[]
}

const STATES = new Set(['initializing', 'starting', 'running', 'degraded', 'maintenance', 'stopping'])

// systemctl(1): is-system-running exits 0 for `running` alone; list-units prints one line a unit, its name first.
export const systemdState: Provider<SystemState> = {
  on: ({ init }) => init === 'systemd',
  show: () => sh`systemctl is-system-running; systemctl --failed`,
  ask: () => sh`systemctl is-system-running
systemctl list-units --all --state=failed --plain --no-legend --no-pager --full && echo =`,
  parse: ({ stdout, stderr, exitCode }, keys) => {
    const state = readState(stdout) ?? couldNotTell(`systemctl: ${firstLine(stderr) || `exit code ${exitCode}`}`)
    return new Map(keys.map((key) => [key, state]))
  },
}

function readState(stdout: string): SystemState | Unknown | undefined {
  const [state = '', ...lines] = stdout.split('\n')
  if (!STATES.has(state) || !stdout.endsWith('\n=\n')) return undefined
  const units = lines.slice(0, lines.lastIndexOf('=')).map((line) => /^(?:● )?(\S+) +\S+ +failed /.exec(line)?.[1])
  const failedUnits = units.filter((unit) => unit !== undefined)
  if (failedUnits.length !== units.length) return couldNotTell('systemctl listed what cannot be read')
  return { exists: true, state, failedUnits }
}
