import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { loadHosts, type TestHostName } from '../../hosts/hosts.ts'
import { ROOT } from '../infraspec.ts'

/** A second face of a test host: an sshd of its own, in a mount namespace in which something is wrong. */
export interface Variant {
  readonly port: number
  /** What goes wrong, done as root within the namespace. */
  readonly setup?: string
  /** In a copy of the whole system that may be changed at will, and in which `systemctl` sees a chroot. */
  readonly chroot?: boolean
  readonly sshd?: readonly string[]
}

const FOLDER = '/run/infraspec-faults'
const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1'

/** Runs something as root inside a test host, past ssh and sudo. */
export function inside(name: TestHostName, script: string, input: Uint8Array | string = ''): string {
  return execFileSync(`${ROOT}/test/hosts/exec`, [name, 'sh', '-c', script], { encoding: 'latin1', input })
}

/** Starts all of them at once; gives how to end them, and everything on them. */
export async function startVariants(name: TestHostName, variants: readonly Variant[]): Promise<() => void> {
  inside(name, `mkdir -p ${FOLDER}; cat > ${FOLDER}/busybox; chmod 755 ${FOLDER}/busybox`, readFileSync('/bin/busybox'))
  if (existsSync(FAKETIME)) inside(name, `cat > ${FOLDER}/libfaketime.so.1`, readFileSync(FAKETIME))
  inside(name, variants.map((variant) => starting(variant)).join('\n'))
  await Promise.all(variants.map(({ port }) => listening(loadHosts().hosts[name].address, port)))
  return () => void inside(name, ENDING)
}

const ENDING = `for p in $(cat ${FOLDER}/*.pid); do kill $(pgrep -P $p) $p; done 2>/dev/null; sleep 0.2; rm -rf ${FOLDER}`

function starting({ port, setup = ':', chroot = false, sshd = [] }: Variant): string {
  const options = [`PidFile=${FOLDER}/${port}.pid`, ...sshd].map((option) => `-o '${option}'`).join(' ')
  const server = `/usr/sbin/sshd -D -p ${port} ${options}`
  const script = chroot ? inCopy(port, setup, server) : `cd /\n${setup}\nexec ${server}`
  return `unshare -m sh -ec ${quoted(script)} </dev/null >${FOLDER}/${port}.log 2>&1 &`
}

/** An overlay over the host's root, with what is changed in memory. */
function inCopy(port: number, setup: string, server: string): string {
  const folder = `${FOLDER}/${port}`
  return `mkdir -p ${folder}; mount -t tmpfs none ${folder}; cd ${folder}; mkdir upper work root
mount -t overlay none -o lowerdir=/,upperdir=${folder}/upper,workdir=${folder}/work root
for d in proc sys dev run; do mount --rbind /$d root/$d; done
cd root
exec chroot . sh -ec ${quoted(`cd /\n${setup}\nexec ${server}`)}`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** Waits for the banner of an sshd. */
async function listening(host: string, port: number): Promise<void> {
  for (const until = performance.now() + 20_000; performance.now() < until;) {
    if (await answers(host, port)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`Nothing listens on port ${port} of ${host}`)
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port }).on('error', () => resolve(false))
    socket.once('connect', () => resolve(true)).once('close', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
