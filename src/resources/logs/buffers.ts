import { sh, type Script } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { linesOf } from '../shared/all-unknown.ts'
import { AGENTS, type LogAgent } from './agents.ts'
import type { BufferPlace } from './buffer-place.ts'
import { listedOf, refusal, type Listed } from './listed.ts'

/** A folder in which an agent keeps what it has not sent yet. */
export interface LogBufferFolder {
  /** The output or the input that it belongs to. */
  readonly name: string
  readonly path: string
  readonly present: boolean
  /** How many chunks wait there. */
  readonly chunks: number
  /** Bytes. */
  readonly size: number
  /** How old the oldest chunk is, in seconds; `undefined` where there is none. */
  readonly age: number | undefined
  /** The newest chunk may hold what has been sent already. */
  readonly keepsNewest: boolean
}

/** An agent that is configured on a host. */
export interface LogBufferPresent {
  readonly exists: true
  /** The configuration that was read. */
  readonly config: string
  /** Empty where it keeps everything in memory. */
  readonly folders: readonly LogBufferFolder[]
}

/** What is known of the buffers of an agent; one without a configuration is not there. */
export type LogBufferState = { readonly exists: false } | LogBufferPresent

const $ = sh`$`

// What the configuration means is read here, and not on the host. There every path that it may mean is listed: what is
// behind a key that ends in path or dir. Included files are read as well, one level deep. A buffer is often a link to
// another disk.
export const files: Provider<LogBufferState> = {
  on: ({ tools }) => tools.includes('stat'),
  show: (key) => sh`cat ${configsOf(key)}`,
  ask: (
    keys,
  ) => sh`config() { echo "config $1"; t=$(cat -- "$1" 2>&1); e=$?; printf '%s\n' "$t" | sed 's/^/ /'; echo "end $e"; }
paths() { sed -n 's/^[[:space:]]*"\{0,1\}\(buffer_\)\{0,1\}\(storage\.\)\{0,1\}\(path\|root_dir\|data_dir\)"\{0,1\}[[:space:]]*[:=]\{0,1\}[[:space:]]*["'\'']\{0,1\}\(\/[^"'\'',#[:space:]]*\).*/\4/p' "$@" 2>/dev/null; }
includes() { sed -n 's/^[[:space:]]*@[iI][nN][cC][lL][uU][dD][eE][[:space:]]\{1,\}["'\'']\{0,1\}\([^[:space:]"'\'']*\).*/\1/p' "$1"; }
hidden() {
  case $1 in /*) d=$1 ;; *) d=./$1 ;; esac
  while [ "$d" != "${$}{d%/*}" ]; do d=${$}{d%/*}; if [ -d "$d" ] && [ ! -r "$d" -o ! -x "$d" ]; then echo "hidden $d"; fi; done
}
list() {
  case $1 in *[*]*) d=${$}{1%/*} ;; *) d=$1 ;; esac
  t=$(ls -d -- "$d" 2>&1) || { case $t in *ermission*) echo "denied $d" ;; *) echo "none $d" ;; esac; return; }
  echo "at $d"
  find -L "$d" -type f -exec stat -L -c ' %s %Y %n' {} + 2>&1 | sed 's/^[^ ]/ &/' | head -n 5000
}
echo "now $(date +%s)"
${keys.map(askOne).reduce<Script>((all, one) => sh`${all}${one}`, sh``)}echo done`,
  parse: ({ stdout, stderr }, keys) => {
    const blocks = stdout.split(/^agent\n/m).slice(1)
    const whole = stdout.endsWith('\ndone\n') && blocks.length === keys.length
    const now = Number(/^now (\d+)$/m.exec(stdout)?.[1])
    const why = linesOf(stderr)[0] ?? 'the host does not say'
    return new Map(
      keys.map((key, index) => [key, whole ? read(agentOf(key), blocks[index] ?? '', now) : couldNotTell(why)]),
    )
  },
}

function askOne(key: string): Script {
  const { usual } = agentOf(key)
  return sh`echo agent; c=
for f in ${configsOf(key)}; do if [ -e "$f" ]; then c=$f; break; elif t=$(ls -d -- "$f" 2>&1); then :; else case $t in *ermission*) echo "denied $f" ;; esac; fi; done
if [ -n "$c" ]; then
  config "$c"
  i=$(cd "${$}{c%/*}" && for p in $(includes "$c"); do ls -d -- $p 2>/dev/null; done | sed "s|^[^/]|${$}{c%/*}/&|")
  (cd "${$}{c%/*}" && for p in $(includes "$c"); do hidden "$p"; done)
  for f in $i; do config "$f"; done
  for p in $(paths "$c" $i | sort -u) ${usual === undefined ? [] : [usual]}; do list "$p"; done
fi
`
}

/** `NAME` or `NAME PATH`. */
function agentOf(key: string): LogAgent {
  return AGENTS[key.split(' ')[0] ?? ''] as LogAgent
}

function configsOf(key: string): readonly string[] {
  const own = key.slice(key.indexOf(' ') + 1)
  return key.includes(' ') ? [own] : agentOf(key).configs
}

function read(agent: LogAgent, block: string, now: number): LogBufferState | Unknown {
  const parts = block.split(/^(?=\S)/m)
  const hidden = parts.find((part) => part.startsWith('denied '))
  const configs = parts.filter((part) => part.startsWith('config '))
  if (configs.length === 0) return hidden === undefined ? { exists: false } : refusal(hidden)
  const ends = parts.filter((part) => part.startsWith('end '))
  const bad = configs.find((_, index) => ends[index] !== 'end 0\n')
  const [first = '', ...texts] = configs.map(bodyOf)
  if (bad !== undefined) return refusal(bodyOf(bad))
  const unseen = parts.find((part) => part.startsWith('hidden '))
  if (unseen !== undefined) return refusal(`${unseen.slice('hidden '.length).trim()}: Permission denied`)
  const further = unreadInclude(first, texts)
  if (further !== undefined) return couldNotTell(`what ${further.trim()} names was not read`)
  const path = /^config (.*)$/m.exec(configs[0] ?? '')?.[1] ?? ''
  const places = agent.read([first, ...texts].join('\n'), path)
  if (typeof places === 'string') return couldNotTell(`${path}: ${places}`)
  const listed = parts.filter((part) => /^(at|none|denied) /.test(part)).map(listedOf)
  const folders = places.map((place) => folderOf(place, listed, now))
  return folders.find((one) => 'reason' in one) ?? { exists: true, config: path, folders: folders as LogBufferFolder[] }
}

/** One in an included file, and one that is fetched: what it names was not looked at. */
function unreadInclude(first: string, included: readonly string[]): string | undefined {
  const include = /^[ \t]*@include[ \t].*$/im
  return /^[ \t]*@include[ \t]+["']?\w+:\/\/.*$/im.exec(first)?.[0] ?? include.exec(included.join('\n'))?.[0]
}

function bodyOf(part: string): string {
  const lines = part.split('\n').slice(1)
  return lines.map((line) => line.slice(1)).join('\n')
}

/** A folder below one that is not there is not there either; one that nobody listed could not be told. */
function folderOf(place: BufferPlace, listed: readonly Listed[], now: number): LogBufferFolder | Unknown {
  const above = listed.find(({ path }) => place.path === path || place.path.startsWith(`${path}/`))
  if (above === undefined) return couldNotTell(`what is in ${place.path} was not looked at`)
  if (above.kind === 'denied') return refusal(`${place.path}: Permission denied`)
  if (above.complaint !== undefined) return refusal(above.complaint)
  if (above.files.length >= 4999) return couldNotTell(`${above.path} has more files than are looked at`)
  const chunks = above.files.filter(({ path }) => place.pattern.test(path))
  const times = chunks.map(({ time }) => time)
  return {
    name: place.name,
    path: place.path,
    present:
      above.kind === 'at' &&
      (above.path === place.path || above.files.some(({ path }) => path.startsWith(`${place.path}/`))),
    chunks: chunks.length,
    size: chunks.reduce((all, { size }) => all + size, 0),
    age: times.length === 0 ? undefined : Math.max(0, now - Math.min(...times)),
    keepsNewest: place.keepsNewest === true,
  }
}
