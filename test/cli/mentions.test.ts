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
// Of npm, of the aws command, and of what runs on a host: setpriv, passwd, dpkg, rpm, systemctl, journalctl.
const SETPRIV = ['reuid', 'regid', 'init-groups']
const PACKAGES = ['save-dev', 'audit', 'configure', 'available', 'qf', 'whatprovides']
const AWS = ['region', 'group-id', 'security-group-rule-ids', 'instance-ids']
const SYSTEM = ['mountpoint', 'failed', 'all', 'state', 'plain', 'full']
// Of Ansible's own commands.
const ANSIBLE = ['list', 'check', 'syntax-check']
// Of docker, podman, kubectl, lxc-attach and nsenter.
const ENGINES = [
  'filter',
  'tail',
  'no-trunc',
  'user',
  'interactive',
  'context',
  'namespace',
  'stdin',
  'container',
  'all-namespaces',
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
  ...APT,
  ...ANSIBLE,
  ...CLOUD_INIT,
  ...ENGINES,
  ...MACHINES,
  ...SETPRIV,
  ...PACKAGES,
  ...AWS,
  'status',
  'no-pager',
  'no-legend',
  'property',
  ...SYSTEM,
])

function namesOf(name: string, { negatable = false }: { readonly negatable?: boolean }): string[] {
  return negatable ? [name, `no-${name}`] : [name]
}

/** The code of a file without its comments, and without its one decrement. */
function codeOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[^]*?\*\/|^\s*\/\/.*$|--open\b/gm, '')
}

describe('what a user is told to type', () => {
  it('has no flag that does not exist', () => {
    // what resources say is for the programs of a host, which have many
    const files = globSync(['src/**/*.ts', 'reporters/**/*.ts'], { cwd: ROOT, ignore: 'src/resources/**' })
    expect(files.length).toBeGreaterThan(50)
    const unknown = files.flatMap((file) =>
      [...codeOf(file).matchAll(/(?<![\w-])--([a-z][a-z-]*[a-z])(?![\w-])/g)]
        .map(([, name = '']) => name)
        .filter((name) => !OURS.has(name) && !THEIRS.has(name))
        .map((name) => `${file}: --${name}`),
    )
    expect(unknown).toEqual([])
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

it.each([
  'README.md',
  'CONTRIBUTING.md',
  'docs/report.md',
  'docs/port-semantics.md',
  'docs/containers.md',
  'docs/audit.md',
])('%s links to what is there', (file) => {
  const text = readFileSync(join(ROOT, file), 'utf8')
  const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => link)
  const missing = links.filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(ROOT, dirname(file), link)))
  expect(missing).toEqual([])
})
