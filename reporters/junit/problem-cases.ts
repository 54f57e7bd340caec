import type { HostReport, Problem, RoleReport, RunReport } from '../../src/run/report.ts'
import { isUntold, UNTOLD } from '../outcomes.ts'
import type { Case } from './case.ts'

/** The case that stands for a host that was not reached: one error, so that its suite is never empty. */
export function connectionCase(host: HostReport, classname: string): Case {
  const { message, hint } = host.error ?? { message: `${host.name} is unreachable`, hint: undefined }
  const body = [message, ...(hint === undefined ? [] : [`  try: ${hint}`]), `  host: ${host.name} (${host.address})`]
  return {
    classname,
    name: 'is reachable',
    duration: 0,
    result: { kind: 'error', type: 'ConnectionError', message, body: body.join('\n') },
  }
}

const NAMES: Readonly<Record<Problem['kind'], string>> = {
  usage: 'can be run',
  spec: 'can be read',
  'nothing-checked': 'has at least one check',
  'too-few-hosts': 'has at least one host',
  interrupted: 'ran to its end',
  deadline: 'ran to its end in time',
  'command-failed': 'the command succeeds',
  'command-not-run': 'the command is run',
  'not-idempotent': 'the command changes nothing when it is run again',
  'idempotence-unknown': 'the command changes nothing when it is run again',
  'access-not-closed': 'SSH is closed again',
}

const TYPES: Readonly<Record<Problem['kind'], string>> = {
  usage: 'ConfigError',
  spec: 'SpecError',
  'nothing-checked': 'NothingChecked',
  'too-few-hosts': 'TooFewHosts',
  interrupted: 'Interrupted',
  deadline: 'DeadlineError',
  'command-failed': 'CommandFailed',
  'command-not-run': 'CommandNotRun',
  'not-idempotent': 'NotIdempotent',
  'idempotence-unknown': 'CouldNotTell',
  'access-not-closed': 'AccessNotClosed',
}

/** The cases that stand for what is wrong with the run, and with each role that has no hosts or too few. */
export function problemCases(report: RunReport): Case[] {
  const told = report.problems.map((problem) => problemCase(problem, report.roles))
  const interrupted = report.interrupted && report.problems.every(({ kind }) => kind !== 'interrupted')
  return [
    ...told,
    ...report.roles.filter((role) => isUntoldOf(role, report.problems)).map((role) => emptyRole(role, report)),
    ...(isUntold(report) && !interrupted ? [untold()] : []),
    ...(interrupted ? [problemCase({ kind: 'interrupted', message: 'The run was interrupted' }, [])] : []),
  ]
}

function untold(): Case {
  const result = { kind: 'error', type: 'CouldNotTell', message: UNTOLD, body: UNTOLD } as const
  return { classname: 'infraspec.run', name: 'tells everything', duration: 0, result }
}

function problemCase({ kind, message, hint, role, location, stack }: Problem, roles: readonly RoleReport[]): Case {
  const hasSome = kind === 'too-few-hosts' && roles.some(({ name, hosts }) => name === role && hosts.length > 0)
  const name = hasSome ? 'has enough hosts' : NAMES[kind]
  const body = [
    message,
    ...(hint === undefined ? [] : [`  try: ${hint}`]),
    ...(location === undefined ? [] : [`  at: ${location.file}:${location.line}`]),
    ...(stack === undefined ? [] : [stack]),
  ]
  return {
    classname: `infraspec.${role ?? 'run'}`,
    name: location === undefined ? name : `${location.file} ${name}`,
    file: location?.file,
    line: location?.line,
    duration: 0,
    result: { kind: 'error', type: TYPES[kind], message, body: body.join('\n') },
  }
}

function isUntoldOf({ name, hosts }: RoleReport, problems: readonly Problem[]): boolean {
  return hosts.length === 0 && problems.every(({ kind, role }) => kind !== 'too-few-hosts' || role !== name)
}

/** No error where nobody minds (--allow-no-hosts), but not passed over in silence either. */
function emptyRole({ name }: RoleReport, { exitCode }: RunReport): Case {
  const message = `Role ${name} has no hosts`
  const error = problemCase({ kind: 'too-few-hosts', message, role: name }, [])
  return exitCode === 0 ? { ...error, result: { kind: 'skipped', message } } : error
}
