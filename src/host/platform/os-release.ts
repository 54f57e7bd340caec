import type { Os, OsFamily } from './platform.ts'

const FAMILIES: Readonly<Record<string, OsFamily>> = {
  debian: 'debian',
  ubuntu: 'debian',
  linuxmint: 'debian',
  raspbian: 'debian',
  kali: 'debian',
  devuan: 'debian',
  rhel: 'redhat',
  centos: 'redhat',
  rocky: 'redhat',
  almalinux: 'redhat',
  fedora: 'redhat',
  amzn: 'redhat',
  ol: 'redhat',
  suse: 'suse',
  opensuse: 'suse',
  sles: 'suse',
  sled: 'suse',
  arch: 'arch',
  archarm: 'arch',
  manjaro: 'arch',
  alpine: 'alpine',
  gentoo: 'gentoo',
  void: 'void',
}

/** What an os-release(5) file says. It is data: nothing in it is ever run. */
export function parseOsRelease(text: string): Os {
  const fields = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, name, value] = /^\s*([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? []
    if (name !== undefined && value !== undefined) fields.set(name, unquote(value.trim()))
  }
  const id = fields.get('ID') ?? ''
  return {
    id,
    family: family([id, ...(fields.get('ID_LIKE') ?? '').split(/\s+/)]),
    name: fields.get('PRETTY_NAME') ?? fields.get('NAME') ?? '',
    version: fields.get('VERSION_ID') ?? '',
    codename: fields.get('VERSION_CODENAME') ?? '',
  }
}

function family(ids: readonly string[]): OsFamily {
  for (const id of ids) {
    // openSUSE calls itself opensuse-leap, opensuse-tumbleweed, …
    const known = id.startsWith('opensuse-') ? 'suse' : Object.hasOwn(FAMILIES, id) ? FAMILIES[id] : undefined
    if (known !== undefined) return known
  }
  return 'unknown'
}

// os-release(5): the quoting of a shell assignment, without expansion of any kind
function unquote(value: string): string {
  if (value.startsWith("'")) return /^'([^']*)'/.exec(value)?.[1] ?? value.slice(1)
  if (!value.startsWith('"')) return value.replaceAll(/\\(.)/g, '$1')
  const inner = /^"((?:[^"\\]|\\.)*)"/.exec(value)?.[1] ?? value.slice(1)
  return inner.replaceAll(/\\(["$`\\])/g, '$1')
}
