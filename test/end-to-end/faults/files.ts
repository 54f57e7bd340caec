import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../infraspec.ts'

/** A file that goes with the test. */
export function temporaryFile(name: string, text: string): string {
  const file = join(temporaryFolder(), name)
  writeFileSync(file, text)
  return file
}
