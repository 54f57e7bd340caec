import { spawnSync } from 'node:child_process'
import { decode, type Answer } from '../../../src/host/answer.ts'
import type { Platform } from '../../../src/host/platform/platform.ts'
import type { Script } from '../../../src/host/shell.ts'
import type { Provider, Unknown } from '../../../src/resources/define-resource.ts'

/** The shells that a probe has to work in, as far as this machine has them. */
export const shells: readonly (readonly string[])[] = [['dash'], ['bash'], ['busybox', 'sh']].filter(
  ([program = '', ...rest]) => spawnSync(program, [...rest, '-c', 'exit 0']).status === 0,
)

/** What a platform is when a test does not care; Debian 12, as root. */
export function aPlatform(differences: Partial<Platform> = {}): Platform {
  return {
    os: { id: 'debian', family: 'debian', name: 'Debian GNU/Linux 12', version: '12', codename: 'bookworm' },
    arch: 'x86_64',
    kernel: { name: 'Linux', release: '6.1.0' },
    init: 'systemd',
    packages: 'dpkg',
    tools: ['dpkg-query', 'systemctl', 'ss', 'ps', 'getent'],
    user: { name: 'root', uid: 0 },
    identity: { hostname: 'web-1', machineId: '', bootId: '', sshConnection: '' },
    userland: 'gnu',
    ...differences,
  }
}

/** An answer as a session would hand it over. */
export function anAnswer(differences: Partial<Answer>): Answer {
  const stdout = differences.stdout ?? ''
  return {
    exitCode: 0,
    signal: undefined,
    timedOut: false,
    truncated: false,
    stdout,
    stderr: '',
    stdoutBytes: Buffer.from(stdout),
    duration: 1,
    ...differences,
  }
}

/** Runs a script in a real shell, as a session does: in a subshell, with nothing on stdin. */
export function run(script: Script, shell: readonly string[] = ['sh'], env: NodeJS.ProcessEnv = {}): Answer {
  const [program = 'sh', ...rest] = shell
  const input = `( eval ${shellQuote(script.text)} ) </dev/null\nexit $?\n`
  const { status, signal, stdout, stderr } = spawnSync(program, rest, {
    input,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', ...env },
    maxBuffer: 64 << 20,
  })
  const raw = { exitCode: status ?? undefined, signal: signal ?? undefined, timedOut: false, truncated: false }
  return decode({ ...raw, stdout, stderr, duration: 1 })
}

/** Asks this machine, in a real shell. */
export function askHere<State>(
  provider: Provider<State>,
  keys: readonly string[],
  shell: readonly string[] = ['sh'],
  platform: Platform = aPlatform(),
): ReadonlyMap<string, State | Unknown | undefined> {
  return provider.parse(run(provider.ask(keys, platform), shell), keys, platform)
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
