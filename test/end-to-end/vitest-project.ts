import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { onTestFinished } from 'vitest'

import { loadHosts, type TestHostName } from '../hosts/hosts.ts'
import { ROOT } from './infraspec.ts'

/** One test as Vitest's own JSON report has it. */
export interface ToldTest {
  readonly fullName: string
  readonly status: string
  readonly failureMessages: readonly string[]
  readonly location?: { readonly line: number; readonly column: number }
}

/** What Vitest did. */
export interface VitestRan {
  readonly code: number | null
  readonly output: string
  /** By the name of the file. */
  readonly files: Readonly<Record<string, readonly ToldTest[]>>
}

/** A project of a user who has infraspec, as it is packed, beside a Vitest of their own. */
export class VitestProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'infraspec-vitest-'))

  /** Installs both, without scripts. */
  install(): void {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    const options = { cwd: this.folder, encoding: 'utf8' } as const
    const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', this.folder]
    const packed = execFileSync('npm', pack, { ...options, cwd: ROOT }).trim()
    this.write({ 'package.json': '{ "name": "user", "private": true }' })
    const install = ['install', '--silent', '--ignore-scripts', '--prefer-offline', '--save-dev']
    execFileSync('npm', [...install, `./${packed}`, `vitest@${dependencies['vitest']}`], options)
  }

  /** Writes files, in place of all that were written before where `fresh`. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true })
      writeFileSync(join(this.folder, name), text)
    }
  }

  /** Begins anew: nothing but what is installed, and these files. */
  reset(files: Readonly<Record<string, string>>): void {
    for (const name of ['roles', 'specs', 'lib', 'unit'])
      rmSync(join(this.folder, name), { recursive: true, force: true })
    this.write({ 'vitest.config.ts': CONFIG, ...files })
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Starts Vitest as the user would. */
  start(args: readonly string[], variables: NodeJS.ProcessEnv = {}) {
    const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|INFRASPEC|CI$|TEST$|NODE_ENV)/.test(name))
    const env = { ...Object.fromEntries(own), NO_COLOR: '1', ...variables }
    const program = [join(this.folder, 'node_modules/vitest/vitest.mjs'), ...args]
    const child = spawn(process.execPath, program, { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    const said: string[] = []
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => said.push(text))
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
    return { child, ended, said: () => said.join('') }
  }

  /** Runs Vitest once. */
  async run(args: readonly string[] = [], variables: NodeJS.ProcessEnv = {}): Promise<VitestRan> {
    const file = join(this.folder, 'told.json')
    rmSync(file, { force: true })
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const { ended, said } = this.start(['run', '--includeTaskLocation', ...reporters, ...args], variables)
    const code = await ended
    const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as {
      testResults: readonly { name: string; assertionResults: readonly ToldTest[] }[]
    }
    const files = testResults.map(({ name, assertionResults }) => [
      name.slice(this.folder.length + 1),
      assertionResults,
    ])
    return { code, output: said(), files: Object.fromEntries(files) as VitestRan['files'] }
  }
}

const CONFIG = `import { infraspec } from 'infraspec/vitest'
import { defineConfig } from 'vitest/config'
export default defineConfig({ plugins: [infraspec({ role: 'app' })] })
`

/** The text of a role with these hosts of the tests. */
export function roleOn(names: readonly TestHostName[], more = ''): string {
  const { identity, knownHosts, hosts } = loadHosts()
  const targets = names.map((name) => ({ name, address: hosts[name].address, user: 'deploy' }))
  const login = `sudo: true, ssh: { identity: ${JSON.stringify(identity)} }, knownHosts: ${JSON.stringify(knownHosts)}`
  return `import { defineRole } from 'infraspec/config'
    export default defineRole({ specs: ['app', 'base'], hosts: ${JSON.stringify(targets)}, ${login}, ${more} })\n`
}
