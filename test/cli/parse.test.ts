import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { FLAGS, flagName, flagsOf } from '../../src/cli/flags.ts'
import { parse } from '../../src/cli/parse.ts'
import type { Settings } from '../../src/run/options/settings.ts'
import { VERSION } from '../../src/version.ts'
import { SECRET_VARIABLES } from '../../src/secret-variables.ts'
import { SAMPLES } from './samples.ts'

function flagsGiven(...argv: readonly string[]): Settings {
  const parsed = parse(argv)
  if ('text' in parsed) throw new Error(parsed.text)
  return parsed.flags
}

describe('a flag', () => {
  it.each(SAMPLES)('$argv says $settings', ({ argv, settings, command }) => {
    const wraps = ['gate', 'access'].includes(command)
    expect(flagsGiven(command, ...argv, ...(wraps ? ['--', 'true'] : []))).toEqual(settings)
  })

  it('has a sample here, each of them', () => {
    const sampled = new Set(SAMPLES.flatMap(({ settings }) => Object.keys(settings)))
    expect(Object.keys(FLAGS).filter((key) => !sampled.has(key))).toEqual([])
  })

  it('may be written with an equals sign', () => {
    expect(flagsGiven('run', '--port=22', '--role=app')).toEqual({ port: 22, role: ['app'] })
  })

  it('that is not given says nothing', () => {
    expect(flagsGiven('run')).toEqual({})
  })

  it.each([
    [['--port', '0'], '--port says port "0"'],
    [['--port', '65536'], '--port says port "65536"'],
    [['--port', '0x16'], '--port says port "0x16"'],
    [['--port', '22', '--port', '23'], '--port is given 2 times, and takes one value'],
    [['--user=', 'x'], '--user needs a value'],
    [['--role='], '--role needs a value'],
    [['--role'], '--role needs a value'],
    [['--role', '--bail'], '--role needs a value'],
    [['--timeout', '5x'], '--timeout: "5x" is not a length of time'],
    [['--timeout', '0s'], '--timeout says "0s"'],
    [['--connect-timeout', ''], '--connect-timeout needs a value'],
    [['--retry-for=-1s'], '--retry-for: "-1s" is not a length of time'],
    [['--deadline', '1000h'], '--deadline says "1000h"'],
    [['--concurrency', '0'], '--concurrency says "0", and takes a whole number from 1'],
    [['--concurrency', '1.5'], '--concurrency says "1.5"'],
    [['--name', '('], '--name is not a regular expression'],
    [['--evidence', 'shrot'], '--evidence says "shrot", and takes none, short, full. Did you mean "short"?'],
    [['--transport', 'opnssh'], '--transport says "opnssh", and takes ssh, openssh. Did you mean "openssh"?'],
    [['--jump='], '--jump needs a value'],
    [['--var', 'workers'], '--var takes NAME=VALUE'],
    [['--var', '=4'], '--var takes NAME=VALUE'],
    [['--bail=flase'], '--bail takes no value'],
    [['--sudo=no'], '--sudo takes no value; --no-sudo turns it off'],
    [['--sudo', '--no-sudo'], '--sudo and --no-sudo contradict each other'],
  ])('%j is refused', (argv, message) => {
    expect(() => flagsGiven('run', ...argv)).toThrow(
      expect.objectContaining({ name: 'ConfigError', message: expect.stringContaining(message) }),
    )
  })

  it('that may be a secret is not repeated', () => {
    expect(() => flagsGiven('run', '--var', 'hunter2')).toThrow(/^--var takes NAME=VALUE$/)
  })
})

describe('an unknown flag', () => {
  it.each([
    ['--rol', '--rol. Did you mean "--role"?'],
    ['--reporer', '--reporer. Did you mean "--reporter"?'],
    ['--conect-timeout', 'Did you mean "--connect-timeout"?'],
    ['--no-sduo', 'Did you mean "--no-sudo"?'],
    ['--connectTimeout', '--connectTimeout. Did you mean "--connect-timeout"?'],
    ['--no-port', '--no-port'],
    ['-x', '-x.'],
    ['--host.name', '--host.name'],
  ])('%s is refused with the nearest', (flag, message) => {
    const running = () => parse(['run', flag, 'x'])
    expect(running).toThrow(expect.objectContaining({ name: 'ConfigError', hint: 'npx infraspec run --help' }))
    expect(running).toThrow(`infraspec run has no flag ${message.startsWith('-') ? message : flag}`)
    expect(running).toThrow(message)
  })

  it.each(['--spec', '--junit'])('%s of a later day is one, too', (flag) => {
    expect(() => parse(['run', '--role', 'app', flag, 'x'])).toThrow(`infraspec run has no flag ${flag}`)
  })

  it.each([
    ['hosts', '--reporter'],
    ['hosts', '--bail'],
    ['facts', '--retry-for'],
    ['probes', '--allow-no-hosts'],
  ])('may be one of another command: %s %s', (command, flag) => {
    expect(() => parse([command, flag, 'x'])).toThrow(`infraspec ${command} has no flag ${flag}`)
  })
})

describe('a command', () => {
  it('takes specs between its flags and after --', () => {
    const argv = ['run', 'base', '--role', 'app', 'app', '--bail', 'web/tls', '--', '--odd']
    const specs = ['base', 'app', 'web/tls', '--odd']
    expect(parse(argv)).toEqual({ command: 'run', flags: { role: ['app'], bail: true }, specs, wrapped: [] })
  })

  it('that wraps another one leaves all of that behind -- alone', () => {
    const wrapped = ['ansible-playbook', '--check', '-e', 'a=b', '--', 'x']
    const parsed = parse(['gate', '--role', 'app', '--', ...wrapped])
    expect(parsed).toEqual({ command: 'gate', flags: { role: ['app'] }, specs: [], wrapped })
  })

  it('keeps a spec that looks like a number as it was written', () => {
    expect(parse(['run', '007'])).toMatchObject({ specs: ['007'] })
  })

  it.each([
    [
      ['rn'],
      'There is no command "rn". Did you mean "run"? There are: run, gate, access, ami, sweep, init, hosts, facts, probes',
    ],
    [['ini'], 'There is no command "ini". Did you mean "init"?'],
    [['init', '--role', 'app'], 'infraspec init has no flag --role'],
    [[], 'Which command? There are: run, gate, access, ami, sweep, init, hosts, facts, probes'],
    [['gate', '--role', 'app'], 'infraspec gate needs a command to run: -- CMD …'],
    [['gate', 'ls', '--', 'ls'], 'infraspec gate takes flags, and behind -- the command to run, and was given "ls"'],
    [['gate', '--shard', '1/2', '--', 'ls'], 'infraspec gate has no flag --shard'],
    [['access', '--open-ssh', 'sg-1'], 'infraspec access needs a command to run: -- CMD …'],
    [['access', '--role', 'app', '--', 'ls'], 'infraspec access has no flag --role'],
    [['sweep', '--host', 'a'], 'infraspec sweep has no flag --host'],
    [['hosts', 'app'], 'infraspec hosts takes flags only, and was given "app"'],
    [['facts', '--', 'app'], 'infraspec facts takes flags only, and was given "app"'],
  ])('%j is refused', (argv, message) => {
    expect(() => parse(argv)).toThrow(
      expect.objectContaining({ name: 'ConfigError', message: expect.stringContaining(message) }),
    )
  })
})

describe('the help', () => {
  function help(...argv: readonly string[]): string {
    const parsed = parse(argv)
    return 'text' in parsed ? parsed.text : ''
  }

  it('names every command', () => {
    const text = help('--help')
    for (const name of Object.keys(COMMANDS)) expect(text).toContain(`infraspec ${name}`)
  })

  it.each(Object.keys(COMMANDS))('of %s names its flags and shows an example', (name) => {
    const text = help(name, '--help')
    for (const [key] of flagsOf(name)) expect(text).toMatch(new RegExp(`^ +--${flagName(key)}[ ,]`, 'm'))
    expect(text).toMatch(new RegExp(`^ +npx infraspec ${name} `, 'm'))
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(text).not.toMatch(/\[(array|string|boolean)\]|undefined/)
  })

  it('of run says what the exit codes mean', () => {
    expect(help('run', '--help')).toContain('130  interrupted')
    expect(help('run', '--help')).not.toContain('CMD failed')
    expect(help('gate', '--help')).toMatch(/5 +CMD failed/)
    for (const name of SECRET_VARIABLES) {
      expect(help('run', '--help')).toContain(name)
      expect(help('hosts', '--help')).not.toContain(name)
    }
  })

  it('shows examples that are understood', () => {
    for (const { examples } of Object.values(COMMANDS)) {
      for (const [example] of examples) {
        const [npx, infraspec, ...argv] = example.split(' ')
        expect([npx, infraspec]).toEqual(['npx', 'infraspec'])
        expect(parse(argv)).toHaveProperty('command')
      }
    }
  })

  it('is in one language', () => {
    const before = process.env['LC_ALL']
    process.env['LC_ALL'] = 'de_DE.UTF-8'
    expect(help('--help')).toContain('Commands:')
    if (before === undefined) delete process.env['LC_ALL']
    else process.env['LC_ALL'] = before
  })

  it.each([['--version'], ['run', '--version']])('has the version: %s', (...argv) => {
    expect(help(...argv)).toBe(`${VERSION}\n`)
  })
})
