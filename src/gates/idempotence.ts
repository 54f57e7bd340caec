import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import { ConfigError } from '../errors.ts'
import type { Problem } from '../run/report.ts'
import { readAnsibleCfg } from './ansible-cfg.ts'

/** What a run of a playbook changed, as Ansible itself counts it. */
export interface Recap {
  /** Changed tasks by host. */
  readonly changed: Readonly<Record<string, number>>
  /** The names of tasks that changed something. */
  readonly tasks: readonly string[]
  /** Hosts that it did not reach, also where the playbook ignores that. */
  readonly unreachable: readonly string[]
}

/** Writes the recap of one run of ansible-playbook where {@link Recorder.recap} finds it. */
export interface Recorder {
  /** What the playbook has to have in its environment. */
  readonly variables: Readonly<Record<string, string>>
  /** Undefined when there is none: it was not written, or no host was visited. */
  readonly recap: () => Recap | undefined
  readonly dispose: () => void
}

/**
 * Refuses what cannot be asked whether it is idempotent.
 *
 * @throws {ConfigError} for any program but ansible-playbook.
 */
export function requirePlaybook([program = '', ...args]: readonly string[]): void {
  const dry = args.find(isDry)
  if (basename(program) === 'ansible-playbook' && dry === undefined) return
  const what = dry === undefined ? JSON.stringify(basename(program)) : `ansible-playbook ${dry}`
  throw new ConfigError(
    'usage',
    `--idempotent is for ansible-playbook, which counts what it changes, and not for ${what}`,
    {
      hint: 'leave --idempotent out, or write it as -- ansible-playbook …',
    },
  )
}

const DRY = ['check', 'syntax-check', 'list-hosts', 'list-tasks', 'list-tags']

// argparse takes the beginning of a word, and several letters behind one dash
function isDry(word: string): boolean {
  return /^-[bDKkv]*C/.test(word) || (word.length > 3 && DRY.some((flag) => `--${flag}`.startsWith(word)))
}

// A plugin of our own, since the recap on the screen is for people; the numbers are those that it prints.
const PLUGIN = `
from ansible.plugins.callback import CallbackBase
import json, os

class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'aggregate'
    CALLBACK_NAME = 'infraspec_recap'
    CALLBACK_NEEDS_ENABLED = False

    def __init__(self, *args, **kwargs):
        super(CallbackModule, self).__init__(*args, **kwargs)
        self.tasks = []
        self.unreachable = []

    def v2_runner_on_ok(self, result):
        if result._result.get('changed', False):
            self.tasks.append(result._task.get_name())

    def v2_runner_on_unreachable(self, result):
        self.unreachable.append(result._host.get_name())

    def v2_playbook_on_stats(self, stats):
        changed = dict((host, stats.summarize(host)['changed']) for host in stats.processed)
        path = os.environ['INFRASPEC_RECAP']
        with open(path + '.new', 'w') as file:
            json.dump({'changed': changed, 'tasks': self.tasks, 'unreachable': self.unreachable}, file)
        os.rename(path + '.new', path)
`

/** Makes Ansible record what a run of a playbook changes, in a private folder. */
export function recordRecap(root: string): Recorder {
  const folder = mkdtempSync(join(tmpdir(), 'infraspec-recap-'))
  const file = join(folder, 'recap.json')
  writeFileSync(join(folder, 'infraspec_recap.py'), PLUGIN)
  const cfg = readAnsibleCfg(root, process.env).get('ANSIBLE_CALLBACK_PLUGINS', 'defaults', 'callback_plugins')
  const usual = cfg?.text ?? '~/.ansible/plugins/callback:/usr/share/ansible/plugins/callback'
  return {
    variables: { ANSIBLE_CALLBACK_PLUGINS: `${usual}:${folder}`, INFRASPEC_RECAP: file },
    recap: () => readRecap(file),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function readRecap(file: string): Recap | undefined {
  try {
    const { changed, tasks, unreachable } = JSON.parse(readFileSync(file, 'utf8')) as Recap
    if (Object.keys(changed).length === 0) return undefined
    return { changed, tasks: [...new Set(tasks)], unreachable: [...new Set(unreachable)] }
  } catch {
    return undefined
  }
}

const SHOWN = 5

/** What is wrong when a second run changed something, or did not say of each host of the first; undefined when nothing is. */
export function idempotenceProblem(recap: Recap | undefined, first?: Recap): Problem | undefined {
  if (recap === undefined) {
    return unknown('gave no recap of any host', 'does its inventory have hosts, and does it run to its end?')
  }
  const hosts = Object.entries(recap.changed).filter(([, count]) => count > 0)
  if (hosts.length === 0) {
    const unvisited = Object.keys(first?.changed ?? {}).filter((host) => !Object.hasOwn(recap.changed, host))
    const missed = [...unvisited, ...recap.unreachable]
    return missed.length === 0
      ? undefined
      : unknown(`did not reach ${cut(missed)}`, 'both runs have to visit all hosts')
  }
  const where = hosts.map(([host, count]) => `${host} (${count})`)
  const tasks = recap.tasks.length === 0 ? '' : `: ${cut(recap.tasks.map((task) => JSON.stringify(task)))}`
  const message = `ansible-playbook is not idempotent: its second run changed something on ${cut(where)}${tasks}`
  return { kind: 'not-idempotent', message, hint: 'a task that always changes needs changed_when, creates or a module' }
}

function unknown(how: string, hint: string): Problem {
  const message = `Whether ansible-playbook is idempotent could not be told: its second run ${how}`
  return { kind: 'idempotence-unknown', message, hint }
}

function cut(list: readonly string[]): string {
  const more = list.length > SHOWN ? ` and ${list.length - SHOWN} more` : ''
  return list.slice(0, SHOWN).join(', ') + more
}
