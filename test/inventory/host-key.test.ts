import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseHostKey } from '../../src/inventory/host-key.ts'
import { makeProject } from '../run/project.ts'

/** A real key pair; its fingerprint as ssh-keygen(1) says it, and the line of its public half. */
function makeKey(type: string, folder = makeProject({})) {
  const file = join(folder, type)
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'a comment', '-f', file])
  const fingerprint = execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' }).split(' ')[1]!
  return { file: `${file}.pub`, fingerprint, line: readFileSync(`${file}.pub`, 'utf8').trim() }
}

it.each(['strict', 'accept-new'] as const)('keeps %s with the files of known hosts', (mode) => {
  expect(parseHostKey([mode], ['known'], '--host-key')).toEqual({ mode, fingerprints: [], knownHosts: ['known'] })
})

it('pins a fingerprint, with or without its padding', () => {
  const { fingerprint } = makeKey('ed25519')
  expect(parseHostKey([fingerprint], [], '--host-key')).toMatchObject({ mode: 'pinned', fingerprints: [fingerprint] })
  expect(parseHostKey([`${fingerprint}=`], [], '--host-key').fingerprints).toEqual([fingerprint])
})

it.each(['ed25519', 'ecdsa', 'rsa'])('pins the %s key of a file by its fingerprint', (type) => {
  const { file, fingerprint } = makeKey(type)
  expect(parseHostKey([`file:${file}`], [], '--host-key')).toMatchObject({
    mode: 'pinned',
    fingerprints: [fingerprint],
  })
})

it('accepts each key of what ssh-keyscan(1) writes', () => {
  const folder = makeProject({})
  const [one, other] = [makeKey('ed25519', folder), makeKey('ecdsa', folder)]
  const file = join(folder, 'scan')
  writeFileSync(file, `# web-1:22 SSH-2.0\nweb-1 ${one.line}\n\n[web-1]:2222 ${other.line}\nweb-1 ${one.line}\n`)
  expect(parseHostKey([`file:${file}`], [], '--host-key').fingerprints).toEqual([one.fingerprint, other.fingerprint])
})

it('accepts each of several pins, and nothing beside them', () => {
  const [one, other] = [makeKey('ed25519'), makeKey('ecdsa')]
  const { mode, fingerprints } = parseHostKey([one.fingerprint, `file:${other.file}`], [], '--host-key')
  expect({ mode, fingerprints }).toEqual({ mode: 'pinned', fingerprints: [one.fingerprint, other.fingerprint] })
  expect(() => parseHostKey([one.fingerprint, 'accept-new'], [], '--host-key')).toThrow(
    '"accept-new", which stands alone',
  )
  expect(() => parseHostKey(['strict', 'strict'], [], '--host-key')).toThrow('"strict", which stands alone')
  expect(() => parseHostKey([], [], 'roles/app.ts')).toThrow('roles/app.ts says in no way')
})

it.each([
  ['md5', 'says "md5", which is not a way to judge a host key'],
  ['Strict', 'not a way'],
  ['no', 'not a way'],
  ['', 'not a way'],
  ['SHA256:', 'not a SHA256 fingerprint'],
  ['SHA256:abc', 'not a SHA256 fingerprint'],
  [`SHA256:${'a'.repeat(44)}`, 'not a SHA256 fingerprint'],
  ['file:', '--host-key names no file'],
  ['file:/nonexistent', 'names /nonexistent, which does not exist'],
  ['file:/', 'names /, which is a folder'],
])('refuses %j', (text, message) => {
  expect(() => parseHostKey([text], [], '--host-key')).toThrow(message)
})

it.each([
  ['nothing', ''],
  ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nssh-ed25519\n'],
  ['a cut key', 'ssh-ed25519 AAAA'],
  [
    'a key of another type than it says',
    'ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIJ0000000000000000000000000000000000000000000',
  ],
  [
    'a key that is commented out',
    '# ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0000000000000000000000000000000000000000000',
  ],
])('refuses a file with %s', (_, text) => {
  const file = join(makeProject({ key: text }), 'key')
  expect(() => parseHostKey([`file:${file}`], [], '--host-key')).toThrow('holds no public key of OpenSSH')
})
