import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { FLAGS, flagName, flagsOf } from '../../src/cli/flags.ts'
import { parse } from '../../src/cli/parse.ts'
import type { Settings } from '../../src/run/settings.ts'
import { VERSION } from '../../src/version.ts'
import { SAMPLES } from './samples.ts'

async function flagsGiven(...argv: readonly string[]): Promise<Settings> {
  const parsed = await parse(argv)
  if ('text' in parsed) throw new Error(parsed.text)
  return parsed.flags
}

describe('a flag', () => {
  it.each(SAMPLES)('$argv says $settings', async ({ argv, settings }) => {
    await expect(flagsGiven('run', ...argv)).resolves.toEqual(settings)
  })

  it('has a sample here, each of them', () => {
    const sampled = new Set(SAMPLES.flatMap(({ settings }) => Object.keys(settings)))
    expect(Object.keys(FLAGS).filter((key) => !sampled.has(key))).toEqual([])
  })

  it('may be written with an equals sign', async () => {
    await expect(flagsGiven('run', '--port=22', '--role=app')).resolves.toEqual({ port: 22, role: ['app'] })
  })

  it('that is not given says nothing', async () => {
    await expect(flagsGiven('run')).resolves.toEqual({})
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
    [['--var', 'workers'], '--var takes NAME=VALUE'],
    [['--var', '=4'], '--var takes NAME=VALUE'],
    [['--bail=flase'], '--bail takes no value'],
    [['--sudo=no'], '--sudo takes no value; --no-sudo turns it off'],
    [['--sudo', '--no-sudo'], '--sudo and --no-sudo contradict each other'],
  ])('%j is refused', async (argv, message) => {
    await expect(flagsGiven('run', ...argv)).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining(message),
    })
  })

  it('that may be a secret is not repeated', async () => {
    await expect(flagsGiven('run', '--var', 'hunter2')).rejects.toThrow(/^--var takes NAME=VALUE$/)
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
  ])('%s is refused with the nearest', async (flag, message) => {
    const running = parse(['run', flag, 'x'])
    await expect(running).rejects.toMatchObject({ name: 'ConfigError', hint: 'npx infraspec run --help' })
    await expect(running).rejects.toThrow(`infraspec run has no flag ${message.startsWith('-') ? message : flag}`)
    await expect(running).rejects.toThrow(message)
  })

  it.each(['--watch', '--shard', '--jump', '--inventory', '--ssh-config', '--ask-sudo-pass', '--wait', '--junit'])(
    '%s of a later day is one, too',
    async (flag) => {
      await expect(parse(['run', '--role', 'app', flag, 'x'])).rejects.toThrow(`infraspec run has no flag ${flag}`)
    },
  )

  it.each([
    ['hosts', '--reporter'],
    ['hosts', '--bail'],
    ['facts', '--retry-for'],
    ['probes', '--allow-no-hosts'],
  ])('may be one of another command: %s %s', async (command, flag) => {
    await expect(parse([command, flag, 'x'])).rejects.toThrow(`infraspec ${command} has no flag ${flag}`)
  })
})

describe('a command', () => {
  it('takes specs between its flags and after --', async () => {
    const argv = ['run', 'base', '--role', 'app', 'app', '--bail', 'web/tls', '--', '--odd']
    const specs = ['base', 'app', 'web/tls', '--odd']
    await expect(parse(argv)).resolves.toEqual({ command: 'run', flags: { role: ['app'], bail: true }, specs })
  })

  it('keeps a spec that looks like a number as it was written', async () => {
    await expect(parse(['run', '007'])).resolves.toMatchObject({ specs: ['007'] })
  })

  it.each([
    [['rn'], 'There is no command "rn". Did you mean "run"? There are: run, hosts, facts, probes'],
    [['init'], 'There is no command "init".'],
    [[], 'Which command? There are: run, hosts, facts, probes'],
    [['hosts', 'app'], 'infraspec hosts takes flags only, and was given "app"'],
    [['facts', '--', 'app'], 'infraspec facts takes flags only, and was given "app"'],
  ])('%j is refused', async (argv, message) => {
    await expect(parse(argv)).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringContaining(message) })
  })
})

describe('the help', () => {
  async function help(...argv: readonly string[]): Promise<string> {
    const parsed = await parse(argv)
    return 'text' in parsed ? parsed.text : ''
  }

  it('names every command', async () => {
    const text = await help('--help')
    for (const name of Object.keys(COMMANDS)) expect(text).toContain(`infraspec ${name}`)
  })

  it.each(Object.keys(COMMANDS))('of %s names its flags and shows an example', async (name) => {
    const text = await help(name, '--help')
    for (const [key] of flagsOf(name)) expect(text).toMatch(new RegExp(`^ +--${flagName(key)} `, 'm'))
    expect(text).toMatch(new RegExp(`^ +npx infraspec ${name} `, 'm'))
    expect(text).not.toMatch(/\[(array|string|boolean)\]|undefined/)
  })

  it('of run says what the exit codes mean', async () => {
    await expect(help('run', '--help')).resolves.toContain('130  interrupted')
  })

  it('shows examples that are understood', async () => {
    for (const { examples } of Object.values(COMMANDS)) {
      for (const [example] of examples) {
        const [npx, infraspec, ...argv] = example.split(' ')
        expect([npx, infraspec]).toEqual(['npx', 'infraspec'])
        await expect(parse(argv)).resolves.toHaveProperty('command')
      }
    }
  })

  it('is in one language', async () => {
    const before = process.env['LC_ALL']
    process.env['LC_ALL'] = 'de_DE.UTF-8'
    await expect(help('--help')).resolves.toContain('Commands:')
    if (before === undefined) delete process.env['LC_ALL']
    else process.env['LC_ALL'] = before
  })

  it.each([['--version'], ['run', '--version']])('has the version: %s', async (...argv) => {
    await expect(help(...argv)).resolves.toBe(`${VERSION}\n`)
  })
})
