import { fingerprintOf } from '../../transports/keys/host-key.ts'
import { keyType } from '../../transports/keys/known-hosts.ts'

// cloud-init, cc_ssh and write-ssh-key-fingerprints: fingerprints, and in newer versions the keys themselves
const BLOCKS = ['FINGERPRINTS', 'KEYS'] as const

/**
 * The fingerprints of the host keys that an instance wrote to its console when it first booted.
 *
 * Lines may begin with `ec2: ` or with what the kernel and cloud-init put there. MD5 is no answer. Of several boots the last counts.
 */
export function consoleFingerprints(output: string): string[] {
  const found = BLOCKS.flatMap((name) => lastBlock(output, name).flatMap((line) => fingerprintIn(line)))
  return [...new Set(found)]
}

function lastBlock(output: string, name: string): string[] {
  const begin = `-----BEGIN SSH HOST KEY ${name}-----`
  const start = output.lastIndexOf(begin)
  const end = output.indexOf(`-----END SSH HOST KEY ${name}-----`, start)
  // without its end it may have been cut, and what is left of a line is another key
  return start === -1 || end === -1 ? [] : output.slice(start + begin.length, end).split(/\r?\n/)
}

function fingerprintIn(line: string): string[] {
  const printed = /(?:^|\s)\d+ (SHA256:[A-Za-z0-9+/]{43})=?(?:\s|$)/.exec(line)?.[1]
  if (printed !== undefined) return [printed]
  const [, type, base64 = ''] = /(?:^|\s)((?:ssh|ecdsa)-[\w-]+) ([A-Za-z0-9+/]+=*)(?:\s|$)/.exec(line) ?? []
  const blob = Buffer.from(base64, 'base64')
  return type !== undefined && keyType(blob) === type ? [fingerprintOf(blob)] : []
}
