import { readFileSync } from 'node:fs'

/** A machine of test/hosts; `down-1` has an address and refuses connections. */
export interface TestHost {
  readonly name: string
  readonly address: string
  readonly address6: string
  readonly port: number
  readonly user: string
}

export type TestHostName =
  | 'app-1'
  | 'app-2'
  | 'broken-1'
  | 'blind-1'
  | 'odd-1'
  | 'down-1'
  | 'trixie-1'
  | 'openrc-1'
  | 'busybox-1'
  | 'fedora-1'
  | 'arch-1'

/** What `test/hosts/up` says about the hosts; every path is absolute. */
export interface TestHosts {
  /** A private key that every user but `pw` may log in with. */
  readonly identity: string
  /** The same, protected by `passphrase`. */
  readonly encryptedIdentity: string
  readonly passphrase: string
  readonly rsaIdentity: string
  readonly knownHosts: string
  readonly hashedKnownHosts: string
  /** An address that never answers: a connection to it hangs. */
  readonly blackHole: string
  readonly hosts: Readonly<Record<TestHostName, TestHost>>
}

const zone = process.env['INFRASPEC_TEST_ZONE']
const description = `/var/lib/infraspec-test${zone ? `-${zone}` : ''}/hosts.json`

/**
 * The test hosts that are up.
 *
 * Throws when there are none: run `test/hosts/up` first.
 *
 * @example
 * const { hosts, identity, knownHosts } = loadHosts()
 */
export function loadHosts(): TestHosts {
  try {
    return JSON.parse(readFileSync(description, 'utf8')) as TestHosts
  } catch (cause) {
    throw new Error(`The test hosts are not up (cannot read ${description}): run test/hosts/up`, { cause })
  }
}

/**
 * Why no test host can be booted here, or undefined when it can.
 *
 * @example
 * describe.skipIf(canBootHosts())('over ssh', …)
 */
export function canBootHosts(): string | undefined {
  if (process.platform !== 'linux') return `real hosts need Linux, this is ${process.platform}`
  if (process.getuid?.() !== 0) return 'real hosts need root'
  if (!isDebian()) return 'real hosts need Debian'
  return undefined
}

function isDebian(): boolean {
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}
