import { sh } from '../../host/shell.ts'
import { couldNotTell, denied, type Provider, type Unknown } from '../define-resource.ts'
import { linesOf } from '../shared/all-unknown.ts'

/** A line of the journal. */
export interface JournalEntry {
  /** In UTC, as ISO 8601. */
  readonly time: string
  /** From 0, an emergency, to 7, debugging; 3 is an error. */
  readonly priority: number
  /** The unit that it came from; empty for the kernel and what is in none. */
  readonly unit: string
  /** What the program calls itself. */
  readonly identifier: string
  readonly message: string
}

/** What the journal holds since the boot of one unit, or of all, at a priority and above it. */
export interface JournalPresent {
  readonly exists: true
  /** The newest last. */
  readonly entries: readonly JournalEntry[]
  /** There are more, and the oldest of them are left out. */
  readonly cut: boolean
  /** It reaches back to the boot: nothing was rotated away since. */
  readonly reachesBoot: boolean
}

/** What is known of the journal; a unit that nobody knows has none. */
export type JournalState = { readonly exists: false } | JournalPresent

const $ = sh`$`

/** So many entries are looked at. */
export const MOST = 500

// journalctl(1). It exits 0 where a user may read only what is the user's own, and does not always give a hint: the files are
// tried first. The first entry of the boot tells whether any was rotated away: journald begins a few seconds after systemd.
// Of a unit with another name (`sshd` is `ssh.service` on Debian) the journal knows only its own.
export const journald: Provider<JournalState> = {
  on: ({ init, tools }) => init === 'systemd' && tools.includes('journalctl'),
  show: (key) => {
    const [priority = '', unit = ''] = key.split(' ')
    return unit === '' ? sh`journalctl -b -p ${priority}` : sh`journalctl -b -p ${priority} -u ${unit}`
  },
  ask: (keys) => sh`read -r id </etc/machine-id
found=
for f in /var/log/journal/$id/system.journal /run/log/journal/$id/system.journal; do
  if [ -r $f ]; then found=$f; elif [ -e $f ]; then echo "$f: Permission denied" >&2; exit 1; fi
done
[ -n "$found" ] || { echo 'there is no journal of the system that this user may read' >&2; exit 1; }
systemctl show -p UserspaceTimestampMonotonic
printf 'first %s\n' "$(journalctl -q --no-pager -b -o json --output-fields=_PID 2>/dev/null | head -n 1)"
for k in ${keys}; do
  p=${$}{k%% *}; u=${$}{k#* }
  echo "key $k"
  if [ -n "$u" ]; then
    t=$(systemctl show -p Id -p LoadState -- "$u")
    i=$(printf '%s\n' "$t" | sed -n 's/^Id=//p')
    echo "unit $(printf '%s\n' "$t" | grep '^LoadState=')"
    t=$(journalctl --no-pager -b -p "$p" -u "${$}{i:-$u}" -n ${MOST + 1} -o json --output-fields=MESSAGE,PRIORITY,_SYSTEMD_UNIT,SYSLOG_IDENTIFIER 2>&1)
  else
    t=$(journalctl --no-pager -b -p "$p" -n ${MOST + 1} -o json --output-fields=MESSAGE,PRIORITY,_SYSTEMD_UNIT,SYSLOG_IDENTIFIER 2>&1)
  fi
  printf 'exit %s\n%s\n' $? "$t" | sed '2,$s/^/ /'
done
echo end`,
  parse: ({ stdout, stderr }, keys) => {
    const [head = '', ...blocks] = stdout.split(/^key .*\n/m)
    const whole = stdout.endsWith('\nend\n') && blocks.length === keys.length
    const unknown = refusal(linesOf(stderr)[0] ?? 'it does not say why')
    const reaches = reachesBoot(head)
    return new Map(keys.map((key, index) => [key, whole ? read(blocks[index] ?? '', reaches) : unknown]))
  },
}

function read(block: string, reaches: boolean): JournalState | Unknown {
  const exit = /^exit (\d+)$/m.exec(block)?.[1]
  const lines = block
    .split('\n')
    .filter((line) => line.startsWith(' '))
    .map((line) => line.slice(1))
  const complaint = lines.find((line) => !line.startsWith('{') && line !== '' && line !== '-- No entries --')
  if (complaint !== undefined || exit !== '0') return refusal(complaint ?? `journalctl ended with exit code ${exit}`)
  const entries = lines.filter((line) => line.startsWith('{')).map(readEntry)
  const read = entries.filter((entry) => entry !== undefined)
  if (read.length !== entries.length) return couldNotTell('journalctl printed what cannot be read')
  const loaded = /^unit (?:LoadState=)?(.*)$/m.exec(block)?.[1]
  if (read.length === 0 && loaded === 'not-found') return { exists: false }
  if (read.length === 0 && loaded === '') return couldNotTell('systemctl does not say whether there is such a unit')
  return { exists: true, entries: read.slice(-MOST), cut: read.length > MOST, reachesBoot: reaches }
}

function refusal(complaint: string): Unknown {
  const hidden = /not seeing messages|insufficient permissions|permission denied|may read/i.test(complaint)
  const reason = `the journal: ${complaint}`
  return hidden ? denied(reason, 'root may read it, and who is in systemd-journal: `sudo: true`') : couldNotTell(reason)
}

function readEntry(line: string): JournalEntry | undefined {
  try {
    const entry = JSON.parse(line) as Readonly<Record<string, unknown>>
    const text = (name: string) => (typeof entry[name] === 'string' ? entry[name] : '')
    return {
      time: new Date(Number(entry['__REALTIME_TIMESTAMP']) / 1000).toISOString(),
      priority: Number(entry['PRIORITY'] ?? 6),
      unit: text('_SYSTEMD_UNIT'),
      identifier: text('SYSLOG_IDENTIFIER'),
      message: messageOf(entry['MESSAGE']),
    }
  } catch {
    return undefined
  }
}

/** Bytes that are no text come as a list of numbers, and what is too long as null. */
function messageOf(value: unknown): string {
  if (Array.isArray(value)) return Buffer.from(value as number[]).toString()
  return typeof value === 'string' ? value : ''
}

const SLACK = 120e6

function reachesBoot(head: string): boolean {
  const started = Number(/^UserspaceTimestampMonotonic=(\d+)$/m.exec(head)?.[1])
  const first = Number(/"__MONOTONIC_TIMESTAMP":"(\d+)"/.exec(head)?.[1])
  return first <= started + SLACK
}
