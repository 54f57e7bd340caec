import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { ConnectError } from '../../errors.ts'
import { ask } from './engine-error.ts'

/** The first process of a container, as this machine sees it. */
export interface Leader {
  readonly pid: number
  /** In clock ticks since the boot: another process of the same number began at another time. */
  readonly since: string
}

/**
 * Finds the first process of a container of systemd-nspawn.
 *
 * systemd-machined knows those that are registered; of the others (`--register=no`) the process is looked for.
 *
 * @throws {ConnectError} when there is none, or it is not to be entered.
 */
export async function findLeader(machine: string, host: string): Promise<Leader> {
  const said = await ask(['machinectl', 'show', machine, '--property=Leader', '--property=Class'])
  const registered = /^Class=container$/m.test(said) ? /^Leader=(\d+)$/m.exec(said)?.[1] : undefined
  const pid = registered === undefined ? startedHere(machine) : Number(registered)
  const since = pid === undefined ? undefined : beginningOf(pid)
  if (pid === undefined || since === undefined) {
    throw new ConnectError(
      'no-container',
      `Cannot connect to ${host}: no container of systemd-nspawn is called ${machine}`,
      {
        host,
        hint: 'machinectl list shows those that run; machinectl start NAME starts one',
      },
    )
  }
  refuseOurs(pid, host)
  return { pid, since }
}

/** Whether it still runs, and is no other process of the same number. */
export function isStill({ pid, since }: Leader): boolean {
  return beginningOf(pid) === since
}

/** By proc(5): systemd-nspawn's own arguments name the machine, and its child is the container's first process. */
function startedHere(machine: string): number | undefined {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const supervisors = pids.filter((pid) => machineOf(read(pid, 'cmdline').split('\0')) === machine)
  return pids.map(Number).find((pid) => isFirst(read(pid, 'status'), supervisors))
}

/** The machine that a command line of systemd-nspawn starts; undefined for another program's. */
export function machineOf([program = '', ...args]: readonly string[]): string | undefined {
  if (basename(program) !== 'systemd-nspawn') return undefined
  // systemd-nspawn(1): without a name it is that of the folder
  return valueOf(args, '--machine', '-M') ?? basename(valueOf(args, '--directory', '-D') ?? '')
}

function valueOf(args: readonly string[], long: string, short: string): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (arg === long || arg === short) return args[index + 1]
    if (arg.startsWith(`${long}=`)) return arg.slice(long.length + 1)
    if (arg.startsWith(short)) return arg.slice(short.length)
  }
  return undefined
}

function isFirst(status: string, supervisors: readonly string[]): boolean {
  const parent = /^PPid:\s+(\d+)$/m.exec(status)?.[1]
  return parent !== undefined && supervisors.includes(parent) && /^NSpid:\s.*\t1$/m.test(status)
}

function beginningOf(pid: number): string | undefined {
  // proc(5): field 22; the name before it, in brackets, may hold anything
  return /\) (?:\S+ ){19}(\d+)/.exec(read(pid, 'stat'))?.[1]
}

/** What is in the namespaces of this process is this machine, and must never be taken for another one. */
function refuseOurs(pid: number, host: string): void {
  const [theirs, ours] = [String(pid), 'self'].map((process) => namespaceOf(process))
  if (theirs !== undefined && theirs !== ours) return
  const denied = theirs === undefined
  const why = denied ? 'this user may not look at its processes' : 'its first process runs on this machine itself'
  throw new ConnectError(denied ? 'engine-denied' : 'no-container', `Cannot connect to ${host}: ${why}`, {
    host,
    hint: denied ? 'run as root' : 'machinectl list shows those that run',
  })
}

function namespaceOf(process: string): string | undefined {
  try {
    return readlinkSync(`/proc/${process}/ns/mnt`)
  } catch {
    return undefined
  }
}

function read(pid: string | number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}
