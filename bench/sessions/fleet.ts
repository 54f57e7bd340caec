import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { loadHosts } from '../../test/hosts/hosts.ts'
import { makeProject } from '../project.ts'
import type { Questions } from '../questions.ts'
import type { Server } from './servers.ts'

/** How many hosts, and how many checks on each. */
export const HOSTS = 200
export const CHECKS = 100

const NOTHING: Questions = { pkg: {}, service: {}, port: {}, file: {}, user: {}, group: {}, proc: {}, command: {} }

/** A project whose role has so many hosts and this spec, and a file that says the same to plain ssh2. */
export function makeFleet(servers: readonly Server[], count = HOSTS, spec = SPEC): { root: string; file: string } {
  const root = makeProject(NOTHING)
  const { identity } = loadHosts()
  const hosts = Array.from({ length: count }, (_, index) => servers[index % servers.length]!)
  const entries = hosts.map((server, index) => ({ name: `host-${index}`, user: 'deploy', ...server }))
  const role = {
    specs: ['fleet'],
    sudo: true,
    hostKey: 'accept-new',
    ssh: { identity, config: 'none' },
    hosts: entries,
  }
  mkdirSync(join(root, 'roles'), { recursive: true })
  writeFileSync(join(root, 'roles/fleet.ts'), `export default ${JSON.stringify(role)}\n`)
  writeFileSync(join(root, 'specs/fleet.spec.ts'), spec)
  const file = join(root, 'fleet.json')
  writeFileSync(file, JSON.stringify({ user: 'deploy', identity, hosts }))
  return { root, file }
}

const list = (words: string): string => JSON.stringify(words.split(' '))

// 100 checks of what roles ask most, in both polarities. Nothing that looks through all processes, for the 200 hosts
// are two machines, and each would look through those of a hundred.
const SPEC = `import { file, group, it, pkg, service, user } from 'infraspec'

for (const name of ${list('nginx-light sudo cron rsyslog chrony curl openssh-server less procps iproute2 dbus fish tcsh locales systemd')}) it(pkg(name)).toBeInstalled()
for (const name of ${list('apache2 telnetd mysql-server vsftpd xinetd rsh-server postgresql redis')}) it(pkg(name)).not.toBeInstalled()
for (const name of ${list('nginx ssh cron rsyslog chrony app')}) it(service(name)).toBeRunning().toBeEnabled()
for (const name of ${list('apache2 mysql postgresql vsftpd')}) it(service(name)).not.toBeRunning()
for (const name of ${list('passwd group hosts fstab profile nsswitch.conf bash.bashrc login.defs issue debian_version adduser.conf')}) it(file('/etc/' + name)).toExist().toBeOwnedBy('root').toHaveMode('0644')
for (const name of ${list('nologin hosts.equiv rhosts shosts.equiv netgroup ethers')}) it(file('/etc/' + name)).not.toExist()
for (const name of ${list('root daemon app deploy www-data ops nobody sys')}) it(user(name)).toExist()
for (const name of ${list('toor ftp postgres mysql')}) it(user(name)).not.toExist()
for (const name of ${list('root app ops adm deploy www-data')}) it(group(name)).toExist()
for (const name of ${list('docker wheel mysql postgres')}) it(group(name)).not.toExist()
`
