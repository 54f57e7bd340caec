import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode, type Answer } from '../../../src/host/answer.ts'
import type { Platform } from '../../../src/host/platform/platform.ts'
import type { Provider } from '../../../src/host/provider.ts'
import { anAnswer } from '../live/ask.ts'

/** A shell with the tools that a host of its kind has. */
export interface Shell {
  readonly name: string
  readonly argv: readonly string[]
  readonly path: string
}

/** How a script is run here. */
export interface RunOptions {
  /** As this user; needs root. */
  readonly user?: string
  readonly cwd?: string
  /** Replaces the shell's PATH. */
  readonly path?: string
}

const SYSTEM = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const applets = linkApplets()

/** dash and bash with GNU's tools, ash with busybox's: those of them that are here. */
export const shells: readonly Shell[] = [
  { name: 'dash', argv: ['dash'], path: SYSTEM },
  { name: 'bash', argv: ['bash'], path: SYSTEM },
  { name: 'busybox', argv: ['busybox', 'sh'], path: `${applets}:${SYSTEM}` },
].filter(({ name }) => needed(name, has(name)))

/** Whether this process may look as other users. */
export const root: boolean = needed('root', process.getuid?.() === 0)

/** Runs a script as a session's shell does: in a subshell, with nothing to read and LC_ALL=C. */
export function run(shell: Shell, script: string, { user, cwd = '/', path = shell.path }: RunOptions = {}): Answer {
  const group = user === 'nobody' ? 'nogroup' : (user ?? '')
  const drop = user === undefined ? [] : [which('setpriv'), '--reuid', user, '--regid', group, '--clear-groups']
  const [program = '', ...rest] = shell.argv
  const [command = '', ...args] = [...drop, which(program), ...rest]
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    input: `( eval '${script.replaceAll("'", String.raw`'\''`)}' ) </dev/null`,
    env: { PATH: path, LC_ALL: 'C' },
    maxBuffer: 2 ** 26,
  })
  const exitCode = status ?? undefined
  return decode({ exitCode, signal: undefined, timedOut: false, truncated: false, stdout, stderr, duration: 1 })
}

/** What a provider finds out through a shell. */
export function look<State>(shell: Shell, provider: Provider<State>, keys: readonly string[], options?: RunOptions) {
  const on = shell.name === 'busybox' ? busybox : debian
  return provider.parse(run(shell, provider.ask(keys, on).text, options), keys, on)
}

/** An answer that a provider might get. */
export function answer(stdout: string, more: Partial<Answer> = {}): Answer {
  return anAnswer({ stdout, ...more })
}

/** A host with GNU's tools, as far as providers look at it. */
export const debian: Platform = {
  os: { id: 'debian', family: 'debian', name: 'Debian GNU/Linux 12 (bookworm)', version: '12', codename: 'bookworm' },
  arch: 'x86_64',
  kernel: { name: 'Linux', release: '6.1.0' },
  init: 'systemd',
  packages: 'dpkg',
  tools: ['getent', 'stat', 'lsattr', 'sha256sum', 'md5sum', 'readlink'],
  user: { name: 'root', uid: 0 },
  identity: { hostname: 'here', machineId: '', bootId: '', sshConnection: '' },
  userland: 'gnu',
}

/** A host with busybox, which has no getent. */
export const busybox: Platform = {
  ...debian,
  os: { id: 'alpine', family: 'alpine', name: 'Alpine Linux v3.20', version: '3.20', codename: '' },
  tools: ['stat', 'sha256sum', 'md5sum', 'readlink'],
  userland: 'busybox',
}

/** What a test has to go without is said, and on CI it is nothing. */
function needed(what: string, there: boolean): boolean {
  if (!there && process.env['CI'] !== undefined) throw new Error(`The tests of resources need ${what}`)
  if (!there) console.warn(`Without ${what} some tests of resources are skipped`)
  return there
}

function has(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0
}

function which(command: string): string {
  return spawnSync('sh', ['-c', `command -v ${command}`])
    .stdout.toString()
    .trim()
}

function linkApplets(): string {
  const folder = mkdtempSync(join(tmpdir(), 'infraspec-applets-'))
  chmodSync(folder, 0o755)
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  if (!has('busybox')) return folder
  const busybox = which('busybox')
  for (const applet of spawnSync(busybox, ['--list']).stdout.toString().split('\n')) {
    if (applet !== '' && applet !== 'busybox') symlinkSync(busybox, join(folder, applet))
  }
  return folder
}
