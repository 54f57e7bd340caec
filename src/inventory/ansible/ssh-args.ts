import { InventoryError } from '../../errors.ts'

/** An option of ssh_config(5): its name and its value. */
export type SshOption = readonly [name: string, value: string]

// how to reach a host, as OpenSSH itself would be told
const HONOURED = new Set(
  'connecttimeout globalknownhostsfile hostkeyalias hostname identitiesonly identityfile port proxyjump serveralivecountmax serveraliveinterval stricthostkeychecking user userknownhostsfile'.split(
    ' ',
  ),
)
// about how Ansible keeps its connections, or what a session of infraspec never does
const IGNORED = new Set(
  'batchmode checkhostip compression controlmaster controlpath controlpersist forwardagent forwardx11 gssapiauthentication kbdinteractiveauthentication loglevel passwordauthentication preferredauthentications requesttty tcpkeepalive updatehostkeys'.split(
    ' ',
  ),
)
const SHORT: Readonly<Record<string, string>> = {
  i: 'IdentityFile',
  J: 'ProxyJump',
  l: 'User',
  p: 'Port',
}

/**
 * The options in arguments of ssh(1), such as `ansible_ssh_common_args`.
 *
 * @throws {InventoryError} for one that this neither obeys nor can leave out. `source` is the variable's name.
 */
export function parseSshArgs(text: string, source: string): SshOption[] {
  const words = splitWords(text, source)
  const options: SshOption[] = []
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (/^-[46AaCqTtvXx]+$/.test(word) && !/[46]/.test(word)) continue
    const [, letter = '', attached = ''] = /^-([oiJlp])(.*)$/s.exec(word) ?? []
    if (letter === '') throw refused(word, source)
    const value = attached || words.shift()
    if (value === undefined) throw refused(word, source)
    const option = letter === 'o' ? optionOf(value, source) : ([SHORT[letter]!, value] as const)
    if (option !== undefined) options.push(option)
  }
  return options
}

function optionOf(text: string, source: string): SshOption | undefined {
  const [, name = '', value = ''] = /^\s*(\w+)\s*[=\s]\s*(.*)$/s.exec(text) ?? []
  if (IGNORED.has(name.toLowerCase())) return undefined
  if (!HONOURED.has(name.toLowerCase()) || value === '' || /[\n\r\0]/.test(value)) throw refused(`-o ${text}`, source)
  return [name, value]
}

function refused(word: string, source: string): InventoryError {
  const proxy = /ProxyCommand/i.test(word)
  return new InventoryError('unsupported-ssh-args', `${source} says ${JSON.stringify(word)}, which is not supported`, {
    hint: proxy
      ? 'nothing that an inventory says is executed: use -o ProxyJump=bastion, or ProxyCommand in ~/.ssh/config with --transport openssh'
      : 'say it in ~/.ssh/config instead, which is read for every host',
  })
}

/** Words as a shell would split them; nothing is expanded. */
function splitWords(text: string, source: string): string[] {
  const words: string[] = []
  const rest = text.replaceAll(/\s*((?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+)/gs, (_, word: string) => {
    words.push(
      word.replaceAll(
        /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs,
        (_whole, escaped?: string, double?: string, single?: string) =>
          escaped ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? single ?? '',
      ),
    )
    return ''
  })
  if (rest.trim() !== '') throw refused(text, source)
  return words
}
