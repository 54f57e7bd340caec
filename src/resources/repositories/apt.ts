import { sh } from '../../host/shell.ts'
import type { Lister } from '../define-list.ts'
import { couldNotTell, type Unknown } from '../define-resource.ts'
import { failed } from '../shared/all-unknown.ts'
import { readDeb822 } from './deb822.ts'
import { printedFiles, printFile } from '../shared/indented-files.ts'

/** One entry of sources.list(5): each address of one that names several is an entry of its own. */
export interface AptSource {
  /** `deb`, `deb-src`. */
  readonly types: readonly string[]
  /** Scheme and host in small letters, without a slash at its end. */
  readonly uri: string
  readonly suites: readonly string[]
  readonly components: readonly string[]
  readonly enabled: boolean
  /** The path of a keyring, fingerprints, or the key itself; `undefined` where any key that apt trusts will do. */
  readonly signedBy: string | undefined
  /** Its signature is not looked at. */
  readonly trusted: boolean
  /** The file that has it. */
  readonly path: string
}

// sources.list(5). apt reads files whose names end in .list or .sources and have none but these characters.
export const aptSources: Lister<AptSource> = {
  on: ({ packages }) => packages === 'dpkg',
  show: () => sh`cat /etc/apt/sources.list /etc/apt/sources.list.d/*`,
  ask: () => sh`code=0; d=/etc/apt/sources.list.d
[ -d /etc/apt ] && [ -x /etc/apt ] || { echo '/etc/apt cannot be looked at' >&2; exit 1; }
for f in /etc/apt/sources.list $d/*.list $d/*.sources; do
  case "$f" in *[!A-Za-z0-9_./-]*) continue ;; esac
  ${printFile}
done
if [ -d $d ] && [ ! -r $d -o ! -x $d ]; then echo "$d: Permission denied" >&2; code=1; fi
echo =
(exit $code)`,
  parse: (answer) => {
    const [, body] = /^([^]*)^=\n$/m.exec(answer.stdout) ?? []
    if (answer.exitCode !== 0 || body === undefined) return failed('apt', answer)
    const sources: AptSource[] = []
    for (const { path, lines } of printedFiles(body)) {
      const read = readFile(path, lines)
      if ('reason' in read) return read
      sources.push(...read)
    }
    return sources
  },
}

function readFile(path: string, lines: readonly string[]): readonly AptSource[] | Unknown {
  const read = path.endsWith('.sources')
    ? readDeb822(lines).map((stanza) => ofStanza(stanza, path))
    : ofLines(lines, path)
  const odd = read.find((one) => typeof one === 'string')
  return odd === undefined
    ? (read as AptSource[][]).flat()
    : couldNotTell(`${path} holds what apt does not read: ${odd}`)
}

function ofLines(lines: readonly string[], path: string): readonly (AptSource[] | string)[] {
  return lines
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [, type, options = '', uri, rest] = /^(deb|deb-src)\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S.*)$/.exec(line) ?? []
      if (type === undefined || uri === undefined || rest === undefined) return line
      const [suite = '', ...components] = rest.split(/\s+/)
      const option = (name: string) => new RegExp(`(?:^|\\s)${name}=(\\S+)`, 'i').exec(options)?.[1]
      const signedBy = option('signed-by')
      const trusted = isYes(option('trusted') ?? 'no')
      return [
        { types: [type], uri: plainUri(uri), suites: [suite], components, enabled: true, signedBy, trusted, path },
      ]
    })
}

function ofStanza(stanza: ReadonlyMap<string, string>, path: string): AptSource[] | string {
  const words = (name: string) => (stanza.get(name) ?? '').split(/\s+/).filter(Boolean)
  const [types, uris, suites] = [words('types'), words('uris'), words('suites')]
  if (types.length === 0 || uris.length === 0 || suites.length === 0) return [...stanza.keys()].join(', ')
  const signedBy = stanza.get('signed-by')?.trim()
  const enabled = isYes(stanza.get('enabled') ?? 'yes')
  const trusted = isYes(stanza.get('trusted') ?? 'no')
  const components = words('components')
  return uris.map((uri) => ({ types, uri: plainUri(uri), suites, components, enabled, signedBy, trusted, path }))
}

// apt's StringToBool.
function isYes(text: string): boolean {
  return /^(yes|true|with|on|enable|1)$/i.test(text.trim())
}

/** An address in one form: its scheme and host in small letters, no slash at its end. */
export function plainUri(uri: string): string {
  return uri
    .replace(/\/+$/, '')
    .replace(/^([^:/]+:\/\/)((?:[^/]*@)?)([^/]*)/, (_, scheme: string, login: string, host: string) => {
      return `${scheme.toLowerCase()}${login}${host.toLowerCase()}`
    })
}
