import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { cron, type CronState } from '../../src/resources/cron.ts'
import { isRead, readCrontab } from '../../src/resources/cron/crontab.ts'
import { crontab } from '../../src/resources/cron/jobs.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { sandboxed } from './support/sandbox.ts'
import { answer, debian, root, run, shells, type Shell } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('cron/state'))('$host, $name', (capture) => {
    expect(parsed(crontab, capture)).toEqual(capture.expected)
  })
})

describe('a crontab', () => {
  it.each([
    ['*/5 * * * * run it', '*/5 * * * *', 'run it'],
    ['0  3 * *\t1-5  /usr/bin/x -a  "b c" # d', '0 3 * * 1-5', '/usr/bin/x -a  "b c" # d'],
    ['0 0 1 jan,feb mon  x', '0 0 1 jan,feb mon', 'x'],
    ['@reboot x=1 y', '@reboot', 'x=1 y'],
    ['0 1 * * * date +\\%s%in', '0 1 * * *', 'date +\\%s%in'],
    ['0 1 * * * x\r', '0 1 * * *', 'x\r'],
    ['0-59/2,7 0~23 31 DEC 7  x \t', '0-59/2,7 0~23 31 DEC 7', 'x'],
  ])('has the job %j', (line, schedule, command) => {
    expect(readCrontab(line, 'crontab', 'app')).toEqual([{ schedule, user: 'app', command, source: 'crontab' }])
  })
  it.each(['', '# 0 1 * * * x', '  # x', 'MAILTO=a@b', ' PATH = /bin', '"A B"=1', 'HOME=/ # 0 1 * * * x'])(
    'has no job in %j',
    (line) => expect(readCrontab(line, 'crontab', 'app')).toEqual([]),
  )
  it.each(['garbage', '* * * * x', '@often x', '0 1 * * *', '<<<<<<< HEAD', '@every_minute x', '\r'])(
    'cannot be read with %j',
    (line) => {
      expect(readCrontab(line, 'crontab', 'app')).toBe(line)
    },
  )
  it.each([
    '60 1 * * *',
    '0 24 * * *',
    '0 1 0 * *',
    '0 1 32 * *',
    '0 1 * 13 *',
    '0 1 * * 8',
    '0 1 * mon *',
    '*/0 1 * * *',
    '0 1 * * 1-9',
  ])('cannot be read with the time %j, for which cron leaves it out', (schedule) =>
    expect(readCrontab(`${schedule} x`, 'crontab', 'app')).toBe(`${schedule} x`),
  )
  it('of the system names the user', () => {
    expect(readCrontab('0 1 * * * /usr/bin/x -a', '/etc/cron.d/x')).toBe('0 1 * * * /usr/bin/x -a')
    expect(readCrontab('0 1 * * *\tapp\tx y', '/etc/crontab')).toMatchObject([{ user: 'app', command: 'x y' }])
    expect(readCrontab('0 1 * * * app', '/etc/crontab')).toBe('0 1 * * * app')
  })
  it.each([
    ['backup', true, true],
    ['backup.cron', false, true],
    ['.placeholder', false, false],
    ['x~', false, false],
    ['x.rpmsave', false, false],
  ])('in a file called %s is read: %s by Debian, %s by others', (name, byDebian, byOthers) => {
    expect([isRead(name, 'debian'), isRead(name, 'redhat')]).toEqual([byDebian, byOthers])
  })
})

describe('a crontab of a user', () => {
  const read = (heading: string, text: string, family: 'debian' | 'redhat' = 'debian') => {
    const platform = { ...debian, os: { ...debian.os, family } }
    return crontab.parse(answer(`user 0${heading}\n${text}\n=\n`), ['app'], platform).get('app')
  }
  const job = ' 0 1 * * * x'

  // What cron 3.0pl1 of Debian 12 says in its log of each, and runs nothing of it.
  it.each([
    [' 600 1 1000 1000', job, undefined],
    [' 600 1 0 1000', job, undefined],
    ['', job, undefined],
    [' open', `${job}\n # end`, undefined],
    [' 600 1 1000 1000 open', job, 'missing newline before EOF'],
    [' open', job, 'missing newline before EOF'],
    [' 644 1 1000 1000', job, 'insecure mode (mode 0600 expected, it is 0644)'],
    [' 400 1 1000 1000', job, 'insecure mode (mode 0600 expected, it is 0400)'],
    [' 600 1 1001 1000', job, 'wrong file owner'],
    [' 600 2 1000 1000', job, 'number of hard links > 1'],
    [' link', job, 'it is a symlink'],
  ])('%j with %j is passed over: %s', (heading, text, reason) => {
    const state = read(heading, text) as CronState & { exists: true }
    expect(state.ignored).toEqual(reason === undefined ? [] : [{ path: 'crontab', reason }])
    expect(state.jobs).toHaveLength(reason === undefined ? 1 : 0)
  })
  it('without a newline could not be told elsewhere', () => {
    expect(read(' open', job, 'redhat')).toBeInstanceOf(Unknown)
    expect(read('', job, 'redhat')).toMatchObject({ jobs: [{ command: 'x' }] })
  })
})

describe('a file of the system', () => {
  const read = (heading: string, text: string, family: 'debian' | 'redhat') => {
    const stdout = `user 1\n no crontab for app\n${heading}\n${text}\n=\n`
    return crontab.parse(answer(stdout), ['app'], { ...debian, os: { ...debian.os, family } }).get('app')
  }
  const job = ' 0 1 * * * app x\n'

  // Of Debian's cron the fixtures have what its log says; these are cronie's.
  it.each([
    ['file 0 644 1 0 /etc/cron.d/x', true],
    ['file 0 600 2 1000 /etc/cron.d/x', true],
    ['file 0 664 1 0 /etc/cron.d/x', false],
    ['file 0 755 1 0 /etc/cron.d/x', false],
    ['file 1000 644 1 0 /etc/cron.d/x', false],
    ['file    /etc/cron.d/x', false],
  ])('%j, elsewhere than on Debian: told is %s', (heading, told) => {
    expect(read(heading, job, 'redhat') instanceof Unknown).toBe(!told)
  })
  it.each([
    ['ends in a newline', job, 1],
    ['does not', job.trimEnd(), 0],
    ['ends in a comment without one', `${job} # end`, 1],
    ['ends in blanks without one', `${job}   `, 1],
    ['is for another user that there is not', `${job} 0 1 * * * gone x\n`, 0],
  ])('has its jobs on Debian when it %s: %j', (_, text, jobs) => {
    const state = read('nobody gone\nfile 0 644 1 0 /etc/cron.d/x', text, 'debian') as CronState & { exists: true }
    expect([state.jobs.length, state.ignored.length]).toEqual([jobs, 1 - jobs])
  })
})

// This machine may be without cron: crontab(1) is a script that does what Debian's does, as captured above.
describe.runIf(root).each(shells)('cron, looked at by $name', (shell) => {
  const setup = `mount -t tmpfs t /mnt; mkdir /mnt/bin /mnt/cron.d /mnt/etc
cat > /mnt/bin/crontab <<'END'
#!/bin/sh
[ "$2" != -u ] || [ "$(/usr/bin/id -u)" = 0 ] || { echo 'must be privileged to use -u' >&2; exit 1; }
who=\${3:-$(/usr/bin/id -un)}
[ "$who" != root ] || { printf '# mine\\nA=1\\n0 3 * * * own\\n=\\n' | grep -v =; exit; }
echo "no crontab for $who" >&2; exit 1
END
chmod 755 /mnt/bin/crontab
printf '17 * * * * root hourly\\n= = =\\n' | grep -v = > /mnt/etc/crontab
printf '0 1 * * * nobody other\\n' > /mnt/cron.d/app; printf '0 1 * * * root unread\\n' > /mnt/cron.d/a.dpkg-old
mkdir -p /mnt/upper /mnt/work; mount -t tmpfs o /mnt/work; mkdir /mnt/work/u /mnt/work/w
cp -r /mnt/cron.d /mnt/work/u/cron.d; cp /mnt/etc/crontab /mnt/work/u/crontab
mount -t overlay -o lowerdir=/etc,upperdir=/mnt/work/u,workdir=/mnt/work/w etc /etc
find /etc/cron.d -type f ! -name app ! -name a.dpkg-old -delete`
  const path = `/mnt/bin:${shell.path}`
  const read = (inside: Shell, names: readonly string[]) =>
    crontab.parse(run(inside, crontab.ask(names, debian).text, { path }), names, debian)
  const users = ['root', 'nobody', 'nosuch', '$(exit)', "a'b"]

  it('runs what the crontabs of a user and of the system say', () => {
    const states = read(sandboxed(shell, setup), users)
    const jobs = users.map((name) => {
      const state = states.get(name) as CronState
      return state.exists && state.jobs.map(({ command, source }) => `${command} from ${source}`)
    })
    expect(jobs).toEqual([
      ['own from crontab', 'hourly from /etc/crontab'],
      ['other from /etc/cron.d/app'],
      false,
      false,
      false,
    ])
  })
  it('tells a user of the own jobs alone', () => {
    const states = read(sandboxed(shell, setup, 'nobody'), ['root', 'nobody'])
    expect(states.get('root')).toMatchObject({ denied: true, hint: 'set `sudo: true` for this role' })
    expect(states.get('nobody')).toMatchObject({ exists: true, jobs: [{ command: 'other' }] })
  })
  it('says so when a file of the system may not be read, or holds what is no job', () => {
    for (const fault of ['chmod 600 /etc/crontab', 'chmod 700 /etc/cron.d', 'echo x > /etc/cron.d/app']) {
      const inside = sandboxed(shell, `${setup}\n${fault}`, 'nobody')
      expect(read(inside, ['nobody']).get('nobody')).toBeInstanceOf(Unknown)
    }
  })
})

describe('cron', () => {
  const read = (stdout: string, more = {}) => crontab.parse(answer(stdout, more), ['app'], debian).get('app')

  it.each([
    ['crontab is not there', 'user 127\n sh: 1: crontab: not found\n=\n', {}],
    ['crontab ended in another way', 'user 3\n no crontab for app\n=\n', {}],
    ['the script ended early', 'user 0\n 0 1 * * * x\n', {}],
    ['nothing was answered', '', { exitCode: 1, stderr: 'sudo: a password is required' }],
    ['the user may not use it', 'user 1\n You (app) are not allowed to use this program (crontab)\n=\n', {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))

  it.each(['', '0', 'a:b'])('is not for %j', (name) => {
    expect(() => cron(name).definition.key?.(name, undefined)).toThrow(ConfigError)
  })

  const job = { schedule: '0 3 * * *', user: 'root', command: '/usr/bin/x -a', source: 'crontab' }
  const present: CronState = { exists: true, jobs: [job], ignored: [] }
  const none: CronState = { exists: true, jobs: [], ignored: [] }
  it.each<[string, object, readonly unknown[], string]>([
    ['toHaveJob', present, [{ schedule: '0 3  * * *', command: '/usr/bin/x -a', source: 'crontab' }], 'true'],
    ['toHaveJob', present, [{ command: '/usr/bin/x' }], 'false'],
    ['toHaveJob', present, [{ command: /x -a$/ }], 'true'],
    ['toHaveJob', present, [{ schedule: '0 3 * * 1' }], 'false'],
    ['toHaveJob', present, [{ command: '/usr/bin/x -a', source: '/etc/crontab' }], 'false'],
    ['toHaveJob', none, [{ command: 'x' }], 'false'],
    ['toHaveJob', { exists: false }, [{ command: 'x' }], 'absent'],
    ['toHaveEntry', present, ['0 3  * * * /usr/bin/x -a'], 'true'],
    ['toHaveEntry', present, ['0 3 * * * /usr/bin/x'], 'false'],
    ['toHaveEntry', present, ['0 4 * * * /usr/bin/x -a'], 'false'],
    ['toHaveEntry', { exists: false }, ['0 4 * * * x'], 'absent'],
    ['toHaveNoJobs', none, [], 'true'],
    ['toHaveNoJobs', present, [], 'false'],
    ['toHaveNoJobs', { exists: false }, [], 'absent'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(cron('root'), matcher, state as CronState, ...args))).toBe(expected)
  })
  it('is not asked for any job at all', () => {
    for (const line of ['', 'x', '# 0 3 * * * x', 'A=1', '0 3 * * * x\n0 4 * * * y', undefined]) {
      expect(() => verdict(cron('root'), 'toHaveEntry', present, line)).toThrow(ConfigError)
    }
    expect(() => verdict(cron('root'), 'toHaveJob', present, {})).toThrow(ConfigError)
  })
})
