import { isIP } from 'node:net'
import { toErrorData } from '../../errors.ts'
import type { HostSpec } from '../../host/host-spec.ts'
import type { HostStatus } from '../../host/messages.ts'
import type { Door, OpenDoor } from '../../run/door.ts'
import type { Problem } from '../../run/report.ts'
import type { Settings } from '../../run/options/settings.ts'
import { type Access, notClosedProblem, openAccess } from './open-access.ts'
import { portsOf } from './ports.ts'
import { sameCidr } from './rules.ts'

/** How a run opens SSH for itself in the security group of `--open-ssh`; undefined when it is to open none. */
export function doorOf({ openSsh: group, ...settings }: Settings): OpenDoor | undefined {
  if (group === undefined) return undefined
  return async (hosts) => {
    const ports = await portsOf(hosts)
    const open = (forWhat: string) => openAccess(settings, { group, ports }, forWhat)
    return new AccessDoor(hosts, await open('until all hosts are connected to'), open)
  }
}

/** A connection outlives the rule that let it in, so that the rule is needed only while connections are made. */
class AccessDoor implements Door {
  readonly #hosts: ReadonlyMap<string, HostSpec>
  readonly #open: (forWhat: string) => Promise<Access>
  readonly #waiting: Set<string>
  readonly #problems: Problem[] = []
  readonly #notes: string[] = []
  /** Addresses for which it is open, as CIDR. */
  #cidrs: readonly string[]
  #access: Access | undefined
  #closing: Promise<void> = Promise.resolve()
  #reopening: Promise<void> | undefined

  constructor(hosts: readonly HostSpec[], access: Access, open: (forWhat: string) => Promise<Access>) {
    this.#hosts = new Map(hosts.map((host) => [host.id, host]))
    this.#waiting = new Set(this.#hosts.keys())
    this.#access = access
    this.#cidrs = access.rules.map(({ cidr }) => cidr)
    this.#open = open
  }

  host(id: string, state: HostStatus): void {
    if (state.status === 'connecting' || !this.#waiting.delete(id)) return
    if (state.status === 'ready') this.#compare(id, state.platform.identity.sshConnection)
    if (this.#waiting.size === 0 && this.#reopening === undefined) void this.#close()
  }

  readonly reopen = (): Promise<void> => {
    this.#reopening ??= this.#reopen()
    return this.#reopening
  }

  async close() {
    await this.#reopening
    await this.#close()
    return { problems: this.#problems, notes: this.#notes }
  }

  async #reopen(): Promise<void> {
    await this.#closing
    if (this.#access !== undefined) return
    try {
      this.#access = await this.#open('again, to the end: a connection was lost')
    } catch (thrown) {
      this.#notes.push(`a connection was lost, and SSH could not be opened again: ${toErrorData(thrown).message}`)
    }
  }

  #close(): Promise<void> {
    const access = this.#access
    this.#access = undefined
    if (access !== undefined) {
      this.#closing = access.close().catch((thrown: unknown) => void this.#problems.push(notClosedProblem(thrown)))
    }
    return this.#closing
  }

  /** `SSH_CONNECTION` begins with the address by which the host sees this machine, or the last one on the way. */
  #compare(id: string, sshConnection: string): void {
    const [seen = ''] = sshConnection.split(/[ %]/)
    const host = this.#hosts.get(id)
    if (isIP(seen) === 0 || host === undefined || host.transport === 'local' || host.jumps?.length) return
    const cidr = `${seen}/${seen.includes(':') ? 128 : 32}`
    if (this.#cidrs.some((one) => sameCidr(one, cidr))) return
    const open = this.#cidrs.join(', ')
    this.#notes.push(
      `${host.name} sees this machine as ${seen}, and SSH was opened for ${open}: something else let it in, or stands in between`,
    )
  }
}
