import { sh } from '../../host/shell.ts'
import type { Lister } from '../define-list.ts'
import { couldNotTell, type Unknown } from '../define-resource.ts'
import { failed } from '../shared/all-unknown.ts'
import { type PrintedFile, printedFiles, printFile } from '../shared/indented-files.ts'

/** A repository of yum or dnf, as its file has it: variables such as `$releasever` are left as they are. */
export interface YumSource {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  readonly baseUrls: readonly string[]
  /** Where the list of its mirrors is. */
  readonly mirrors: string | undefined
  /** Packages from it have to be signed; `undefined` where it does not say, and the main configuration does. */
  readonly gpgCheck: boolean | undefined
  readonly gpgKeys: readonly string[]
  /** The file that has it. */
  readonly path: string
}

// dnf.conf(5). The files are read rather than asking dnf, which refreshes what it knows over the network.
export const yumSources: Lister<YumSource> = {
  on: ({ packages, tools, os }) => packages === 'rpm' && (tools.includes('dnf') || os.family === 'redhat'),
  show: () => sh`cat /etc/yum.repos.d/*.repo`,
  ask: () => sh`code=0
for f in /etc/yum.conf /etc/dnf/dnf.conf /etc/yum.repos.d/*.repo /etc/distro.repos.d/*.repo; do
  ${printFile}
done
for d in /etc/yum.repos.d /etc/distro.repos.d /etc/dnf/repos.override.d; do
  if [ -d $d ] && [ ! -r $d -o ! -x $d ]; then echo "$d: Permission denied" >&2; code=1; fi
done
for f in /etc/dnf/repos.override.d/*.repo; do if [ -e "$f" ]; then echo "$f changes repositories, which is not read" >&2; code=1; fi; done
echo =
(exit $code)`,
  parse: (answer) => {
    const [, body] = /^([^]*)^=\n$/m.exec(answer.stdout) ?? []
    if (answer.exitCode !== 0 || body === undefined) return failed('yum', answer)
    const sections = printedFiles(body).flatMap(readFile)
    if (sections.some(({ id, values }) => id === 'main' && values.has('reposdir'))) {
      return couldNotTell('its configuration names other folders (reposdir), which are not read')
    }
    const odd = sections.find(({ id }) => id === undefined)
    if (odd !== undefined) return couldNotTell(`${odd.path} holds what cannot be read: ${odd.values.get('line')}`)
    return sources(sections.filter(({ id }) => id !== 'main') as RepositorySection[])
  },
}

interface Section {
  /** `undefined` for a line that is none of a repository's file. */
  readonly id: string | undefined
  readonly values: Map<string, string>
  readonly path: string
}

type RepositorySection = Section & { readonly id: string }

/** Sections with `name = value`; a line that begins with a blank goes on with the one before. */
function readFile({ path, lines }: PrintedFile): readonly Section[] {
  const sections: Section[] = []
  let last: string | undefined
  for (const line of lines) {
    if (line.trim() === '' || /^[#;]/.test(line)) continue
    const id = /^\[(.+?)\]\s*(?:[#;].*)?$/.exec(line)?.[1]
    const [, name, value = ''] = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? []
    const values = sections.at(-1)?.values
    if (id !== undefined) sections.push({ id, values: new Map(), path })
    else if (/^\s/.test(line) && last !== undefined) values?.set(last, `${values.get(last) ?? ''}\n${line.trim()}`)
    else if (name !== undefined) values?.set((last = name.toLowerCase()), value)
    else sections.push({ id: undefined, values: new Map([['line', line]]), path })
  }
  return sections
}

function sources(sections: readonly RepositorySection[]): readonly YumSource[] | Unknown {
  const twice = sections.find(({ id }, index) => sections.findIndex((other) => other.id === id) !== index)
  if (twice !== undefined) return couldNotTell(`${twice.path} names ${twice.id}, and another file does too`)
  for (const { id, values, path } of sections) {
    const [name, value] =
      SWITCHES.map((one) => [one, values.get(one)] as const).find(([, text]) => !isSwitch(text)) ?? []
    if (name !== undefined) return couldNotTell(`${path} says ${name}=${value} of ${id}, which is neither yes nor no`)
  }
  return sections.map(({ id, values, path }) => {
    const words = (name: string) => (values.get(name) ?? '').split(/[\s,]+/).filter(Boolean)
    const check = values.get('gpgcheck') ?? values.get('pkg_gpgcheck')
    return {
      id,
      name: values.get('name') ?? id,
      enabled: isYes(values.get('enabled') ?? '1'),
      baseUrls: words('baseurl').map((url) => url.replace(/\/+$/, '')),
      mirrors: values.get('metalink') ?? values.get('mirrorlist'),
      gpgCheck: check === undefined ? undefined : isYes(check),
      gpgKeys: words('gpgkey'),
      path,
    }
  })
}

const SWITCHES = ['enabled', 'gpgcheck', 'pkg_gpgcheck']

/** dnf complains of another value, and goes on as if it was not there. */
function isSwitch(text: string | undefined): boolean {
  return text === undefined || /^(?:0|1|yes|no|true|false|on|off)$/i.test(text.trim())
}

function isYes(text: string): boolean {
  return /^(1|yes|true|on)$/i.test(text.trim())
}
