import { execFileSync } from 'node:child_process'
import { connect } from 'node:net'

import { loadHosts, type TestHostName } from '../../test/hosts/hosts.ts'

/** One more sshd of a test host: it lets as many connect at once as want to. */
export interface Server {
  readonly address: string
  readonly port: number
}

const NAMES: readonly TestHostName[] = ['app-1', 'app-2']
const PORTS = [2290, 2291]
const OPTIONS = ['MaxStartups=1000', 'LogLevel=ERROR'].map((option) => `-o ${option}`).join(' ')

/** Starts them, and gives how to end them. */
export async function startServers(): Promise<{ servers: readonly Server[]; end: () => void }> {
  for (const name of NAMES) {
    const start = (port: number) => `/usr/sbin/sshd -p ${port} ${OPTIONS} -o PidFile=/run/infraspec-bench-${port}.pid`
    inside(name, `exec >/dev/null 2>&1; ${PORTS.map(start).join('; ')}`)
  }
  const servers = NAMES.flatMap((name) => PORTS.map((port) => ({ address: loadHosts().hosts[name].address, port })))
  const end = () => {
    for (const name of NAMES) inside(name, 'cd /run; kill $(cat infraspec-bench-*.pid); rm -f infraspec-bench-*.pid')
  }
  await Promise.all(servers.map(listening))
  return { servers, end }
}

function inside(name: TestHostName, script: string): void {
  execFileSync('test/hosts/exec', [name, 'sh', '-c', script], { stdio: 'ignore' })
}

async function listening({ address, port }: Server): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await answers(address, port)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`Nothing listens on port ${port} of ${address}`)
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port }, () => resolve(true)).on('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
