import { sh } from '../../host/shell.ts'
import type { Provider } from '../define-resource.ts'
import { homeOf, type KeyFile } from './authorized-keys.ts'
import { hasGetent } from './database.ts'
import { refusedFiles } from './strict-modes.ts'
import { firstLine } from '../shared/all-unknown.ts'

/** Where sshd looks for the keys of a user. */
export interface KeySources {
  /** Which files of `~/.ssh` it reads; `undefined` when it could not be asked. */
  readonly home: readonly KeyFile[] | undefined
  /** Why a key that is not in the files of the home may log in all the same; `undefined`: it may not. */
  readonly doubt: string | undefined
  readonly hint?: string | undefined
  /** Why sshd may not take what stands in a file: with StrictModes, nobody else may be able to write to it. */
  readonly refused: { readonly [File in KeyFile]?: string }
}

// sshd(8), -T: it has to read its host keys, which takes root. A Match on an address is that of this host itself.
export const keySources: Provider<KeySources> = {
  on: () => true,
  ask: (names, platform) => sh`s=$(command -v sshd) || for s in /usr/sbin/sshd /usr/local/sbin/sshd ''; do
  if [ -x "$s" ]; then break; fi
done
for n in ${names}; do
  case $s,$n in
    ,*) printf '%s\0' '-' ;;
    *,*,*) printf '%s\0' '!a name with a comma cannot be asked for' ;;
    *) if t=$("$s" -T -C "user=$n,host=localhost,addr=127.0.0.1" 2>&1); then printf ':%s\0' "$t"
      else printf '!%s\0' "$t"; fi ;;
  esac
  ${homeOf(platform)}
  printf 'ids %s %s\n' "$(id -u -- "$n")" "$(id -g -- "$n")"
  ${hasGetent(platform) ? sh`getent group -- "$(id -g -- "$n")" | sed 's/.*:/members /'` : sh`:`}
  stat -L -c '%u %g %a %n' -- "$h" "$h/.ssh" "$h/.ssh/authorized_keys" "$h/.ssh/authorized_keys2"
  printf '\0'
done 2>/dev/null`,
  parse: ({ stdout }, names, { os }) => {
    const records = stdout.split('\0').slice(0, -1)
    return new Map(
      names.map((name, index) => {
        const sources = read(records[2 * index])
        const strict = !/^strictmodes no$/im.test(records[2 * index] ?? '')
        const owned = { text: records[2 * index + 1] ?? '', name, debian: os.family === 'debian' }
        return [name, { ...sources, refused: strict && records[2 * index] !== '-' ? refusedFiles(owned) : {} }]
      }),
    )
  },
}

function read(record = '!it did not answer'): Omit<KeySources, 'refused'> {
  // Without an sshd there is nobody who would look elsewhere.
  if (record === '-') return { home: KEY_FILES, doubt: undefined }
  const text = record.slice(1)
  const files = setting(text, 'authorizedkeysfile')
  if (record.startsWith('!') || files === undefined) {
    const doubt = `sshd does not say where it looks for keys: ${firstLine(text)}`
    return { home: undefined, doubt, hint: 'set `sudo: true` for this role' }
  }
  const paths = files.split(/\s+/).map((path) => path.replace(/^%h\//, ''))
  const others = paths.filter((path) => !HOME.includes(path))
  const command = setting(text, 'authorizedkeyscommand') ?? 'none'
  const home = KEY_FILES.filter((file) => paths.includes(`.ssh/${file}`))
  if (others.length === 0 && command === 'none') return { home, doubt: undefined }
  const doubt = [
    ...(others.length === 0 ? [] : [`AuthorizedKeysFile ${files}`]),
    ...(command === 'none' ? [] : [`AuthorizedKeysCommand ${command}`]),
  ]
  return { home, doubt: `sshd looks elsewhere too: ${doubt.join(', ')}` }
}

const KEY_FILES: readonly KeyFile[] = ['authorized_keys', 'authorized_keys2']
const HOME = KEY_FILES.map((file) => `.ssh/${file}`)

function setting(text: string, name: string): string | undefined {
  return new RegExp(`^${name} (.+)$`, 'im').exec(text)?.[1]?.trim()
}
