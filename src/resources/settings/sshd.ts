import { sh } from '../../host/shell.ts'
import { couldNotTell, denied, type Provider, type Unknown } from '../define-resource.ts'
import { firstLine } from '../shared/all-unknown.ts'

/** What sshd(8) would do with a connection, after all of its files, includes and defaults. */
export interface SshdState {
  readonly exists: true
  /** By the name in small letters; those that may be given several times have several values. */
  readonly settings: Readonly<Record<string, readonly string[]>>
}

// sshd(8), -T: every setting with its value, names in small letters. It reads the host keys, so only root may ask.
export const sshdTest: Provider<SshdState> = {
  on: ({ tools }) => tools.includes('sshd'),
  show: (key) => (key === '' ? sh`sshd -T` : sh`sshd -T -C ${key}`),
  ask: (keys) => sh`s=$(command -v sshd)
for c in ${keys}; do
  if [ -n "$c" ]; then t=$("$s" -T -C "$c" 2>&1); else t=$("$s" -T 2>&1); fi
  printf 'exit %s\n%s\n' $? "$t" | sed '2,$s/^/ /'
done
echo end`,
  parse: ({ stdout, stderr }, keys) => {
    const blocks = stdout.split(/^(?=\S)/m)
    const whole = blocks.length === keys.length + 1 && blocks.at(-1) === 'end\n'
    const why = firstLine(stderr) || 'sshd does not say'
    return new Map(keys.map((key, index) => [key, whole ? read(blocks[index] ?? '') : couldNotTell(why)]))
  },
}

function read(block: string): SshdState | Unknown {
  const [heading, ...rest] = block.split('\n')
  const lines = rest.map((line) => line.slice(1).trimEnd()).filter((line) => line !== '')
  if (heading !== 'exit 0') return complaint(lines)
  const settings: Record<string, string[]> = Object.create(null) as Record<string, string[]>
  for (const line of lines) {
    const [, name, value] = /^([a-z\d]+)(?: (.*))?$/.exec(line) ?? []
    // A warning, such as one of a deprecated option, begins with a file and a line, or a capital letter.
    if (name !== undefined) (settings[name] ??= []).push((value ?? '').trim())
  }
  if (settings['port'] === undefined) return couldNotTell('sshd -T does not name the port')
  return { exists: true, settings }
}

function complaint(lines: readonly string[]): Unknown {
  const why = lines.find((line) => /permission denied|no hostkeys available/i.test(line))
  if (why !== undefined) return denied(why, 'only root may ask sshd: set `sudo: true` for this role')
  return couldNotTell(`sshd: ${lines[0] ?? 'it ended without a word'}`)
}
