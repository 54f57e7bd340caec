import { homedir, hostname, userInfo } from 'node:os'

/** What tokens stand for. */
export interface Names {
  readonly alias: string
  readonly hostName: string
  readonly user: string
  readonly port: string
}

/** Text with the tokens of ssh_config(5), `${NAME}` and `~/` filled in; those it does not know stay. */
export function expandTokens(text: string, { alias, hostName, user, port }: Names): string {
  const tokens: Readonly<Record<string, string>> = {
    '%%': '%',
    '%d': homedir(),
    '%h': hostName,
    '%i': String(userInfo().uid),
    '%k': alias,
    '%L': hostname().split('.')[0] ?? '',
    '%l': hostname(),
    '%n': alias,
    '%p': port,
    '%r': user,
    '%u': userInfo().username,
  }
  return text
    .replace(/^~(?=\/)/, () => homedir())
    .replaceAll(/%./g, (token) => tokens[token] ?? token)
    .replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => process.env[name] ?? whole)
}
