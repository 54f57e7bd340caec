import { spawnSync } from 'node:child_process'

import { countChecks, type Kind, type Question, type Questions } from './questions.ts'
import { readAnswers, remoteScript } from './remote-script.ts'

const CHECKS = 200

/** Names that a host has, one kind a line. */
const LIST = `
echo pkg $(dpkg-query -W -f '\${Package}\\n' | head -50)
# whether what has run and exited is running is seen in more than one way
exited=$(systemctl list-units --type=service --state=exited --no-legend --plain | cut -d. -f1)
echo service $(systemctl list-unit-files --type=service --state=enabled,disabled --no-legend | grep -v @ | cut -d. -f1 | grep -vxF "$exited")
echo user $(getent passwd | cut -d: -f1 | head -10)
echo group $(getent group | cut -d: -f1 | head -8)
echo file $(find /etc -xdev -maxdepth 2 -type f | sort | head -200)`

/** About 200 questions whose answers are what the host is now; `sh` runs a script there as root. */
export function askWide(sh: (script: string) => string): Questions {
  const lines = sh(LIST)
    .split('\n')
    .map((line) => line.split(' '))
  const names = (kind: Kind): Record<string, Question> =>
    Object.fromEntries((lines.find(([first]) => first === kind) ?? []).slice(1).map((name) => [name, {}]))
  const empty: Questions = {
    pkg: names('pkg'),
    service: names('service'),
    port: { 22: {}, 80: {}, 3000: {}, 3001: {}, 7070: {}, 443: {}, 3306: {}, 5432: {}, 6379: {}, 8080: {} },
    user: names('user'),
    group: names('group'),
    proc: { systemd: {}, cron: {}, nginx: {}, chronyd: {}, rsyslogd: {}, sshd: {} },
    command: { 'curl -fsS http://localhost/health': {} },
    file: names('file'),
  }
  return take(fill(empty, sh(`exec 2>/dev/null\n${remoteScript(empty)}`)))
}

const ASKED: Readonly<Record<Kind, readonly (keyof Question)[]>> = {
  pkg: ['installed'],
  service: ['running', 'enabled'],
  port: ['listening'],
  user: ['exists', 'uid', 'shell'],
  group: ['exists', 'gid'],
  proc: ['running'],
  command: ['stdout'],
  file: ['type', 'mode', 'owner', 'group'],
}

function fill(questions: Questions, output: string): Questions {
  const answers = readAnswers(output, questions)
  const kinds = Object.entries(questions) as [Kind, Questions[Kind]][]
  return Object.fromEntries(
    kinds.map(([kind, byName]) => [
      kind,
      Object.fromEntries(
        Object.keys(byName).map((name) => {
          const answer = answers[kind].get(name)
          return [name, Object.fromEntries(ASKED[kind].map((property) => [property, answer?.[property] ?? false]))]
        }),
      ),
    ]),
  ) as unknown as Questions
}

/** As many files as make it 200. */
function take(questions: Questions): Questions {
  const others = countChecks({ ...questions, file: {} })
  const files = Math.ceil((CHECKS - others) / ASKED.file.length)
  return { ...questions, file: Object.fromEntries(Object.entries(questions.file).slice(0, files)) }
}

/** Runs a script as root by the system's ssh. */
export function overSsh(login: readonly string[]): (script: string) => string {
  return (input) => {
    const { status, stdout, stderr } = spawnSync('ssh', [...login, 'sudo -n sh'], { input, encoding: 'utf8' })
    if (status === 255 || stdout === '') throw new Error(`Cannot ask the host: ${stderr}`)
    return stdout
  }
}
