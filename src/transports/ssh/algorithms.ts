import type { Algorithms } from 'ssh2'

/** What is offered in the key exchange, cheapest first among what is sound; no SHA-1, no CBC, no compression. */
export const ALGORITHMS: Algorithms = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group-exchange-sha256',
  ],
  cipher: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'aes128-ctr',
    'aes192-ctr',
    'aes256-ctr',
    'chacha20-poly1305@openssh.com',
  ],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
}

/** What the host offers of one kind, from the lines that ssh2 prints for debugging. */
export function offerOf(line: string): { kind: string; names: readonly string[] } | undefined {
  const [, kind, names] = /^Handshake: \(remote\) ([^:]+): (.*)$/.exec(line) ?? []
  return kind === undefined || names === undefined ? undefined : { kind, names: names.split(',') }
}
