import { sh } from '../../host/shell.ts'

/** A file that a host printed. */
export interface PrintedFile {
  readonly path: string
  readonly lines: readonly string[]
}

/**
 * Prints the file `$f` below its path, if there is one, and sets `code` where it cannot be read.
 *
 * Each line is indented, so that none can pass for the path of the next file.
 */
export const printFile = sh`if [ -e "$f" ]; then printf '%s\n' "$f"; sed 's/^/ /' "$f" || code=1; echo; fi`

/** The files of which {@link printFile} printed each. */
export function printedFiles(stdout: string): readonly PrintedFile[] {
  const blocks = stdout.split(/^(?=\/)/m).filter((block) => block !== '')
  return blocks.map((block) => {
    const [path = '', ...lines] = block.split('\n')
    return { path, lines: lines.map((line) => line.slice(1)) }
  })
}
