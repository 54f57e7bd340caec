import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import type { Question, Questions } from './questions.ts'

/** The checks of this folder; the bench runs from the repository's root. */
export const CHECKS = resolve('bench/checks')

/** A user's project with a role of 56 checks, and one of about 200 if they are given. */
export function makeProject(wide?: Questions): string {
  const root = mkdtempSync(join(tmpdir(), 'infraspec-bench-'))
  install(root)
  mkdirSync(join(root, 'roles'))
  mkdirSync(join(root, 'specs'))
  copyFileSync(join(CHECKS, 'app.spec.ts'), join(root, 'specs/app.spec.ts'))
  if (wide) writeFileSync(join(root, 'specs/wide.spec.ts'), toSpec(wide))
  for (const role of ['app', 'wide']) {
    const text = `import { defineRole } from 'infraspec/config'\n\nexport default defineRole({ specs: ['${role}'], sudo: true })\n`
    writeFileSync(join(root, `roles/${role}.ts`), text)
  }
  return root
}

/** infraspec as it is installed: a copy, beside the packages that it needs. */
function install(root: string): void {
  const modules = join(root, 'node_modules')
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(part, join(modules, 'infraspec', part), { recursive: true })
  for (const name of readdirSync('node_modules')) {
    if (!name.startsWith('.')) symlinkSync(resolve('node_modules', name), join(modules, name))
  }
}

/** A known_hosts file in which a port of this machine has the keys of a host. */
export function knownAs(
  address: string,
  port: number,
  { knownHosts }: { readonly knownHosts: string },
  root: string,
): string {
  const keys = readFileSync(knownHosts, 'utf8')
    .split('\n')
    .filter((line) => line.split(' ')[0]?.split(',').includes(address))
    .map((line) => `[127.0.0.1]:${port} ${line.split(' ').slice(1).join(' ')}\n`)
  const file = join(root, `known_hosts-${port}`)
  writeFileSync(file, keys.join(''))
  return file
}

const MATCHERS: Readonly<Record<keyof Question, (value: unknown) => string>> = {
  installed: (value) => `${not(value)}.toBeInstalled()`,
  atLeast: (value) => `.toHaveVersion({ atLeast: '${value}' })`,
  running: (value) => `${not(value)}.toBeRunning()`,
  enabled: (value) => `${not(value)}.toBeEnabled()`,
  listening: (value) => `${not(value)}.toBeListening()`,
  exists: () => '.toExist()',
  type: (value) => (value === 'file' ? '.toBeFile()' : '.toBeDirectory()'),
  mode: (value) => `.toHaveMode('${value}')`,
  owner: (value) => `.toBeOwnedBy('${value}')`,
  group: (value) => `.toHaveGroup('${value}')`,
  contains: (value) => `.toContain(${JSON.stringify(value)})`,
  uid: (value) => `.toHaveUid(${value})`,
  gid: (value) => `.toHaveGid(${value})`,
  shell: (value) => `.toHaveShell('${value}')`,
  stdout: (value) => `.toHaveStdout(${JSON.stringify(value)})`,
}

const not = (value: unknown): string => (value === false ? '.not' : '')

/** Questions as a spec of one-liners. */
function toSpec(questions: Questions): string {
  const lines = Object.entries(questions).flatMap(([kind, byName]) =>
    Object.entries(byName).map(([name, question]) => {
      const subject = kind === 'port' ? name : JSON.stringify(name)
      const matchers = Object.entries(question).map(([property, value]) => MATCHERS[property as keyof Question](value))
      return `it(${kind}(${subject}))${matchers.join('')}\n`
    }),
  )
  return `import { ${Object.keys(questions).join(', ')}, it } from 'infraspec'\n\n${lines.join('')}`
}
