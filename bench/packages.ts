import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const PACKAGES = ['ruby-serverspec', 'ruby-ed25519', 'ruby-bcrypt-pbkdf', 'python3-testinfra', 'openssh-client']

/** Installs what Serverspec and Testinfra need; gives why it could not, if so. */
export function installPeers(): string | undefined {
  if (PACKAGES.every(isInstalled)) return undefined
  if (!existsSync('/etc/debian_version')) return 'this is not Debian, whose packages of them are used'
  if (process.getuid?.() !== 0) return `not root: install ${PACKAGES.join(' ')} first`
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...PACKAGES]]) {
    const { status, stderr } = spawnSync('apt-get', ['--quiet', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
      encoding: 'utf8',
    })
    if (status !== 0) return `apt-get ${args[0]} failed: ${stderr.trim().split('\n').at(-1)}`
  }
  return undefined
}

function isInstalled(name: string): boolean {
  return version(name) !== undefined
}

/** The upstream version of a Debian package. */
export function version(name: string): string | undefined {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Version}', name], { encoding: 'utf8' })
  return /^installed (?:\d+:)?([^-+]+)/.exec(stdout ?? '')?.[1]
}
