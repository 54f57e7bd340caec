import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { loadHosts, type TestHostName } from '../hosts/hosts.ts'

/** What an instance of a test host has written to its console. */
export function consoleOf(name: TestHostName): string {
  const { hosts, knownHosts } = loadHosts()
  const lines = readFileSync(knownHosts, 'utf8').split('\n')
  const keys = lines.filter((line) => line.split(' ')[0]?.split(',').includes(hosts[name].address))
  const prints = keys.map((key) =>
    execFileSync('ssh-keygen', ['-lf', '-'], { input: key.split(' ').slice(1).join(' ') }).toString(),
  )
  return [
    'boot',
    '-----BEGIN SSH HOST KEY FINGERPRINTS-----',
    ...prints.map((line) => line.trim()),
    '-----END SSH HOST KEY FINGERPRINTS-----',
  ].join('\r\n')
}
