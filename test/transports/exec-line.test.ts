import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quote } from '../../src/host/shell.ts'
import { execLine } from '../../src/transports/exec-line.ts'
import { tempFolder } from '../support/connect.ts'

const HOSTILE = [
  '',
  "it's",
  '"double" `date` $(date) $HOME ${HOME} $$',
  String.raw`\ \\ \n \' \" \0101 \c \x41 \!`,
  '!! !$ !:s/a/b/ ^a^b^ !',
  'line\nline\n\n\ttab\r\n',
  '\u0001\u001b[31m\u007f\u0085',
  'ünïcödé 漢字 🦄 \u202e',
  '%s %d %n %% %b',
  '* ? [a-z] {a,b} ~ ~root #no comment; & | < > ( ) = + @',
  "'\"'\"'1 7\\08",
  '-n -e --help',
  '8'.repeat(3000) + "'7".repeat(3000),
]

/** The login shells, and the sh that a host may have: as program and arguments before the line. */
const LOGIN_SHELLS: Record<string, readonly string[]> = {
  dash: ['/bin/dash', '-c'],
  bash: ['/bin/bash', '-c'],
  zsh: ['/usr/bin/zsh', '-c'],
  fish: ['/usr/bin/fish', '-c'],
  tcsh: ['/usr/bin/tcsh', '-c'],
  mksh: ['/usr/bin/mksh', '-c'],
  'busybox sh': ['/usr/bin/busybox', 'sh', '-c'],
}
const SH: Record<string, string> = {
  dash: '/bin/dash',
  bash: '/bin/bash',
  busybox: '/usr/bin/busybox',
  mksh: '/usr/bin/mksh',
}

function answerOf(shell: readonly string[], line: string, path = process.env.PATH): Buffer {
  return execFileSync(shell[0] as string, [...shell.slice(1), line], {
    env: { PATH: path, HOME: '/tmp' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

const say = (text: string) => execLine({ sudo: false, script: `printf %s ${quote(text)}` })

describe.for(Object.entries(LOGIN_SHELLS))('as a login shell, %s', { timeout: 30_000 }, ([name, shell]) => {
  it('reads any script alike', ({ skip }) => {
    skip(!existsSync(shell[0] as string), `${name} is not installed`)
    for (const text of HOSTILE) expect(answerOf(shell, say(text)).toString()).toBe(text)
    const anyText = fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => !text.includes('\0'))
    fc.assert(
      fc.property(anyText, (text) => answerOf(shell, say(text)).equals(Buffer.from(text))),
      { numRuns: 25 },
    )
  })

  it('takes the line where it has to ask who it is', ({ skip }) => {
    skip(!existsSync(shell[0] as string), `${name} is not installed`)
    const script = `printf %s ${quote(HOSTILE.join(''))}; printf %s "\${_s-unset}"`
    const line = execLine({ sudo: true, script })
    expect(answerOf(shell, line, pathWith({ id: 'echo 0', sudo: 'shift 2; exec "$@"' })).toString()).toBe(
      `${HOSTILE.join('')}unset`,
    )
  })
})

describe.for(Object.entries(SH))('as the sh of a host, %s', { timeout: 30_000 }, ([name, path]) => {
  it('decodes any script', ({ skip }) => {
    skip(!existsSync(path), `${name} is not installed`)
    const folder = tempFolder()
    symlinkSync(path, join(folder, 'sh'))
    for (const text of HOSTILE) {
      expect(answerOf(['/bin/dash', '-c'], say(text), `${folder}:${process.env.PATH}`).toString()).toBe(text)
    }
  })
})

describe('the line', () => {
  it('is one line of printable ASCII, quoted once, whatever the script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, sudo) => {
        const script = text.replaceAll('\0', '')
        const line = execLine({ sudo, script })
        expect(line).toMatch(/^exec sh -c '[ -~]*'$/)
        expect(line.slice(12, -1)).not.toMatch(/['!]|\\['\\]/)
      }),
    )
  })

  it('keeps what a final newline means', () => {
    const runs = (script: string) => answerOf(['/bin/sh', '-c'], execLine({ sudo: false, script })).toString()
    expect(runs('echo a\\\n')).toBe('a\n')
    expect(runs('echo a\\')).toBe('a\\\n')
    expect(runs('cat <<E\nx\nE\n')).toBe('x\n')
  })

  it("exits with the script's status", () => {
    for (const script of ['exit 7', '(exit 7)', '(exit 7)\n']) {
      expect(spawnSync('/bin/sh', ['-c', execLine({ sudo: false, script })]).status).toBe(7)
    }
  })

  it('refuses what no command line can hold', () => {
    const ofLength = (length: number) => () => execLine({ sudo: false, script: 'x'.repeat(length) })
    expect(() => execLine({ sudo: false, script: 'a\0b' })).toThrow('NUL')
    expect(ofLength(140_000)).toThrow(expect.objectContaining({ name: 'ConfigError', code: 'script-too-long' }))
    const longest = `: ${'x'.repeat(131_000)}`
    expect(spawnSync('/bin/sh', ['-c', execLine({ sudo: false, script: longest })]).status).toBe(0)
  })
})

describe('sudo', () => {
  it('is not asked for by root', () => {
    const path = pathWith({ sudo: 'echo sudo was run' })
    expect(answerOf(['/bin/sh', '-c'], execLine({ sudo: true, script: 'echo as I am' }), path).toString()).toBe(
      process.getuid?.() === 0 ? 'as I am\n' : 'sudo was run\n',
    )
  })

  it('gets the script as one argument, and never asks', () => {
    // `id` says 1000 here, as it would to someone who is not root
    const path = pathWith({ id: 'echo 1000', sudo: String.raw`printf '[%s]' "$@"` })
    const line = execLine({ sudo: true, script: "echo 'a  b'\n" })
    const shell = ['/usr/bin/env', 'SSH_CONNECTION=192.0.2.1 5000 192.0.2.2 22', 'sh', '-c']
    // sudo clears the environment: the one thing of it that is told of a host goes along
    expect(answerOf(shell, line, path).toString()).toBe(
      "[-n][--][sh][-c][echo 'a  b'\n\n#][sh][192.0.2.1 5000 192.0.2.2 22]",
    )
  })

  it('speaks English, and asks by the prompt that it is given', () => {
    const path = pathWith({ id: 'echo 1000', sudo: String.raw`printf '[%s]' "$LC_ALL" "$@"` })
    const line = execLine({ sudo: true, prompt: 'ask-1:', script: 'id' })
    expect(answerOf(['/usr/bin/env', 'LC_ALL=fr_FR.UTF-8', 'sh', '-c'], line, path).toString()).toBe(
      '[C][-S][-p][ask-1:][--][sh][-c][id][sh][]',
    )
  })

  it('may be doas', () => {
    const path = pathWith({ id: 'echo 1000', doas: String.raw`printf '[%s]' "$LC_ALL" "$@"` })
    const asked = (asUser?: string) =>
      answerOf(['/bin/sh', '-c'], execLine({ sudo: true, method: 'doas', prompt: 'x', asUser, script: 'id' }), path)
    if (process.getuid?.() !== 0) expect(asked().toString()).toBe('[C][-n][--][sh][-c][id][sh][]')
    expect(asked('app').toString()).toBe('[C][-n][-u][app][--][sh][-c][id]')
    expect(asked('33').toString()).toBe('[C][-n][-u][33][--][sh][-c][id]')
  })

  it('cannot be su, which asks on a terminal', () => {
    const line = execLine({ sudo: true, method: 'su', asUser: 'app', script: 'id' })
    const { status, stderr } = spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8' })
    expect([status, stderr]).toEqual([1, 'infraspec: su asks for a password on a terminal\n'])
  })

  it('takes the name of a user as data', () => {
    const path = pathWith({ sudo: String.raw`printf '[%s]' "$@"` })
    const asked = (asUser: string) =>
      answerOf(['/usr/bin/env', 'sh', '-c'], execLine({ sudo: true, asUser, script: 'id' }), path).toString()
    expect(asked('www-data')).toBe('[-n][-H][-u][www-data][--][sh][-c][id]')
    expect(asked('33')).toBe('[-n][-H][-u][#33][--][sh][-c][id]')
    expect(asked(String.raw`CORP\j'o$e"!`)).toBe(String.raw`[-n][-H][-u][CORP\j'o$e"!][--][sh][-c][id]`)
  })

  it.for(['', '-u', '--', '#x', 'a b', 'a\nb', 'a:b', '../root', 'a\0', '\u202eroot'])(
    'refuses the name %j',
    (asUser) => {
      expect(() => execLine({ sudo: true, asUser, script: 'id' })).toThrow(
        expect.objectContaining({ name: 'ConfigError', code: 'user-name' }),
      )
    },
  )

  it('runs as the user, for real', ({ skip }) => {
    skip(process.getuid?.() !== 0 || !existsSync('/usr/bin/sudo'), 'needs root and sudo')
    const line = execLine({ sudo: true, asUser: 'nobody', script: 'id -un; echo "$HOME"' })
    expect(answerOf(['/bin/sh', '-c'], line).toString()).toMatch(/^nobody\n\/nonexistent\n$/)
  })

  it('fails where it is not allowed, without waiting for a password', ({ skip }) => {
    skip(process.getuid?.() !== 0 || !existsSync('/usr/bin/sudo'), 'needs root and sudo')
    const line = execLine({ sudo: true, script: 'id -u' })
    const { status, stdout, stderr } = spawnSync('/usr/bin/sudo', ['-n', '-u', 'nobody', 'sh', '-c', line])
    expect([status, String(stdout)]).toEqual([1, ''])
    expect(String(stderr)).toMatch(/^sudo: /)
  })
})

/** A PATH on which these programs come first. */
function pathWith(programs: Record<string, string>): string {
  const folder = tempFolder()
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  }
  return `${folder}:${process.env.PATH}`
}
