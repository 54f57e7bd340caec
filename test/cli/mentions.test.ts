import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { globSync } from 'tinyglobby'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { FLAGS, flagName } from '../../src/cli/flags.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const OURS = new Set([
  'help',
  'version',
  ...Object.entries(FLAGS).flatMap(([key, flag]) => namesOf(flagName(key), flag)),
])
// Of npm, of the aws command, and of what runs on a host.
const SETPRIV = ['reuid', 'regid', 'init-groups']
const PACKAGES = ['save-dev', 'audit', 'configure']
const AWS = ['region', 'group-id', 'security-group-rule-ids', 'instance-ids']
const SYSTEM = ['property', 'all', 'state']
// Of Ansible's own commands.
const ANSIBLE = ['list', 'check', 'syntax-check']
// Of podman, kubectl, lxc-attach and nsenter.
const ENGINES = [
  'user',
  'interactive',
  'context',
  'namespace',
  'stdin',
  'container',
  'all-namespaces',
  'format',
  'name',
  'clear-env',
  'set-var',
]
const CLOUD_INIT = ['long']
const MACHINES = ['fancy', 'target', 'root', 'wd', 'machine', 'directory']
/** apt-get(8), in the Dockerfile that init writes. */
const APT = ['yes', 'no-install-recommends']
/** Those of npm run bench. */
const BENCH = ['rounds']

const THEIRS = new Set([
  ...SETPRIV,
  ...PACKAGES,
  ...AWS,
  ...SYSTEM,
  ...ANSIBLE,
  ...ENGINES,
  ...CLOUD_INIT,
  ...MACHINES,
  ...APT,
])

function namesOf(name: string, { negatable = false }: { readonly negatable?: boolean }): string[] {
  return negatable ? [name, `no-${name}`] : [name]
}

/** The code of a file without its comments, and without its one decrement. */
function codeOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[^]*?\*\/|^\s*\/\/.*$|--open\b/gm, '')
}

/** What a resource says to a user: what it sends to a host, in templates, is for the many programs there. */
function saidIn(file: string): string {
  const strings =
    codeOf(file)
      .replace(/`[^`]*`/g, '')
      .match(/'[^'\n]*'/g) ?? []
  return strings.join('\n')
}

/** The flags in these files that are neither ours nor known to be another program's. */
function unknownFlags(files: readonly string[], read: (file: string) => string): string[] {
  return files.flatMap((file) =>
    [...read(file).matchAll(/(?<![\w-])--([a-z][a-z-]*[a-z])(?![\w-])/g)]
      .map(([, name = '']) => name)
      .filter((name) => !OURS.has(name) && !THEIRS.has(name))
      .map((name) => `${file}: --${name}`),
  )
}

describe('what a user is told to type', () => {
  it('has no flag that does not exist', () => {
    const files = globSync(['src/**/*.ts', 'reporters/**/*.ts'], { cwd: ROOT, ignore: 'src/resources/**' })
    expect(files.length).toBeGreaterThan(50)
    expect(unknownFlags(files, codeOf)).toEqual([])
  })

  it('has no flag that does not exist in what resources say', () => {
    // rules of iptables are made of flags
    const files = globSync('src/resources/**/*.ts', { cwd: ROOT, ignore: 'src/resources/firewalls/**' })
    expect(files.length).toBeGreaterThan(50)
    expect(files.map(saidIn).join()).toContain('--var')
    expect(unknownFlags(files, saidIn)).toEqual([])
  })

  it.each(['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md'])(
    'has no flag or command in %s that does not exist',
    (file) => {
      const text = readFileSync(join(ROOT, file), 'utf8')
      const flags = [...text.matchAll(/infraspec [^\n#|]*|`--[a-z-]+/g)].flatMap(([said]) =>
        [...said.matchAll(/(?<![\w-])--([a-z][a-z-]*[a-z])/g)].map(([, name = '']) => name),
      )
      expect(flags.filter((name) => !OURS.has(name) && !BENCH.includes(name))).toEqual([])
      const commands = [...text.matchAll(/npx infraspec (\w+)/g)].map(([, name = '']) => name)
      expect(commands.filter((name) => !(name in COMMANDS))).toEqual([])
    },
  )
})

it.each(['README.md', 'CONTRIBUTING.md', ...globSync('docs/*.md', { cwd: ROOT }).toSorted()])(
  '%s links to what is there',
  (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8')
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => link)
    const missing = links.filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(ROOT, dirname(file), link)))
    expect(missing).toEqual([])
  },
)
