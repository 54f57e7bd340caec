import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { loadHosts, type TestHost } from '../../hosts/hosts.ts'
import type { Peer, Question, Reply } from './question.ts'

/** What a peer answered, in the order of the questions; nothing to one that it was not asked. */
export type Replies = readonly (Reply | undefined)[]

/** Asks Serverspec or Testinfra all questions, over SSH as root, in a folder of its own. */
export function askPeer(peer: Peer, questions: readonly Question[], host: TestHost, folder: string): Replies {
  const output = peer === 'serverspec' ? askServerspec(questions, host, folder) : askTestinfra(questions, host, folder)
  const replies = JSON.parse(output) as Readonly<Record<string, Reply>>
  return questions.map((_, index) => replies[index])
}

function askServerspec(questions: readonly Question[], { address, user }: TestHost, folder: string): string {
  const { identity, knownHosts } = loadHosts()
  const options = `user: '${user}', keys: ['${identity}'], keys_only: true, config: false, user_known_hosts_file: '${knownHosts}'`
  const examples = asked(questions, 'serverspec').map(([index, code]) => `  it('${index}') { ${code} }`)
  write(folder, 'peer_spec.rb', [
    `require 'serverspec'`,
    `set :backend, :ssh`,
    `set :host, '${address}'`,
    `set :ssh_options, { ${options} }`,
    `describe 'questions' do`,
    ...examples,
    'end',
  ])
  // What an expectation says is an answer; whatever else is thrown is none.
  write(folder, 'replies.rb', [
    `require 'json'`,
    'class Replies',
    '  RSpec::Core::Formatters.register self, :stop',
    '  def initialize(output) = @output = output',
    '  def stop(examples)',
    '    @output.puts(examples.examples.to_h { |example| [example.description, reply(example)] }.to_json)',
    '  end',
    '  def reply(example)',
    '    error = example.exception',
    `    return 'yes' if error.nil?`,
    `    error.is_a?(RSpec::Expectations::ExpectationNotMetError) ? 'no' : 'unknown'`,
    '  end',
    'end',
  ])
  run('rspec', ['--require', './replies.rb', '--format', 'Replies', '--out', 'replies.json', 'peer_spec.rb'], folder)
  return run('cat', ['replies.json'], folder)
}

function askTestinfra(questions: readonly Question[], { address, user }: TestHost, folder: string): string {
  const { identity, knownHosts } = loadHosts()
  write(folder, 'ssh-config', [
    'Host *',
    ...[`IdentityFile ${identity}`, 'IdentitiesOnly yes', `UserKnownHostsFile ${knownHosts}`],
    ...['ControlMaster auto', `ControlPath ${folder}/%C`, 'ControlPersist 20'],
  ])
  const entries = asked(questions, 'testinfra').map(([index, code]) => `    '${index}': lambda: ${code},`)
  write(folder, 'peer.py', [
    'import json, testinfra',
    `host = testinfra.get_host('ssh://${user}@${address}', ssh_config='ssh-config', sudo=True)`,
    'questions = {',
    ...entries,
    '}',
    'def reply(question):',
    '    try:',
    `        return 'yes' if question() else 'no'`,
    '    except Exception:',
    `        return 'unknown'`,
    'print(json.dumps({index: reply(question) for index, question in questions.items()}))',
  ])
  const replies = run('/usr/bin/python3', ['peer.py'], folder)
  spawnSync('ssh', ['-F', 'ssh-config', '-O', 'exit', `${user}@${address}`], { cwd: folder })
  return replies
}

function asked(questions: readonly Question[], peer: Peer): (readonly [number, string])[] {
  return questions.flatMap(({ [peer]: code }, index) => (code === undefined ? [] : [[index, code] as const]))
}

function write(folder: string, name: string, lines: readonly string[]): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
}

function run(command: string, args: readonly string[], cwd: string): string {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', LC_ALL: 'C.UTF-8' }
  const { stdout, stderr, error, status } = spawnSync(command, args, { cwd, env, encoding: 'utf8', timeout: 300_000 })
  // rspec ends with 1 when an expectation has failed, which here is an answer.
  if (error !== undefined || (status !== 0 && command !== 'rspec')) {
    throw new Error(`${command} ended with ${status}: ${stderr || stdout}`, { cause: error })
  }
  return stdout
}
