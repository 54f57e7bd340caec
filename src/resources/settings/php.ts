import type { Answer } from '../../host/answer.ts'
import { sh, type Script } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { firstLine, linesOf } from '../shared/all-unknown.ts'

/** Which php.ini is meant. */
export interface PhpOptions {
  /** Its path, such as `/etc/php/8.2/fpm/php.ini`; the command line's own when it is not given. */
  readonly ini?: string
}

/** A directive that PHP has. */
export interface PhpSettingPresent {
  readonly exists: true
  /** What the ini files say, else what PHP does without them: `1` for On, empty for Off. */
  readonly value: string
  /** An ini file sets it. */
  readonly configured: boolean
}

/** What is known about a directive of PHP. */
export type PhpSettingState = { readonly exists: false } | PhpSettingPresent

/** An extension that PHP loads. */
export interface PhpExtensionPresent {
  readonly exists: true
  /** Empty for one that has none of its own. */
  readonly version: string
}

/** What is known about an extension of PHP. */
export type PhpExtensionState = { readonly exists: false } | PhpExtensionPresent

// What the files say comes first. The command line overrides these, and then nobody hears of the files.
const OVERRIDDEN = [
  ...['html_errors', 'register_argc_argv', 'implicit_flush', 'output_buffering'],
  ...['max_execution_time', 'max_input_time'],
]

const SETTINGS = `foreach (array_slice($argv, 1) as $k) { $c = get_cfg_var($k); $i = ini_get($k);
echo "\\n=", json_encode([$k, $c === false ? ($i === false ? null : (string) $i) : (is_array($c) ? implode(",", $c) : (string) $c), $c !== false]); } echo "\\n=end";`

const EXTENSIONS = `foreach (array_merge(get_loaded_extensions(), get_loaded_extensions(true)) as $e)
echo "\\n=", json_encode([strtolower($e), (string) phpversion($e)]); echo "\\n=end";`

/** A key for a name and its ini file; neither holds a newline. */
export function phpKey(name: string, ini: string | undefined): string {
  return `${ini ?? ''}\n${name}`
}

export const phpIni: Provider<PhpSettingState> = {
  on: ({ tools }) => tools.includes('php'),
  show: (key) => sh`${php(iniOf(key))} -i | grep -F ${nameOf(key)}`,
  ask: (keys) => script(keys, (names) => sh`-r ${SETTINGS} -- ${names}`),
  parse: (answer, keys) =>
    states(answer, keys, (rows, name, foreign): PhpSettingState | Unknown | undefined => {
      const row = rows.find(([one]) => one === name)
      if (row === undefined) return undefined
      if (foreign && OVERRIDDEN.includes(name))
        return couldNotTell(`php on the command line overrides ${name}`, 'look at the file itself')
      return typeof row[1] === 'string'
        ? { exists: true, value: row[1], configured: row[2] === true }
        : { exists: false }
    }),
}

export const phpLoaded: Provider<PhpExtensionState> = {
  on: ({ tools }) => tools.includes('php'),
  show: (key) => sh`${php(iniOf(key))} --ri ${nameOf(key)}`,
  ask: (keys) => script(keys, () => sh`-r ${EXTENSIONS}`),
  parse: (answer, keys) =>
    states(answer, keys, (rows, name): PhpExtensionState => {
      const wanted = name.toLowerCase()
      const row = rows.find(([one]) => one === wanted || one === `zend ${wanted}`)
      return row === undefined ? { exists: false } : { exists: true, version: typeof row[1] === 'string' ? row[1] : '' }
    }),
}

function nameOf(key: string): string {
  return key.slice(key.indexOf('\n') + 1)
}

function iniOf(key: string): string {
  return key.slice(0, key.indexOf('\n'))
}

// -c takes the place of php.ini alone: the folder beside it has to be named as well. Red Hat's is called php.d, and SUSE's is
// elsewhere: without it, what it sets would be left out.
function php(ini: string): Script {
  return ini === '' ? sh`php` : sh`PHP_INI_SCAN_DIR=${scanned(ini)} php -c ${ini}`
}

function scanned(ini: string): string {
  return `${ini.slice(0, ini.lastIndexOf('/'))}/conf.d`
}

function inis(keys: readonly string[]): readonly string[] {
  return [...new Set(keys.map(iniOf))]
}

/** A block for each ini file, in which what is amiss with it stands behind a `!`. */
function script(keys: readonly string[], asked: (names: readonly string[]) => Script): Script {
  const parts = inis(keys).map((ini) => {
    const names = keys.filter((key) => iniOf(key) === ini).map(nameOf)
    return sh`echo php
( ${ini === '' ? sh`:` : sh`${readable(ini, '')} && ${readable(scanned(ini), ': what else PHP reads is not known')}`} && ${php(ini)} ${asked(names)} )
echo
`
  })
  return parts.reduce<Script>((all, part) => sh`${all}${part}`, sh``)
}

function readable(path: string, so: string): Script {
  return sh`{ [ -r ${path} ] || { echo ${`!${path} may not be read, or is not there${so}`}; false; }; }`
}

type Row = readonly [name: unknown, ...values: unknown[]]

function states<State>(
  answer: Answer,
  keys: readonly string[],
  read: (rows: readonly Row[], name: string, foreign: boolean) => State | Unknown | undefined,
): Map<string, State | Unknown> {
  const blocks = answer.stdout.split(/^php$/m).slice(1)
  const why = firstLine(answer.stderr) || firstLine(answer.stdout) || 'php does not say'
  return new Map(
    keys.map((key) => {
      const block = blocks[inis(keys).indexOf(iniOf(key))] ?? ''
      const rows = rowsOf(block)
      const known = rows === undefined ? undefined : read(rows, nameOf(key), iniOf(key) !== '')
      return [key, known ?? couldNotTell(/^!(.*)$/m.exec(block)?.[1] ?? `php: ${why}`)]
    }),
  )
}

/** What stands before the marks are warnings of PHP's own start. */
function rowsOf(block: string): readonly Row[] | undefined {
  const marked = linesOf(block).filter((line) => line.startsWith('='))
  if (marked.at(-1) !== '=end') return undefined
  try {
    return marked.slice(0, -1).map((line) => JSON.parse(line.slice(1)) as Row)
  } catch {
    return undefined
  }
}
