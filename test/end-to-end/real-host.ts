import { execFileSync, spawn } from 'node:child_process'
import { onTestFinished, vi } from 'vitest'
import type { HostSpec } from '../../src/host/host-spec.ts'
import { loadHosts, type TestHostName } from '../hosts/hosts.ts'
import { ROOT } from './infraspec.ts'

/** How to reach a test host. */
export function hostSpec(name: TestHostName, changes: Partial<HostSpec> = {}): HostSpec {
  const { hosts, identity, knownHosts } = loadHosts()
  const { address, port, user } = hosts[name]
  return {
    id: name,
    name,
    transport: 'ssh',
    address,
    port,
    user,
    identities: [identity],
    sudo: true,
    hostKey: { mode: 'strict', fingerprints: [], knownHosts: [knownHosts] },
    source: 'test',
    vars: {},
    ...changes,
  }
}

/** Runs something as root inside a host, past ssh and sudo. */
export function inside(name: TestHostName, script: string): string {
  return execFileSync(`${ROOT}/test/hosts/exec`, [name, 'sh', '-c', script], { encoding: 'utf8' })
}

/** Puts a program into a host, before all others of its name, until the test ends. */
export function standIn(name: TestHostName, program: string, script: string): void {
  const file = `/usr/local/sbin/${program}`
  const text = Buffer.from(`#!/bin/sh\n${script}\n`).toString('base64')
  inside(name, `echo ${text} | base64 -d > ${file} && chmod 755 ${file}`)
  onTestFinished(() => void inside(name, `rm -f ${file}`))
}

/** One more sshd inside a host, with options of its own; it ends with the test. */
export async function extraServer(
  name: TestHostName,
  port: number,
  ...options: string[]
): Promise<Pick<HostSpec, 'port' | 'hostKey'>> {
  const pidFile = `/run/infraspec-sshd-${port}.pid`
  const args = ['-D', '-p', String(port), ...[`PidFile=${pidFile}`, ...options].flatMap((option) => ['-o', option])]
  const server = spawn(`${ROOT}/test/hosts/exec`, [name, '/usr/sbin/sshd', ...args], { stdio: 'ignore' })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  await vi.waitFor(() => inside(name, `test -s ${pidFile}`), 20_000)
  onTestFinished(async () => {
    inside(name, `[ ! -e ${pidFile} ] || { pkill -P $(cat ${pidFile}); kill $(cat ${pidFile}); }`)
    await ended
  })
  return { port, hostKey: { mode: 'accept-new', fingerprints: [], knownHosts: [] } }
}
