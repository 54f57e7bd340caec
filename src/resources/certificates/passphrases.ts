import { createHash } from 'node:crypto'

const known = new Map<string, string>()

/** Keeps a passphrase in this process, and gives what stands for it elsewhere. */
export function keepPassphrase(passphrase: string): string {
  const digest = createHash('sha256').update(passphrase).digest('hex')
  known.set(digest, passphrase)
  return digest
}

/** The passphrase that a digest stands for. */
export function passphraseOf(digest: string | undefined): string | undefined {
  return digest === undefined ? undefined : known.get(digest)
}
