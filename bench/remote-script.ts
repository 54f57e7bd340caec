import type { Kind, Question, Questions } from './questions.ts'

/** What a host answered, in the form of the questions. */
export type Answers = Readonly<Record<Kind, ReadonlyMap<string, Question>>>

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
const section = (kind: string, script: string): string => `echo "== ${kind}"; ${script}`

/** One script that answers all questions, as somebody would write it by hand who wants it fast. */
export function remoteScript({ pkg, service, file, user, group, command }: Questions): string {
  const words = (byName: object): string => Object.keys(byName).map(quote).join(' ')
  const contents = Object.entries(file).filter(([, { contains }]) => contains !== undefined)
  return [
    'export LC_ALL=C',
    section('pkg', `dpkg-query -W -f '\${Package}\\t\${db:Status-Status}\\t\${Version}\\n' ${words(pkg)}`),
    section('service', `systemctl show --property=ActiveState,UnitFileState -- ${words(service)}`),
    section('port', 'ss -Hlntu'),
    section('file', `stat -c '%n\t%F\t%a\t%U\t%G' -- ${words(file)}`),
    ...contents.map(([path, { contains }]) =>
      section(`content\t${path}`, `grep -oF ${quote(contains!)} ${quote(path)}`),
    ),
    section('user', `getent passwd ${words(user)}`),
    section('group', `getent group ${words(group)}`),
    section('proc', 'ps -eo comm='),
    ...Object.keys(command).map((line) => section(`command\t${line}`, `(${line}); echo`)),
  ].join('\n')
}

/** Reads what the script printed. */
export function readAnswers(output: string, questions: Questions): Answers {
  const sections = new Map(
    output
      .split(/^== /m)
      .slice(1)
      .map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n') + 1)]),
  )
  const lines = (name: string): string[] => (sections.get(name) ?? '').split('\n').filter((line) => line !== '')
  const table = (name: string, separator: string): string[][] => lines(name).map((line) => line.split(separator))
  const units = (sections.get('service') ?? '').trim().split('\n\n')
  return {
    pkg: new Map(
      table('pkg', '\t').map(([name = '', status, atLeast = '']) => [
        name,
        { installed: status === 'installed', atLeast },
      ]),
    ),
    service: new Map(Object.keys(questions.service).map((name, index) => [name, readUnit(units[index] ?? '')])),
    port: new Map(lines('port').map((line) => [/:(\d+)\s/.exec(line)?.[1] ?? '', { listening: true }])),
    file: new Map(
      table('file', '\t').map(([path = '', type, mode = '', owner = '', group = '']) => [
        path,
        {
          exists: true,
          type: TYPES[type ?? ''] ?? 'other',
          mode: mode.padStart(4, '0'),
          owner,
          group,
          contains: lines(`content\t${path}`)[0] ?? '',
        },
      ]),
    ),
    user: new Map(
      table('user', ':').map(([name = '', , uid, , , , shell = '']) => [
        name,
        { exists: true, uid: Number(uid), shell },
      ]),
    ),
    group: new Map(table('group', ':').map(([name = '', , gid]) => [name, { exists: true, gid: Number(gid) }])),
    proc: new Map(lines('proc').map((name) => [name, { running: true }])),
    command: new Map(
      Object.keys(questions.command).map((line) => [line, { stdout: lines(`command\t${line}`).join('\n') }]),
    ),
  }
}

const TYPES: Readonly<Record<string, string>> = {
  'regular file': 'file',
  'regular empty file': 'file',
  directory: 'directory',
}

function readUnit(text: string): Question {
  return { running: /^ActiveState=active$/m.test(text), enabled: /^UnitFileState=enabled$/m.test(text) }
}
