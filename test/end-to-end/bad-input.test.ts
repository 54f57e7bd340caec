import { spawnSync, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

import { describe, expect, it } from 'vitest'

import { infraspec, project, projectWith, titled, totals } from './infraspec.ts'

const LOCAL = ['run', '--role', 'app', '--host', 'local']

/** Runs a spec on this machine. */
function onLocal(spec: string, flags: readonly string[] = [], settings = {}) {
  return infraspec([...LOCAL, ...flags], { cwd: projectWith(spec), ...settings })
}

/** Resolves when standard output holds a text. */
function whenPrinted({ stdout }: ChildProcess, text: string): Promise<void> {
  let printed = ''
  return new Promise((resolve) => {
    stdout?.on('data', (chunk: Buffer) => {
      printed += String(chunk)
      if (printed.includes(text)) resolve()
    })
  })
}

describe('a command line that makes no sense', () => {
  it.each([
    [['run', '--role', 'ap'], 'no role "ap"', 'app'],
    [['run', '--rol', 'app'], '--rol', '--role'],
    [['rum', '--role', 'app'], 'rum', 'run'],
    [['run', '--role', 'app', 'specs/ap.spec.ts'], 'ap.spec.ts', 'app'],
    [['run', '--role', 'app', '--host=-oProxyCommand=x'], '-oProxyCommand', ''],
    [['run', '--role', 'app', '--host', '-oProxyCommand=x'], '--host', ''],
    [['run', '--role', 'app', '--host', 'a b'], 'a b', ''],
    [['run', '--role', 'app', '--host', 'local', '--reporter', 'junitt'], 'junitt', 'junit'],
    [['run', '--role', 'app', '--host', 'local', '--timeout', 'soon'], 'soon', ''],
  ])('%j is 2, and says what would have been right', async (args, what, right) => {
    const run = await infraspec(args, { cwd: projectWith('it(user("root")).toExist()') })
    expect(run.code).toBe(2)
    expect(run.stderr).toContain(what)
    expect(run.stderr).toContain(right)
    expect(run.stderr).not.toContain('    at ')
    expect(run.stdout).toBe('')
  })

  it('a role without hosts is 4, and says so', async () => {
    const run = await infraspec(['run', '--role', 'app'], { cwd: projectWith('it(user("root")).toExist()') })
    expect(run.code).toBe(4)
    expect(run.stdout).toContain('Role app has no host')
  })

  it('fewer hosts than atLeast are 4, and are checked all the same', async () => {
    const role = "export default { specs: ['app'], hosts: ['local'], atLeast: 2 }"
    const cwd = projectWith('it(user("root")).toExist()', role)
    const run = await infraspec(['run', '--role', 'app'], { cwd })
    expect(run.code).toBe(4)
    expect(totals(run)).toEqual({ passed: 1 })
    expect(run.stdout).toContain('Role app has 1 host and asks for 2 (atLeast in roles/app.ts)')
  })
})

describe('a spec that is wrong', () => {
  it('because it asks whether no port is reachable is 2', async () => {
    const spec = "import { endpoint } from 'infraspec'\nit(endpoint('localhost')).toBeReachable()"
    expect((await onLocal(spec)).code).toBe(2)
  })

  it('with a syntax error is 2, with its line, and the others are still checked', async () => {
    const cwd = project({
      'roles/app.ts': "export default { specs: ['good', 'bad'] }",
      'specs/good.spec.ts': "import { it, user } from 'infraspec'\nit(user('root')).toExist()\n",
      'specs/bad.spec.ts': "import { it } from 'infraspec'\n\nconst = 1\n",
    })
    const run = await infraspec(LOCAL, { cwd })
    expect(run.code).toBe(2)
    expect(totals(run)).toEqual({ passed: 1 })
    expect(run.stdout).toContain('specs/bad.spec.ts')
    expect(run.report.problems).toMatchObject([
      { kind: 'spec', location: { file: 'specs/bad.spec.ts', line: 3, column: 7 } },
    ])
  })

  it('that throws is 2, with the line that threw', async () => {
    const run = await onLocal("\n\nthrow new Error('the spec is wrong')")
    expect(run.code).toBe(2)
    expect(run.report.problems).toMatchObject([
      {
        kind: 'spec',
        message: expect.stringContaining('the spec is wrong'),
        location: { file: 'specs/app.spec.ts', line: 4 },
      },
    ])
  })

  it('that throws in a describe is 2, and its other groups are still checked', async () => {
    const run = await onLocal(
      "describe('bad', ({ vars }) => { it(user(vars.missing)).toExist() })\nit(user('root')).toExist()",
    )
    expect(run.code).toBe(2)
    expect(totals(run)).toEqual({ passed: 1 })
    expect(run.stdout).toContain('There is no variable "missing"')
  })

  it('without a check is 4', async () => {
    const run = await onLocal('const nothing = 1')
    expect(run.code).toBe(4)
    expect(run.stdout).toContain('no check')
  })

  it('with a filter that leaves nothing is 4', async () => {
    const run = await onLocal("it(user('root')).toExist()", ['--name', 'there is no such title'])
    expect(run.code).toBe(4)
  })

  it('that imports what is not there is 2', async () => {
    const run = await onLocal("import 'no-such-package'\nit(user('root')).toExist()")
    expect(run.code).toBe(2)
    expect(run.stdout).toContain('no-such-package')
  })

  it('with an expectation outside of any check, or an error that nobody caught, is 2', async () => {
    const outside = await onLocal("expect(user('root')).toExist()\nit(user('root')).toExist()")
    expect(outside.code).toBe(2)
    const late = await onLocal(
      "setTimeout(() => { throw new Error('late') }, 0)\nit('waits', async () => { await new Promise((done) => setTimeout(done, 200)); expect(1).toBe(1) })",
    )
    expect(late.code).toBe(2)
    expect(late.stdout).toContain('late')
  })

  it('with .only is 2 when CI is set', async () => {
    const spec = "it.only(user('root')).toExist()\nit(user('nobody-here')).toExist()"
    expect((await onLocal(spec)).code).toBe(0)
    expect((await onLocal(spec, [], { env: { CI: 'true' } })).code).toBe(2)
  })
})

describe('an expectation that gets lost', () => {
  it('in a loop that nobody awaits fails its check, and nothing else', async () => {
    const run = await onLocal(
      "it('x', () => { ['/nope'].forEach(async (name) => { await expect(file(name)).toExist() }) })",
    )
    expect(totals(run)).toEqual({ failed: 1 })
    expect(run.report.problems).toEqual([])
    expect(run.code).toBe(1)
  })

  it('in a module that two specs import is the fault of the specs', async () => {
    const spec = "import './shared.ts'\nimport { it, user } from 'infraspec'\nit(user('root')).toExist()\n"
    const cwd = project({
      'roles/app.ts': "export default { specs: ['a', 'b'] }",
      'specs/shared.ts': "import { file, it } from 'infraspec'\nit(file('/nope')).toExist()\n",
      'specs/a.spec.ts': spec,
      'specs/b.spec.ts': spec,
    })
    const run = await infraspec(LOCAL, { cwd })
    expect(run.code).toBe(2)
    expect(run.stdout).toContain('only the first of them would have it')
  })

  it('in a describe that has ended is the fault of the spec', async () => {
    const spec = `describe('d', () => {
      ['/nope'].forEach(async (name) => { await new Promise((done) => setTimeout(done, 20)); it(file(name)).toExist() })
      it(file('/etc')).toBeDirectory()
    })
    it('goes on', async () => { await new Promise((done) => setTimeout(done, 100)); expect(1).toBe(1) })`
    const run = await onLocal(spec)
    expect(run.code).toBe(2)
    expect(run.stdout).toContain('had ended')
  })

  it('with a clock that a spec has turned still ends', async () => {
    const spec = `import { vi } from 'vitest'
      vi.useFakeTimers()
      it(user('nobody-here')).eventually({ timeout: '1s', interval: '200ms' }).toExist()`
    const run = await onLocal(spec, ['--deadline', '20s'])
    expect(run.code).toBe(1)
    expect(totals(run)).toEqual({ failed: 1 })
  })
})

describe('names are data', () => {
  const hostile = [
    "it's",
    '$(touch PWNED)',
    '`touch PWNED`',
    'a b',
    'a\nb',
    '-rf',
    '--help',
    '; touch PWNED',
    '*',
    '"',
    '\\',
    'ü',
  ]
  it('in every resource: nothing is executed, and nothing exists by such a name', async () => {
    const spec = `
      for (const name of ${JSON.stringify(hostile)}) {
        it(file('/tmp/infraspec-no-such/' + name)).not.toExist()
        it(user(name)).not.toExist()
        it(group(name)).not.toExist()
        it(proc(name)).not.toBeRunning()
      }
      it('quotes what sh interpolates', async () => {
        for (const name of ${JSON.stringify(hostile)}) await expect(command(sh\`printf %s \${name}\`)).toHaveStdout(name)
      })
    `
    const cwd = projectWith(spec)
    const run = await infraspec(LOCAL, { cwd })
    const bad = run.report.checks.filter(({ outcomes }) =>
      Object.values(outcomes).some(({ status }) => status !== 'passed'),
    )
    // A name that no account can have may be refused, but it is never a yes.
    expect(bad.flatMap(({ outcomes }) => Object.values(outcomes)).every(({ status }) => status === 'errored')).toBe(
      true,
    )
    expect(titled(run, 'failed')).toEqual([])
    expect(titled(run, 'passed')).toContain('quotes what sh interpolates')
    expect(
      (await infraspec(['run', '--role', 'app', '--host', 'local', '--name', 'PWNED'], { cwd })).stdout,
    ).not.toContain('\u001b]')
    expect(run.stderr).toBe('')
  })
})

describe('commands that misbehave', () => {
  it('killed by a signal: equal to no exit code, in both polarities', async () => {
    const run = await onLocal(`
      it(command('kill -9 $$')).toExitWith(137).not.toExitWith(137).not.toExitWith(0).toSucceed().not.toSucceed()
    `)
    expect(totals(run)).toEqual({ errored: 5 })
    expect(run.code).toBe(3)
    expect(run.stdout).toContain('SIGKILL')
  })

  it('that hang are ended by their time limit, and are errored', async () => {
    const begin = Date.now()
    const run = await onLocal("it(command('sleep 60', { timeout: '1s' })).toSucceed().not.toSucceed()")
    expect(totals(run)).toEqual({ errored: 2 })
    expect(Date.now() - begin).toBeLessThan(30_000)
  })

  it('that read standard input get its end', async () => {
    expect(
      totals(
        await onLocal(
          "it(command('cat; echo end')).toHaveStdout('end')\nit(command('cat', { stdin: 'a\\n' })).toHaveStdout('a')",
        ),
      ),
    ).toEqual({ passed: 2 })
  })

  it('that leave a child behind, holding stdout, are told in time, and the child is gone', async () => {
    const run = await onLocal("it(command('sleep 31.4159 & echo left')).toHaveStdout('left')")
    expect(totals(run)).toEqual({ passed: 1 })
    expect(spawnSync('pgrep', ['-f', '^sleep 31.4159']).stdout.toString()).toBe('')
  })

  it('with 64 MiB of output are errored, not cut in silence', async () => {
    const run = await onLocal("it(command('head -c 67108864 /dev/zero')).toHaveStdout('').not.toHaveStdout('x')")
    expect(totals(run)).toEqual({ errored: 2 })
  })

  it('with any bytes in their output are told as they are', async () => {
    const run = await onLocal(`
      it(command("printf 'a\\\\000b'")).toHaveStdout('a\\0b')
      it(command("printf '\\\\377'")).toHaveStdout('\\uFFFD')
      it(command('printf x')).toHaveStdout('x')
      it(command('printf "x\\n\\n"')).not.toHaveStdout('x')
    `)
    expect(totals(run)).toEqual({ passed: 4 })
  })

  it('whose ending is not ok are errored but for toExitWith', async () => {
    const run = await onLocal(
      "it(command('find /missing-folder')).toHaveStdout('').not.toHaveStdout('x').toExitWith(1)",
    )
    expect(totals(run)).toEqual({ errored: 2, passed: 1 })
  })
})

describe('a run that is ended', () => {
  const slow = "it(user('root')).toExist()\nit('sleeps', async () => { await expect(command('sleep 30')).toSucceed() })"

  it('by Ctrl-C is 130, keeps what was learnt, and writes JUnit', async () => {
    const cwd = projectWith(slow)
    const run = await infraspec([...LOCAL, '--timeout', '60s', '--reporter', 'junit=out/junit.xml'], {
      cwd,
      meanwhile: (child) => void whenPrinted(child, 'user "root" exists').then(() => child.kill('SIGINT')),
    })
    expect(run.code).toBe(130)
    expect(totals(run)).toEqual({ passed: 1, 'not-run': 1 })
    const xml = readFileSync(`${cwd}/out/junit.xml`, 'utf8')
    expect(xml).toContain('</testsuites>')
    expect(xml).toContain('interrupted')
  })

  it('by its deadline is 3', async () => {
    const run = await onLocal(slow, ['--timeout', '60s', '--deadline', '8s'])
    expect(run.code).toBe(3)
    expect(totals(run)).toEqual({ passed: 1, 'not-run': 1 })
    expect(run.stdout).toContain('deadline')
  })

  it('before it has begun: the process exits as the report says', async () => {
    for (const deadline of ['60ms', '300ms', '600ms']) {
      const run = await onLocal(slow, ['--deadline', deadline])
      expect([run.code, run.report.exitCode]).toEqual([3, 3])
    }
  })

  it('although a spec never yields', async () => {
    const endless = "it(user('root')).toExist()\nit('loops', async () => { await inspect(user('root')); for (;;); })"
    const late = await onLocal(endless, ['--deadline', '3s'])
    expect(late.code).toBe(3)
    const run = await onLocal(endless, [], {
      meanwhile: (child: ChildProcess) =>
        void whenPrinted(child, 'app')
          .then(() => sleep(2500))
          .then(() => child.kill('SIGINT')),
    })
    expect(run.code).toBe(130)
  })

  it('by a standard output that nobody reads any more', async () => {
    const run = await onLocal(slow, ['--timeout', '60s', '--deadline', '20s'], {
      meanwhile: (child: ChildProcess) => void child.stdout?.once('data', () => child.stdout?.destroy()),
    })
    expect(run.code).not.toBe(0)
  })

  it('at the first failure, with --bail', async () => {
    const run = await onLocal(
      "it(user('nobody-here')).toExist()\nit('sleeps', async () => { await expect(command('sleep 30')).toSucceed() })",
      ['--bail'],
    )
    expect(run.code).toBe(1)
    expect(totals(run)).toEqual({ failed: 1, 'not-run': 1 })
  })
})
