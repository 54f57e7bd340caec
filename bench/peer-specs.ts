import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Kind, Question, Questions } from './questions.ts'

/** What each property is in Serverspec and in Testinfra, of a thing that `value` is expected of. */
type Say = (value: unknown) => string

const quoted = (value: unknown): string => JSON.stringify(value)
const should = (value: unknown): string => (value === false ? 'should_not' : 'should')

const RUBY: Partial<Readonly<Record<keyof Question, Say>>> = {
  installed: (value) => `it { ${should(value)} be_installed }`,
  running: (value) => `it { ${should(value)} be_running }`,
  enabled: (value) => `it { ${should(value)} be_enabled }`,
  listening: (value) => `it { ${should(value)} be_listening }`,
  exists: () => 'it { should exist }',
  type: (value) => `it { should be_${String(value)} }`,
  mode: (value) => `it { should be_mode ${Number(value)} }`,
  owner: (value) => `it { should be_owned_by ${quoted(value)} }`,
  group: (value) => `it { should be_grouped_into ${quoted(value)} }`,
  uid: (value) => `it { should have_uid ${String(value)} }`,
  gid: (value) => `it { should have_gid ${String(value)} }`,
  shell: (value) => `it { should have_login_shell ${quoted(value)} }`,
  stdout: (value) => `its(:stdout) { should eq ${quoted(`${String(value)}\n`)} }`,
}

const RUBY_KINDS: Readonly<Record<Kind, string>> = {
  ...{ pkg: 'package', service: 'service', port: 'port', user: 'user', group: 'group' },
  ...{ proc: 'process', command: 'command', file: 'file' },
}

/** The questions as a Serverspec file beside `head`, which says how to log in. */
export function writeRuby(root: string, questions: Questions, head: string): string {
  const blocks = each(questions).map(([kind, name, question]) => {
    const lines = Object.entries(question).map(([property, value]) => RUBY[property as keyof Question]!(value))
    const subject = kind === 'port' ? name : quoted(name)
    return `describe ${RUBY_KINDS[kind]}(${subject}) do\n  ${lines.join('\n  ')}\nend\n`
  })
  return write(root, 'wide_spec.rb', `${head}\n${blocks.join('\n')}`)
}

const not = (value: unknown): string => (value === false ? 'not ' : '')
const TRUTHS = { installed: 'is_installed', running: 'is_running', enabled: 'is_enabled', listening: 'is_listening' }
const NAMES = { owner: 'user', group: 'group', uid: 'uid', gid: 'gid', shell: 'shell' }

/** To Testinfra a port is listening only where all addresses are. */
const LOOPBACK: Readonly<Record<string, string>> = {
  3000: '127.0.0.1:3000',
  3001: '::1:3001',
  7070: '127.0.0.1:7070',
}

const PYTHON_KINDS: Readonly<Record<Kind, (name: string) => string>> = {
  pkg: (name) => `host.package(${quoted(name)})`,
  service: (name) => `host.service(${quoted(name)})`,
  port: (name) => `host.socket("tcp://${LOOPBACK[name] ?? name}")`,
  user: (name) => `host.user(${quoted(name)})`,
  group: (name) => `host.group(${quoted(name)})`,
  proc: (name) => `host.process.filter(comm=${quoted(name)})`,
  command: (name) => `host.check_output(${quoted(name)})`,
  file: (name) => `host.file(${quoted(name)})`,
}

function python(kind: Kind, property: keyof Question, value: unknown): (subject: string) => string {
  if (kind === 'proc') return (subject) => subject
  if (kind === 'command') return (subject) => `${subject} == ${quoted(value)}`
  if (property in TRUTHS) return (subject) => `${not(value)}${subject}.${TRUTHS[property as keyof typeof TRUTHS]}`
  if (property === 'exists') return (subject) => `${subject}.exists`
  if (property === 'type') return (subject) => `${subject}.is_${String(value)}`
  if (property === 'mode') return (subject) => `${subject}.mode == 0o${Number(value)}`
  return (subject) => `${subject}.${NAMES[property as keyof typeof NAMES]} == ${quoted(value)}`
}

/** The questions as a file of Testinfra. */
export function writePython(root: string, questions: Questions): string {
  const tests = each(questions).flatMap(([kind, name, question]) =>
    Object.entries(question).map(([property, value]) =>
      python(kind, property as keyof Question, value)(PYTHON_KINDS[kind](name)),
    ),
  )
  const text = tests.map((truth, index) => `def test_${index}(host):\n    assert ${truth}\n`).join('\n\n')
  return write(root, 'test_wide.py', text)
}

function each(questions: Questions): [Kind, string, Question][] {
  return Object.entries(questions).flatMap(([kind, byName]) =>
    Object.entries(byName).map(([name, question]): [Kind, string, Question] => [kind as Kind, name, question]),
  )
}

function write(root: string, name: string, text: string): string {
  const file = join(root, name)
  writeFileSync(file, text)
  return file
}
