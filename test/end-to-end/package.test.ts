import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { ROOT } from './infraspec.ts'

/** An empty project with the packed package installed, as its users have it. */
let folder = ''

function run(command: string, ...args: string[]): { code: number; output: string } {
  try {
    const output = execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    return { code: 0, output }
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string }
    return { code: status, output: `${stdout}${stderr}` }
  }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'infraspec-consumer-'))
  writeFileSync(join(folder, 'package.json'), '{ "name": "consumer", "private": true }\n')
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  // Without install scripts ssh2 has no native parts: it has to do without them.
  run('npm', 'install', '--silent', '--ignore-scripts', '--prefer-offline', `./${packed.trim()}`)
}, 300_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the packed package, installed in an empty project', () => {
  it('holds what it needs and nothing else', () => {
    const listed = run('find', 'node_modules/infraspec', '-type', 'f').output.split('\n')
    const unexpected = listed.filter((name) =>
      /\/infraspec\/(dist\/)?(test|demo|bench|specs|roles)\/|\.tsbuildinfo$/.test(name),
    )
    expect(unexpected).toEqual([])
    expect(listed).toContain('node_modules/infraspec/dist/src/index.d.ts')
  })

  it.each(['module', 'commonjs'])('runs a role and a spec in a project of type %s', (type) => {
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')), type }),
    )
    execFileSync('mkdir', ['-p', join(folder, 'roles'), join(folder, 'specs')])
    writeFileSync(
      join(folder, 'roles/box.ts'),
      "import { defineRole } from 'infraspec/config'\ninterface Vars { readonly home: string }\nconst vars: Vars = { home: '/root' }\nexport default defineRole({ specs: ['box'], hosts: ['local'], vars: { ...vars } })\n",
    )
    writeFileSync(
      join(folder, 'specs/box.spec.ts'),
      "import { describe, expect, inspect, it, user } from 'infraspec'\ndescribe('accounts', ({ vars }) => {\n  it(user('root')).toHaveHome(vars.home as string)\n  it('has root', async () => { expect(await inspect(user('root'))).toMatchObject({ uid: 0 }) })\n})\n",
    )
    const { code, output } = run('npx', 'infraspec', 'run', '--role', 'box')
    expect(output).toContain('2 checks passed on 1 host (exit 0)')
    expect(code).toBe(0)
  })

  it('begins with a project that compiles, and whose mistakes do not', () => {
    const tsc = join(ROOT, 'node_modules/.bin/tsc')
    expect(run('npx', 'infraspec', 'init').output).toContain('wrote  tsconfig.json')
    expect(run(tsc, '-p', '.')).toEqual({ code: 0, output: '' })
    writeFileSync(
      join(folder, 'specs/app.spec.ts'),
      "import { it, service } from 'infraspec'\nit(service('nginx')).toHaveMode('0644')\n",
    )
    expect(run(tsc, '-p', '.').output).toContain("Property 'toHaveMode' does not exist")
  })

  it('compiles what should and refuses what should not', () => {
    copyFileSync(join(ROOT, 'test/consumer/specs.ts'), join(folder, 'consumer.ts'))
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--lib',
      'es2023',
      '--skipLibCheck',
      '--types',
      '',
    ]
    const tsc = join(ROOT, 'node_modules/.bin/tsc')
    writeFileSync(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "types": [] }, "files": ["consumer.ts"] }')
    const { output, code } = run(tsc, ...options.slice(0, -2), '-p', 'tsconfig.json')
    expect(output).toBe('')
    expect(code).toBe(0)
  })
})
