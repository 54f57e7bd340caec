import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The private folder of one connection: only this user may look into it (mkdtemp(3) makes it 0700). */
export interface Folder {
  readonly path: (name: string) => string
  readonly remove: () => void
}

// unix(7): 108 bytes, 104 on BSD, and ssh(1) puts 17 behind it while it makes a socket
const LONGEST = 60

/** Makes a folder with a short name. */
export function makeFolder(): Folder {
  const parent = tmpdir().length > LONGEST ? '/tmp' : tmpdir()
  const folder = mkdtempSync(join(parent, 'infraspec-'))
  return {
    path: (name) => join(folder, name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
