import type { Platform } from '../../host/platform/platform.ts'
import { sh, type Script } from '../../host/shell.ts'
import { couldNotTell, Unknown, type Provider } from '../define-resource.ts'
import { linesOf } from '../shared/all-unknown.ts'

/** What is known about the clock of a host. */
export interface ClockState {
  readonly exists: true
  /** It follows another clock now; following only itself is not that. */
  readonly synchronised: boolean
  /** Who said so: `chrony`, `ntpd`, or `kernel`, which does not know whom it follows. */
  readonly source: 'chrony' | 'ntpd' | 'kernel'
  /** The address that it follows; empty for none, and where the source does not say. */
  readonly server: string
  /** How many clocks away the reference is; `undefined` where the source does not say. */
  readonly stratum: number | undefined
  /** How many seconds it is off, before or behind; `undefined` where the source does not say, or nothing is followed. */
  readonly offset: number | undefined
  /** Such as `Europe/Berlin`; `undefined` where the host does not say. */
  readonly timezone: string | undefined
}

type Answered = Omit<ClockState, 'exists' | 'timezone'>

/**
 * The first that answers of chronyd, ntpd and the kernel: that a client is installed does not mean that its daemon runs.
 *
 * chronyc(1), ntpq(1), timedatectl(1), whose NTPSynchronized is the kernel's own flag.
 */
export const daemons: Provider<ClockState> = {
  on: ({ tools }) => ['chronyc', 'ntpq', 'timedatectl'].some((tool) => (tools as readonly string[]).includes(tool)),
  show: () => sh`chronyc -n tracking; chronyc -n sources; ntpq -pn; timedatectl`,
  ask: (
    _,
    platform,
  ) => sh`answer() { n=$1; shift; t=$("$@" 2>&1); printf 'from %s %s\n%s\n' "$n" $? "$t" | sed '2,$s/^/ /'; }
${questions(platform)}
printf 'zone %s\nlink %s\n' "$(cat /etc/timezone 2>/dev/null)" "$(readlink /etc/localtime)"`,
  parse: ({ stdout }, keys) => {
    const state = read(stdout)
    return new Map(keys.map((key) => [key, state]))
  },
}

function questions({ tools }: Platform): Script {
  const all = [
    tools.includes('chronyc')
      ? sh`answer chronyc chronyc -n -c tracking
answer sources chronyc -n -c sources`
      : undefined,
    tools.includes('ntpq') ? sh`answer ntpq ntpq -n -c 'rv 0 leap,stratum,refid,offset'` : undefined,
    tools.includes('timedatectl') ? sh`answer timedatectl timedatectl show` : undefined,
  ]
  return all.reduce<Script>(
    (script, one) =>
      one === undefined
        ? script
        : sh`${script}${one}
`,
    sh``,
  )
}

function read(stdout: string): ClockState | Unknown {
  const blocks = stdout.split(/^(?=\S)/m)
  const text = (tool: string) => bodyOf(blocks.find((block) => block.startsWith(`from ${tool} `)) ?? '')
  const sources = blocks.some((block) => block.startsWith('from sources 0\n')) ? text('sources') : undefined
  const answered = readChrony(text('chronyc'), sources) ?? readNtpd(text('ntpq')) ?? readKernel(text('timedatectl'))
  if (answered instanceof Unknown) return answered
  const zone = readZone(stdout)
  if (answered !== undefined && zone !== false) return { exists: true, ...answered, timezone: zone }
  const complaints = blocks
    .filter((block) => block.startsWith('from '))
    .flatMap((block) => linesOf(bodyOf(block)).slice(0, 1))
  return couldNotTell(`nobody tells of the clock: ${[...new Set(complaints)].join('; ') || 'nothing was answered'}`)
}

function bodyOf(block: string): string {
  return block
    .split('\n')
    .slice(1)
    .map((line) => line.slice(1))
    .join('\n')
}

// 7F7F0101 is the machine's own clock, which chronyd follows where it is told to as `local`. What it says of the last server
// stays as it was once nobody answers any more; then none of the sources is marked as the one that is followed.
function readChrony(text: string, sources: string | undefined): Answered | Unknown | undefined {
  const [id, server = '', stratum, , offset] = /^[\dA-F]{8},/.test(text) ? text.trim().split(',') : []
  const leap = text.trim().split(',').at(-1)
  if (id === undefined || leap === undefined || !/^-?[\d.]+$/.test(offset ?? '')) return undefined
  if (sources === undefined) return couldNotTell('chronyc does not say which sources chronyd has')
  const normal = /^(Normal|Insert second|Delete second)$/.test(leap) && id !== '7F7F0101' && id !== '00000000'
  const synchronised = normal && /^[\^=#],\*,/m.test(sources)
  return {
    synchronised,
    source: 'chrony',
    server: synchronised ? server : '',
    stratum: Number(stratum),
    offset: synchronised ? Math.abs(Number(offset)) : undefined,
  }
}

// leap=00, stratum=2, refid=10.0.0.1, offset=-0.123 (milliseconds); leap=3 or 11 is an alarm, and refid a word then.
function readNtpd(text: string): Answered | undefined {
  const one = (name: string) => new RegExp(`\\b${name}=([^,\\s]*)`).exec(text)?.[1]
  const [leap, stratum, server, offset] = ['leap', 'stratum', 'refid', 'offset'].map(one)
  if (leap === undefined || stratum === undefined) return undefined
  const synchronised =
    leap !== '3' && leap !== '11' && Number(stratum) < 16 && !/^127\.127\.1\.|^LOCL|^LOCAL/.test(server ?? '')
  return {
    synchronised,
    source: 'ntpd',
    server: synchronised ? (server ?? '') : '',
    stratum: Number(stratum),
    offset: synchronised && offset !== undefined && offset !== '' ? Math.abs(Number(offset)) / 1000 : undefined,
  }
}

// The flag stays for hours after the last one who kept the clock right has gone.
function readKernel(text: string): Answered | Unknown | undefined {
  const flag = /^NTPSynchronized=(yes|no)$/m.exec(text)?.[1]
  if (flag === undefined) return undefined
  if (flag === 'yes' && !/^NTP=yes$/m.test(text)) {
    return couldNotTell('the kernel says that somebody keeps it right, and no service that systemd knows of does')
  }
  return { synchronised: flag === 'yes', source: 'kernel', server: '', stratum: undefined, offset: undefined }
}

/** `false` where the script did not come to its end. */
function readZone(stdout: string): string | undefined | false {
  const [, zone, link] = /^zone (.*)\nlink (.*)\n$/m.exec(stdout) ?? []
  if (zone === undefined || link === undefined) return false
  return link.split('/zoneinfo/')[1] ?? (zone === '' ? undefined : zone)
}
