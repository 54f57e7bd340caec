import { existsSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** What Ansible's own configuration says: the environment over the one `ansible.cfg` that Ansible would read. */
export interface AnsibleCfg {
  /** The value of a setting, by its variable and by its place in the file. */
  readonly get: (variable: string, section: string, key: string) => CfgValue | undefined
}

/** A value, and whose word it is. */
export interface CfgValue {
  readonly text: string
  /** As messages name it: a variable or a file. */
  readonly from: string
  /** Relative paths in it begin here. */
  readonly folder: string
}

/**
 * Reads the configuration that Ansible would read when it runs in `root`.
 *
 * Only the first file that there is counts, and none of a folder that anybody may write to, as Ansible has it.
 */
export function readAnsibleCfg(root: string, variables: NodeJS.ProcessEnv): AnsibleCfg {
  const file = cfgFile(root, variables)
  const settings = file === undefined ? new Map<string, string>() : parseIni(readFileSync(file, 'utf8'))
  return {
    get(variable, section, key) {
      const set = variables[variable]?.trim()
      if (set) return { text: set, from: variable, folder: root }
      const text = settings.get(`${section}.${key}`)
      return text && file ? { text, from: `${file}: ${key}`, folder: dirname(file) } : undefined
    },
  }
}

/** An absolute path of what Ansible takes for one. */
export function cfgPath({ text, folder }: Pick<CfgValue, 'text' | 'folder'>): string {
  return text.startsWith('~/') ? join(homedir(), text.slice(2)) : resolve(folder, text)
}

/** Whether Ansible takes a value for yes; a YAML or INI value that is text is one as well. */
export function isYes(value: unknown): boolean {
  return /^(true|yes|on|1|t|y)$/i.test(String(value).trim())
}

function cfgFile(root: string, variables: NodeJS.ProcessEnv): string | undefined {
  const named = variables['ANSIBLE_CONFIG']?.trim()
  const given = named ? cfgPath({ text: named, folder: root }) : undefined
  const here = isSafe(root) ? join(root, 'ansible.cfg') : undefined
  const files = [given && isFolder(given) ? join(given, 'ansible.cfg') : given, here]
  return [...files, join(homedir(), '.ansible.cfg'), '/etc/ansible/ansible.cfg'].find(
    (file): file is string => file !== undefined && existsSync(file),
  )
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

// what a stranger could have put there would name programs to run
function isSafe(folder: string): boolean {
  const mode = statSync(folder, { throwIfNoEntry: false })?.mode ?? 0
  return (mode & 0o002) === 0
}

/** By `section.key`. A comment begins with # or ; on a line, and with " ;" behind a value. */
function parseIni(text: string): Map<string, string> {
  const settings = new Map<string, string>()
  let section = ''
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*[#;]/.test(line)) continue
    section = /^\[([^\]]+)\]/.exec(line)?.[1] ?? section
    const [, key, value] = /^([\w-]+)\s*[=:]\s*(.*)$/.exec(line) ?? []
    if (key !== undefined && value !== undefined) settings.set(`${section}.${key}`, value.replace(/\s;.*$/, '').trim())
  }
  return settings
}
