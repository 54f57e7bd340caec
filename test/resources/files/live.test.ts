import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Unknown } from '../../../src/resources/define-resource.ts'
import * as details from '../../../src/resources/files/details.ts'
import { stat } from '../../../src/resources/files/stat.ts'
import type { FilePresent } from '../../../src/resources/files/state.ts'
import { look, root, shells } from '../support/shells.ts'

const hostile = [
  'plain',
  '$(touch pwned)',
  '`touch pwned`',
  "'; touch pwned; '",
  '"; touch pwned; "',
  '-rf',
  '--help',
  '!',
  '(',
  'two  spaces ',
  'new\nline',
  'trailing newline\n',
  '\n.\n',
  'back\\slash\\n',
  '*',
  '?[a-z]',
  'ünï©ødé ✓',
  'a: No such file or directory',
  'tab\tand\u0007bell',
]

let folder = ''
const at = (name: string): string => join(folder, name).replace(/\/$/, '')

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'infraspec-file-'))
  chmodSync(folder, 0o755)
  for (const name of hostile) writeFileSync(`${folder}/${name}`, `I am ${name}`, { mode: 0o640 })
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe])]), 'not UTF-8')
  for (const name of hostile) symlinkSync(name, `${folder}/link to ${name}`)
  mkdirSync(at('closed'), { mode: 0o700 })
  writeFileSync(at('closed/inside'), 'secret')
  symlinkSync('closed/inside', at('link to closed'))
  symlinkSync('nowhere\n', at('broken'))
  symlinkSync('loop', at('loop'))
  symlinkSync('plain/below', at('through a file'))
  writeFileSync(at('binary'), Buffer.from([0, 1, 2, 255, 10, 0]))
  writeFileSync(at('long'), 'x'.repeat(details.LONGEST_CONTENT + 1))
  writeFileSync(at('just fits'), 'x'.repeat(details.LONGEST_CONTENT))
  writeFileSync(at('empty'), '')
  spawnSync('mkfifo', [at('pipe')])
  chmodSync(at('plain'), 0o4751)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Whatever of a state a test reads: what is not there is undefined, and no test takes that for an answer. */
type Seen = Partial<Omit<FilePresent, 'exists'>> & { readonly exists?: boolean }

const of = (shell: (typeof shells)[number], names: readonly string[], user?: string) => {
  const states = look(shell, stat, names.map(at), { cwd: folder, ...(user === undefined ? {} : { user }) })
  return names.map((name) => states.get(at(name))) as Seen[]
}

describe.each(shells)('a file, looked at by $name', (shell) => {
  it('is told by any name, and nothing in it is run', () => {
    const states = of(shell, hostile)
    expect(states.map((state) => state.size)).toEqual(hostile.map((name) => Buffer.byteLength(`I am ${name}`)))
    expect(states.every(({ exists, type, symlink }) => exists && type === 'file' && symlink === undefined)).toBe(true)
    expect(readdirSync(folder)).not.toContain('pwned')
  })

  it('is told from one that is not there, by any name', () => {
    const names = hostile.flatMap((name) => [name, `missing ${name}`, `${name}/below`])
    const states = of(shell, names)
    expect(states.map((state) => state.exists)).toEqual(hostile.flatMap(() => [true, false, false]))
  })

  it('gives its content and digests, by any name', () => {
    const keys = hostile.map(at)
    const contents = look(shell, details.content, keys, { cwd: folder })
    expect([...contents.values()]).toEqual(hostile.map((name) => `I am ${name}`))
    const sums = look(shell, details.sha256, keys, { cwd: folder })
    const md5s = look(shell, details.md5, keys, { cwd: folder })
    expect([...sums.values()]).toEqual(hostile.map((name) => hash('sha256', `I am ${name}`)))
    expect([...md5s.values()]).toEqual(hostile.map((name) => hash('md5', `I am ${name}`)))
    expect(readdirSync(folder)).not.toContain('pwned')
  })

  it('says where symlinks lead to, in any words', () => {
    const states = of(
      shell,
      hostile.map((name) => `link to ${name}`),
    )
    expect(states.map(({ symlink }) => symlink)).toEqual(hostile.map((target) => ({ target, broken: false })))
    expect(states.every(({ type }) => type === 'file')).toBe(true)
  })

  it('tells links that lead nowhere', () => {
    const states = of(shell, ['broken', 'loop', 'plain', 'through a file'])
    expect(states.map(({ type }) => type)).toEqual(['symlink', 'symlink', 'file', 'symlink'])
    expect(states.map(({ symlink }) => symlink)).toEqual([
      { target: 'nowhere\n', broken: true },
      { target: 'loop', broken: true },
      undefined,
      { target: 'plain/below', broken: true },
    ])
  })

  it('has its type, mode and owner', async () => {
    const server = createServer().listen(at('socket'))
    await new Promise((resolve) => server.once('listening', resolve))
    const names = ['plain', 'closed', 'pipe', 'socket', '../../dev/null']
    const states = of(shell, names)
    server.close()
    expect(states.map(({ type }) => type)).toEqual(['file', 'directory', 'pipe', 'socket', 'character-device'])
    expect(states[0]).toMatchObject({ mode: '4751', uid: process.getuid?.(), links: 1 })
    expect(states[1]).toMatchObject({ mode: '0700' })
    expect(Date.parse(states[0]?.modified ?? '')).toBeGreaterThan(Date.now() - 3_600_000)
  })

  it('keeps bytes, and says why content cannot be told', () => {
    const names = ['binary', 'long', 'just fits', 'empty', 'pipe', 'closed', 'nothing', '../../dev/null']
    const contents = look(shell, details.content, names.map(at))
    const told = names.map((name) => contents.get(at(name)))
    expect(told[0]).toBe('\0\u0001\u0002\ufffd\n\0')
    expect(told[2]).toHaveLength(details.LONGEST_CONTENT)
    expect(told[3]).toBe('')
    expect(told.map((value) => (value instanceof Unknown ? value.reason : typeof value))).toEqual([
      'string',
      'it is longer than 524288 bytes',
      'string',
      'string',
      'it is not a regular file',
      'it is a directory',
      'it is not there, or a folder above it cannot be searched',
      'it is not a regular file',
    ])
  })

  it.runIf(root)('is not absent where a plain user may not look', () => {
    const names = ['closed/inside', 'closed/nothing', 'link to closed', 'closed', 'plain', 'nothing']
    const states = of(shell, names, 'nobody')
    const said = states.map((state) => (state instanceof Unknown ? state.reason : state.exists))
    expect(said).toEqual([
      'permission denied',
      'permission denied',
      'it is a symlink to "closed/inside": permission denied',
      true,
      true,
      false,
    ])
    const content = look(shell, details.content, [at('new\nline'), at('closed/inside')], { user: 'nobody' })
    expect([...content.values()]).toEqual([
      new Unknown('permission denied', 'set `sudo: true` for this role'),
      new Unknown('it is not there, or a folder above it cannot be searched'),
    ])
  })

  it.runIf(root)('says what the user that looks may do', () => {
    const names = ['plain', 'new\nline', 'closed']
    chownSync(at('new\nline'), 0, 0)
    expect(of(shell, names, 'nobody').map(({ access }) => Object.values(access ?? {}))).toEqual([
      [false, false, true],
      [false, false, false],
      [false, false, false],
    ])
    expect(of(shell, names).map(({ access }) => Object.values(access ?? {}))).toEqual([
      [true, true, true],
      [true, true, false],
      [true, true, true],
    ])
  })

  it('is not absent where stat is missing', () => {
    const states = look(shell, stat, ['/etc/passwd', '/nothing'], { path: folder })
    if (shell.name !== 'busybox')
      expect([...states.values()].map((state) => state instanceof Unknown)).toEqual([true, true])
  })

  it('has no SELinux label here, which is not another label', () => {
    expect(look(shell, details.selinuxLabel, ['/etc/passwd']).get('/etc/passwd')).toBeInstanceOf(Unknown)
  })

  it('has attributes where the file system keeps them', () => {
    const attributes = look(shell, details.attributes, [at('new\nline'), '/proc/version', at('nothing')])
    expect(attributes.get('/proc/version')).toBeInstanceOf(Unknown)
    expect(attributes.get(at('nothing'))).toBeInstanceOf(Unknown)
    const here = attributes.get(at('new\nline'))
    expect(here instanceof Unknown || /^[-A-Za-z]+$/.test(here ?? '')).toBe(true)
  })
})

function hash(algorithm: string, text: string): string {
  return createHash(algorithm).update(text).digest('hex')
}
