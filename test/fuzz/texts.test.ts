import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameReader, frameEnd, makeNonce } from '../../src/host/session/frames.ts'
import { parseOsRelease } from '../../src/host/platform/os-release.ts'
import { parsePreamble } from '../../src/host/platform/preamble.ts'
import { quote } from '../../src/host/shell.ts'
import { parseDump } from '../../src/inventory/ssh-config/dump.ts'
import { settingsFrom } from '../../src/inventory/ssh-config/settings.ts'
import { ConfigError, ProbeError } from '../../src/errors.ts'
import { keyType, matchesHost, parseKnownHosts } from '../../src/transports/keys/known-hosts.ts'
import { execLine } from '../../src/transports/exec-line.ts'
import { shells } from '../resources/support/shells.ts'
import { reportTried, runs, trying } from './runs.ts'

reportTried('texts')

const anyText = fc.string({ unit: 'binary', maxLength: 200 })
const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: fc.constantFrom(...`'"\\\`$!*?[]{}()<>|&;#~ \t\n\r-=%a0\u00e9`), maxLength: 30 }),
)
// What is not a character cannot be UTF-8, in which all of it travels.
const words = fc.array(
  word.map((text) => Buffer.from(text.replaceAll('\0', '')).toString()),
  { minLength: 20, maxLength: 60 },
)

describe.each(shells)('quoted for $name', ({ argv, path }) => {
  const [program = '', ...args] = argv
  const says = (script: string, input?: string) =>
    spawnSync(program, [...args, ...(input === undefined ? ['-c', script] : [])], {
      input: input ?? '',
      env: { PATH: path, LC_ALL: 'C' },
    }).stdout

  it('any word is itself', () => {
    fc.assert(
      fc.property(words, (list) => {
        list.forEach(trying)
        const printed = says('', `printf '%s\\0' ${list.map(quote).join(' ')}\n`)
          .toString()
          .split('\0')
        expect(printed.slice(0, -1)).toEqual(list)
      }),
      runs(15),
    )
  })

  it('any script arrives as it is, whatever starts it', () => {
    fc.assert(
      fc.property(words, (list) => {
        list.forEach(trying)
        const script = `printf '%s\\0' ${list.map(quote).join(' ')}`
        const printed = says(execLine({ sudo: false, script }))
          .toString()
          .split('\0')
        expect(printed.slice(0, -1)).toEqual(list)
      }),
      runs(10),
    )
  })
})

it('frames: forged ends in any bytes and any chunks end nothing', () => {
  const [nonce, other] = [makeNonce(), makeNonce()]
  const forged = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc
      .tuple(fc.constantFrom(other, nonce.slice(0, 31), nonce.toUpperCase()), fc.nat(3), fc.nat(300))
      .map(([name, sequence, code]) => Buffer.from(`\n${frameEnd(name, sequence)} ${code}\n`)),
    fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.nat(255))
      .map(([sequence, code]) => Buffer.from(`\n${frameEnd(nonce, sequence)} ${code}\n`)),
  )
  fc.assert(
    fc.property(
      fc.array(forged, { maxLength: 8 }),
      fc.nat(255),
      fc.integer({ min: 1, max: 70 }),
      (parts, code, size) => {
        trying()
        const output = Buffer.concat(parts)
        const stream = Buffer.concat([output, Buffer.from(`\n${frameEnd(nonce, 0)} ${code}\n`)])
        const reader = new FrameReader({ endOf: (sequence) => frameEnd(nonce, sequence), maxBytes: 1 << 20 })
        const frames = []
        for (let at = 0; at < stream.length; at += size) frames.push(...reader.push(stream.subarray(at, at + size)))
        expect(frames).toHaveLength(1)
        expect(frames[0]).toMatchObject({ exitCode: code, truncated: false })
        expect(Buffer.from(frames[0]!.bytes).equals(output)).toBe(true)
      },
    ),
    runs(500),
  )
})

it('the preamble: any text is read, or said to be unreadable', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        anyText,
        anyText.map((text) => `id=uid=0(root)\n${text}`),
      ),
      (text) => {
        trying()
        try {
          const platform = parsePreamble(text)
          expect(Number.isInteger(platform.user.uid)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(ProbeError)
        }
      },
    ),
    runs(500),
  )
})

it('os-release: any text is read, and nothing of it is more than text', () => {
  const lines = fc.array(
    fc.tuple(fc.constantFrom('ID', 'ID_LIKE', 'NAME', 'VERSION_ID', '__proto__', 'constructor'), word),
  )
  const texts = fc.oneof(
    anyText,
    lines.map((list) => list.map(([name, value]) => `${name}=${value}`).join('\n')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      trying()
      for (const value of Object.values(parseOsRelease(text))) expect(typeof value).toBe('string')
    }),
    runs(500),
  )
})

it('known_hosts: any text names no key that is not one, and no pattern takes long', () => {
  const fields = fc.array(
    fc.oneof(word, fc.constantFrom('|1|', '*', '!*', '@revoked', '@cert-authority', 'ssh-ed25519', 'AAAA')),
    { maxLength: 6 },
  )
  const texts = fc.oneof(
    anyText,
    fields.map((list) => list.join(' ')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      trying()
      for (const { type, blob, hosts } of parseKnownHosts(text, 'f')) {
        expect(keyType(blob)).toBe(type)
        expect(typeof matchesHost(hosts, 'web-1')).toBe('boolean')
      }
      expect(typeof matchesHost(text, 'web-1.example.com')).toBe('boolean')
    }),
    runs(500),
  )
})

it('what `ssh -G` prints: any text gives settings, or what is wrong with them', () => {
  const names = fc.constantFrom(
    'hostname',
    'user',
    'port',
    'identityfile',
    'proxyjump',
    'proxycommand',
    'connecttimeout',
    'serveraliveinterval',
    'identityagent',
    'userknownhostsfile',
    'stricthostkeychecking',
  )
  const lines = fc
    .array(
      fc.tuple(names, word).map(([name, value]) => `${name} ${value}`),
      { maxLength: 12 },
    )
    .map((list) => list.join('\n'))
  fc.assert(
    fc.property(fc.oneof(lines, anyText), (text) => {
      trying()
      try {
        const { port = 22, connectTimeout = 1 } = settingsFrom(parseDump(text), parseDump(''), 'web-1')
        expect([port, connectTimeout].every((number) => Number.isFinite(number) && number >= 0)).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError)
      }
    }),
    runs(500),
  )
})
