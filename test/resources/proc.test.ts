import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown, type Comparison } from '../../src/resources/define-resource.ts'
import { proc, type CountRange } from '../../src/resources/proc.ts'
import { namesMatch } from '../../src/resources/processes/names.ts'
import { procfs } from '../../src/resources/processes/procfs.ts'
import { commOf } from '../../src/resources/processes/script.ts'
import type { ProcessInfo, ProcessPresent, ProcessState } from '../../src/resources/processes/state.ts'
import { anAnswer, aPlatform, askHere, run, shells } from './live/ask.ts'
import { fixture } from './live/fixture.ts'

const { definition } = proc('nginx')
const { toBeRunning, toHaveCount, toHaveUser, toHaveGroup, toHaveArgs } = definition.matchers
const keyOf = definition.key as (name: string) => string

describe.each(['bookworm', 'bullseye'])('as %s printed it', (name) => {
  const keys = ['systemd', 'systemd-journald', 'systemd-journal', 'cron', 'kthreadd', 'nope', 'cro', 'systemd-journalx']
  const states = procfs.parse(fixture(`proc/${name}`), keys, aPlatform())
  const state = (key: string): ProcessState => asState(states.get(key))

  it('finds what runs, and nothing that only begins alike', () => {
    expect(keys.filter((key) => toBeRunning(state(key)))).toEqual([
      'systemd',
      'systemd-journald',
      'systemd-journal',
      'cron',
    ])
  })

  it('has everything about one', () => {
    expect(state('cron')).toEqual({
      exists: true,
      count: 1,
      processes: [
        {
          pid: expect.any(Number),
          ppid: 1,
          comm: 'cron',
          args: '/usr/sbin/cron -f',
          argv: ['/usr/sbin/cron', '-f'],
          user: 'root',
          group: 'root',
          uid: 0,
          gid: 0,
          rss: expect.any(Number),
        },
      ],
    })
    expect(state('systemd-journald')).toMatchObject({ processes: [{ comm: 'systemd-journal' }] })
  })
})

it('reads a thread of the kernel', () => {
  const state = procfs.parse(fixture('proc/kernel-threads'), ['kthreadd'], aPlatform()).get('kthreadd')
  expect(state).toMatchObject({ count: 1, processes: [{ pid: 2, args: '', argv: [], rss: undefined }] })
})

describe('procfs', () => {
  const status =
    'Name:\ta\nState:\tS (sleeping)\nPid:\t7\nPPid:\t1\nUid:\t0\t33\t0\t0\nGid:\t0\t33\t0\t0\nVmRSS:\t 12 kB\n'
  const full = `process 7 a\nstatuses\n${status}arguments\nargs 7\n 61 00 62\nend\nusers\nwww-data:x:33:33::/:\ngroups 0\ndone 2\n`
  const parse = (stdout: string, key = 'a'): ProcessState | Unknown | undefined =>
    procfs.parse(anAnswer({ stdout }), [key], aPlatform()).get(key)

  it('takes the effective ids, and the number where there is no name', () => {
    const [process] = present(parse(full)).processes
    expect(process).toMatchObject({ uid: 33, user: 'www-data', gid: 33, group: '33', rss: 12_288, argv: ['a', 'b'] })
  })

  it.each(['Z (zombie)', 'X (dead)'])('counts none that is %s', (state) => {
    expect(parse(full.replace('S (sleeping)', state))).toEqual({ exists: false })
  })

  it('counts none that ended meanwhile', () => {
    expect(parse(full.replace('end\n', 'gone 7\n'))).toEqual({ exists: false })
    expect(parse(`process 7 a\nstatuses\narguments\nargs 7\ngone 7\nusers\ngroups 0\ndone 0\n`)).toEqual({
      exists: false,
    })
  })

  it.each([
    ['nothing', ''],
    ['an answer that is cut', full.slice(0, -8)],
    ['hidden processes', `hidden\n${full}`],
    ['a status that cannot be read', full.replace(status, '')],
    ['arguments that cannot be read', full.replace(' 61 00 62\nend\n', '')],
    ['something else among the arguments', full.replace(' 61 00 62', 'Permission denied')],
    ['something else among the processes', full.replace('process 7 a', 'Welcome!')],
    ['a getent that fails', full.replace('groups 0', 'groups 1')],
  ])('cannot tell from %s', (_, stdout) => {
    expect(parse(stdout)).toBeInstanceOf(Unknown)
  })

  it('cannot tell when sudo refuses', () => {
    const answer = anAnswer({ exitCode: 1, stderr: 'sudo: a password is required\n' })
    expect(procfs.parse(answer, ['a'], aPlatform()).get('a')).toBeInstanceOf(Unknown)
  })
})

describe('a long name', () => {
  const entry = { pid: 7, ppid: 1, uid: 0, gid: 0, rss: 1, exe: '', argv: [], comm: 'systemd-journal', complete: true }

  it.each([
    [{ argv: ['/lib/systemd/systemd-journald'] }, 'yes'],
    [{ argv: ['python3', '/usr/bin/systemd-journald'] }, 'yes'],
    [{ argv: ['systemd-journald: worker 3'] }, 'yes'],
    [{ exe: '/usr/lib/systemd/systemd-journald', argv: ['x'] }, 'yes'],
    [{ exe: '/usr/lib/systemd/systemd-journald (deleted)' }, 'yes'],
    [{ exe: '/usr/lib/systemd/systemd-journal-remote', argv: ['x'] }, 'no'],
    [{ argv: ['x'] }, 'unknown'],
    [{ comm: 'systemd-journals', argv: ['x'], exe: '/x' }, 'no'],
    [{ comm: 'systemd-logind', argv: ['systemd-journald'] }, 'no'],
  ])('%j: %s', (differences, match) => {
    expect(namesMatch('systemd-journald', { ...entry, ...differences })).toBe(match)
  })

  it('is cut in bytes, and between characters', () => {
    expect(commOf('systemd-journald')).toBe('systemd-journal')
    expect(commOf('größenwahnsinnig')).toBe('größenwahnsin')
    expect(commOf('aaaaaaaaaaaaaaé')).toBe('aaaaaaaaaaaaaa')
  })
})

describe('matchers', () => {
  const one = (pid: number, user: string, args: string): ProcessInfo => {
    return { pid, ppid: 1, comm: 'nginx', args, argv: args.split(' '), user, group: user, uid: 0, gid: 0, rss: 1 }
  }
  const processes = [
    one(1, 'root', 'nginx: master process'),
    one(2, 'www-data', 'nginx: worker process'),
    one(3, 'www-data', 'nginx: worker process'),
  ]
  const nginx: ProcessPresent = { exists: true, count: 3, processes }
  const workers: ProcessPresent = { exists: true, count: 2, processes: processes.slice(1) }
  const absent: ProcessState = { exists: false }

  it('is another one after a restart, not when workers come and go', () => {
    const master = one(400, 'root', 'nginx: master process')
    const identity = (...all: readonly ProcessInfo[]) =>
      JSON.stringify(definition.identity?.({ exists: true, count: all.length, processes: all }))
    const of = (pid: number) => ({ ...one(pid, 'www-data', 'nginx: worker process'), ppid: 400 })
    const first = identity(master, of(500), of(501))
    expect(identity(of(502), master)).toBe(first)
    expect(identity({ ...master, pid: 999 }, { ...of(500), ppid: 999 })).not.toBe(first)
    expect(identity(master, { ...of(500), ppid: 1 })).not.toBe(first)
    expect(definition.identity?.(absent)).toBeUndefined()
  })

  it.each<[ProcessState, number | CountRange, boolean]>([
    [nginx, 3, true],
    [nginx, 2, false],
    [nginx, { atLeast: 3 }, true],
    [nginx, { atLeast: 4 }, false],
    [nginx, { atMost: 3 }, true],
    [nginx, { atMost: 2 }, false],
    [nginx, { atLeast: 1, atMost: 2 }, false],
    [absent, 0, true],
    [absent, { atLeast: 1 }, false],
  ])('%j has the count %j: %s', (state, count, pass) => {
    expect(passes(toHaveCount(state, count))).toBe(pass)
  })

  it('refuse a count that asks nothing', () => {
    expect(() => toHaveCount(nginx, {})).toThrow(ConfigError)
  })

  it('ask each process for its user and its group', () => {
    expect(passes(toHaveUser(workers, 'www-data'))).toBe(true)
    expect(passes(toHaveUser(workers, 'root'))).toBe(false)
    expect(passes(toHaveUser(workers, '0'))).toBe(true)
    expect(passes(toHaveUser(workers, '33'))).toBe(false)
    expect(passes(toHaveGroup(workers, 'www-data'))).toBe(true)
    expect(passes(toHaveGroup(workers, 'root'))).toBe(false)
    expect(passes(toHaveUser(nginx, 'nobody'))).toBe(false)
  })

  it('cannot tell when some do and some do not, so that .not holds for none of them only', () => {
    expect(toHaveUser(nginx, 'root')).toBeInstanceOf(Unknown)
    expect(toHaveUser(nginx, 'www-data')).toBeInstanceOf(Unknown)
    expect(passes(toHaveUser(nginx, 'www-data', { args: /worker/ }))).toBe(true)
    expect(passes(toHaveUser(nginx, 'root', { args: 'nginx: master process' }))).toBe(true)
    expect(toHaveUser(nginx, 'root', { args: /nothing like it/ })).toBeInstanceOf(Unknown)
  })

  it('look for one with the command line', () => {
    expect(passes(toHaveArgs(nginx, 'nginx: master process'))).toBe(true)
    expect(passes(toHaveArgs(nginx, 'nginx: master'))).toBe(false)
    expect(passes(toHaveArgs(nginx, /^nginx: master/g))).toBe(true)
    expect(passes(toHaveArgs(nginx, /--debug/))).toBe(false)
  })

  it('ask nothing of what does not run', () => {
    for (const verdict of [toHaveUser(absent, 'root'), toHaveGroup(absent, 'root'), toHaveArgs(absent, /x/)]) {
      expect(verdict).toBe('absent')
    }
    expect(toBeRunning(absent)).toBe(false)
  })
})

describe('proc', () => {
  it.each(['nginx', 'a b', 'kworker/0:0', 'ü', "it's", '(sd-pam)', '*'])('takes %j', (name) => {
    expect(keyOf(name)).toBe(name)
  })
  it.each(['', '/usr/sbin/nginx', 'a\nb', 'a\0'])('refuses %j', (name) => {
    expect(() => keyOf(name)).toThrow(ConfigError)
  })
})

// a run of its own beside this one must not be counted
const mark = `i${process.pid.toString(36)}`
const names = [
  `${mark}-plain`,
  `${mark} (x) y`,
  `${mark}-a-long-daemon-name`,
  `${mark}größenwahnsinnig`,
  `${mark}'$(id)`,
]
const [plain = '', , long = ''] = names
const zombie = `${mark}-zombie`
const forged = `${mark}-forged`
const lines = `x\nprocess 1 ${forged}\nstatuses\nend\nusers\nroot:x:0:0\ngroups 0\ndone 0`

describe.skipIf(process.platform !== 'linux').each(shells)('in %s, on this machine', (...shell) => {
  const folder = mkdtempSync(join(tmpdir(), 'infraspec-proc-'))
  const children: ChildProcess[] = []
  const start = (name: string, args: readonly string[], argv0?: string): ChildProcess => {
    const child = spawn(join(folder, name), args, { stdio: 'ignore', ...(argv0 === undefined ? {} : { argv0 }) })
    children.push(child)
    return child
  }
  const ask = (keys: readonly string[]): ReadonlyMap<string, ProcessState | Unknown | undefined> =>
    askHere(procfs, keys, shell)

  beforeAll(async () => {
    for (const name of [...names, zombie]) copyFileSync('/bin/sleep', join(folder, name))
    for (const name of names) start(name, ['60'])
    start(plain, ['60', '0'], lines)
    children.push(spawn('sh', ['-c', '"$0" 0 & exec sleep 60', join(folder, zombie)], { stdio: 'ignore' }))
    await wait(300)
  })
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })

  it.each(names)('finds %j', (name) => {
    expect(ask([name]).get(name)).toMatchObject({ exists: true, count: name === plain ? 2 : 1 })
  })

  it('keeps every byte of the arguments, and takes none of them for its own', () => {
    const states = ask([plain, forged])
    const argvs = present(states.get(plain)).processes.map(({ argv }) => argv)
    expect(argvs).toContainEqual([lines, '60', '0'])
    expect(argvs).toContainEqual([join(folder, plain), '60'])
    expect(states.get(forged)).toEqual({ exists: false })
  })

  it('counts no zombie', () => {
    expect(spawnSync('sh', ['-c', 'grep -l "^$0" /proc/[0-9]*/comm', zombie]).stdout.toString()).toMatch(/comm/)
    expect(ask([zombie]).get(zombie)).toEqual({ exists: false })
  })

  it('finds no shell of its own', () => {
    const keys = [...shell, 'sh']
    const found = [...ask(keys).values()].map(asState).flatMap((state) => (state.exists ? state.processes : []))
    expect(found.filter(({ ppid, args }) => ppid === process.pid && !args.includes(zombie))).toEqual([])
  })

  it.each([
    '$(touch /tmp/infraspec-pwned)',
    "'; touch /tmp/infraspec-pwned; '",
    '-rf',
    '*',
    `${mark}*`,
    'esac',
    `a|${plain}`,
    'x) ;;',
    'a\nb',
    '`id`',
  ])('is not led astray by %j', (name) => {
    const states = ask([name, long])
    expect(states.get(name)).toEqual({ exists: false })
    expect(states.get(long)).toMatchObject({ exists: true })
    expect(existsSync('/tmp/infraspec-pwned')).toBe(false)
  })

  it('says who runs it without getent', () => {
    const answer = run(procfs.ask([plain], aPlatform({ tools: [] })), shell)
    const state = procfs.parse(answer, [plain], aPlatform()).get(plain)
    const user = spawnSync('id', ['-un'], { encoding: 'utf8' }).stdout.trim()
    expect(present(state).processes[0]).toMatchObject({ user })
  })

  const hide = (option: string, then: string): readonly string[] => {
    return ['unshare', '-m', 'sh', '-c', `mount -t proc -o ${option} proc /proc && exec ${then}`]
  }
  const asNobody = `setpriv --reuid 65534 --regid 65534 --clear-groups ${shell.join(' ')}`
  const reason =
    spawnSync('unshare', ['-m', 'true']).status === 0 ? '' : ' (skipped: only root may mount another /proc)'

  it.skipIf(reason !== '').each(['hidepid=1', 'hidepid=2'])(
    `cannot tell as a plain user with %s${reason}`,
    (option) => {
      const states = askHere(procfs, [plain, 'nope'], hide(option, asNobody))
      for (const state of states.values()) expect(state).toBeInstanceOf(Unknown)
      expect((states.get('nope') as Unknown).reason).toMatch(/hidden/)
    },
  )

  it.skipIf(reason !== '')(`can as a plain user without it, and as root with it${reason}`, () => {
    for (const other of [hide('hidepid=0', asNobody), hide('hidepid=2', shell.join(' '))]) {
      const states = askHere(procfs, [plain, 'nope'], other)
      expect(states.get(plain)).toMatchObject({ count: 2 })
      expect(states.get('nope')).toEqual({ exists: false })
    }
  })

  it.skipIf(reason !== '')(`cannot tell without /proc${reason}`, () => {
    const other = ['unshare', '-m', 'sh', '-c', `mount -t tmpfs none /proc && exec ${shell.join(' ')}`]
    expect(askHere(procfs, [plain], other).get(plain)).toBeInstanceOf(Unknown)
  })
})

function passes(verdict: unknown): boolean {
  return (verdict as Comparison).pass
}

function asState(state: ProcessState | Unknown | undefined): ProcessState {
  if (state === undefined || state instanceof Unknown) throw new Error(`not told: ${state?.reason}`)
  return state
}

function present(state: ProcessState | Unknown | undefined): ProcessPresent {
  const told = asState(state)
  if (!told.exists) throw new Error('it does not exist')
  return told
}
