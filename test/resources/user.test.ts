import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { authorizedKeys, isExpired, parseKey } from '../../src/resources/accounts/authorized-keys.ts'
import { keySources } from '../../src/resources/accounts/key-sources.ts'
import { refusedFiles } from '../../src/resources/accounts/strict-modes.ts'
import { highestSystemId } from '../../src/resources/accounts/login-defs.ts'
import { password, passwordHash } from '../../src/resources/accounts/shadow.ts'
import { userByFile, userByGetent } from '../../src/resources/accounts/user.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { user, type UserPresent, type UserState } from '../../src/resources/user.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, busybox, debian } from './support/shells.ts'

const root = 'root:x:0:0:root:/root:/bin/bash\n'
const groups = 'root:x:0:\n'
const deploy = 'deploy:x:1501:1501:D. Eploy,,,:/home/deploy:/bin/bash\n'

describe('what hosts answered', () => {
  it.each(captures('user/state'))('$host, $name', (capture) => {
    const provider = capture.host.includes('busybox') ? userByFile : userByGetent
    expect(parsed(provider, capture)).toEqual(capture.expected)
  })
  it.each(captures('user/password'))('password: $host, $name', (capture) => {
    expect(parsed(password, capture)).toEqual(capture.expected)
  })
  it.each(captures('user/authorized-keys'))('keys: $host, $name', (capture) => {
    expect(parsed(authorizedKeys, capture)).toEqual(capture.expected)
  })
})

describe('a user', () => {
  const read = (stdout: string, name = 'deploy', stderr = '') =>
    userByGetent.parse(answer(stdout, { stderr }), [name], debian).get(name)

  it('is looked for with getent where that is one', () => {
    expect(userByGetent.on(debian)).toBe(true)
    expect(userByGetent.on(busybox)).toBe(false)
    // musl's getent is a script that takes `--` for a name.
    expect(userByGetent.on({ ...busybox, tools: ['getent'] })).toBe(false)
  })

  it('has its groups by name, the primary one first, spaces and all', () => {
    const state = read(`${deploy}${root}=\n1501 27 1200\n=\nroot:x:0:\ndomain users:x:1501:\nsudo:x:27:deploy\n=\n`)
    expect(state).toEqual({
      exists: true,
      uid: 1501,
      gid: 1501,
      group: 'domain users',
      groupAliases: [],
      groups: ['domain users', 'sudo', '1200'],
      home: '/home/deploy',
      shell: '/bin/bash',
      gecos: 'D. Eploy,,,',
    })
  })

  it('has all the names of a gid', () => {
    const group = 'deploy:x:1501:\nhunt:x:1200:\nroot:x:0:\ndeploy2:x:1501:\nhunt:x:1200:\nhuntg2:x:1200:\n'
    const there = { group: 'deploy', groupAliases: ['deploy2'], groups: ['deploy', 'deploy2', 'hunt', 'huntg2'] }
    const stdout = `${deploy}${root}=\n1501 1200\n=\n${group}=\n`
    expect(read(stdout)).toMatchObject(there)
    expect(userByFile.parse(answer(stdout), ['deploy'], busybox).get('deploy')).toMatchObject(there)
  })

  it.each([
    ['nothing was answered', '', 'sudo: a password is required'],
    ['not even root is there', '=\n\n=\n=\n', ''],
    ['root alone has groups', `${root}=\n`, ''],
    ['its id is unknown', `${deploy}${root}=\n?\n=\n${groups}=\n`, 'id: cannot find name'],
    ['id answers for somebody else too', `${deploy}${root}=\n1501\n0\n=\n${groups}=\n`, ''],
    ['id answers nothing', `${deploy}${root}=\n\n=\n${groups}=\n`, 'sh: 1: id: not found'],
    ['id answers words', `${deploy}${root}=\ndeploy sudo\n=\n${groups}=\n`, ''],
    ['the groups cannot be read', `${deploy}${root}=\n1501\n=\n=\n`, 'cat: /etc/group: Permission denied'],
    ['the groups cannot be listed', `${deploy}${root}=\n1501\n=\n${groups}!\n=\n`, ''],
    ['the script ended early', `${deploy}${root}=\n1501\n`, ''],
    ['its entry is cut', `deploy:x:1501:1501:\n${root}=\n1501\n=\n${groups}=\n`, ''],
    ['its uid is no number', `deploy:x:-1:1501::/:/bin/sh\n${root}=\n1501\n=\n${groups}=\n`, ''],
    ['the host gives it another name', `Deploy@example.com:x:1:1::/:/bin/sh\n${root}=\n\n=\n${groups}=\n`, ''],
  ])('cannot be told when %s', (situation, stdout, stderr) => {
    const state = read(stdout, 'deploy', stderr)
    if (situation === 'root alone has groups') expect(state).toEqual({ exists: false })
    else expect(state).toBeInstanceOf(Unknown)
  })

  it('is not there when root is and it is not', () => {
    expect(read(`${root}=\n\n=\n${groups}=\n`)).toEqual({ exists: false })
    expect(read(`${root}deploy2:x:1:1::/:/bin/sh\n=\n\n=\n${groups}=\n`)).toBeInstanceOf(Unknown)
    const file = userByFile.parse(answer(`${root}deploy2:x:1:1::/:/bin/sh\n=\n\n=\n${groups}=\n`), ['deploy'], busybox)
    expect(file.get('deploy')).toEqual({ exists: false })
  })

  it('is the first of that name', () => {
    const state = read(`${deploy}deploy:x:0:0::/root:/bin/sh\n${root}=\n1501\n=\n${groups}=\n`)
    expect(state).toMatchObject({ uid: 1501, groups: ['1501'] })
  })

  it.each(['1000', '0', ' 7', '+5', '-1', '', 'a:b', 'a\nb', 'a\0'])('has no name such as %j', (name) => {
    expect(() => user(name).definition.key?.(name, undefined)).toThrow(ConfigError)
  })
})

describe('shadow', () => {
  const read = (line: string, field = 'x') =>
    password
      .parse(
        answer(`deploy:${field}:1:1::/:/bin/sh\nroot:x:0:0::/:/bin/sh\n=\n${line}\nroot:!::::::: \n=\n`),
        ['deploy'],
        debian,
      )
      .get('deploy')

  it.each([
    ['deploy:hash:19000:0:99999:7:::', 'set'],
    ['deploy:odd:19000:0:99999:7:::', 'odd'],
    ['deploy:x:19000:0:99999:7:::', 'odd'],
    ['deploy:!:19000:0:99999:7:::', 'locked'],
    ['deploy:*:19000:0:99999:7:::', 'locked'],
    ['deploy::19000:0:99999:7:::', 'empty'],
  ])('%s is %s', (line, status) => {
    expect(read(line)).toMatchObject({ status, lastChanged: '2022-01-08', maxDays: 99999, expires: undefined })
  })

  it.each([
    ['', 'deploy:!:19000:0:99999:7:::', 'empty'],
    ['', 'other:!:19000:0:99999:7:::', 'empty'],
    ['hash', 'deploy:!:19000:0:99999:7:::', 'set'],
    ['odd', 'deploy:!:19000:0:99999:7:::', 'odd'],
    ['*', 'deploy:!:19000:0:99999:7:::', 'locked'],
    ['!', 'other:!:19000:0:99999:7:::', 'locked'],
  ])('counts after %j in passwd: %s is %s', (field, line, status) => {
    expect(read(line, field)).toMatchObject({ status })
  })
  it('cannot be told where passwd locks what shadow does not', () => {
    expect(read('deploy:hash:19000:0:99999:7:::', '*')).toBeInstanceOf(Unknown)
  })

  it('has the day on which an account expires, and none for never', () => {
    expect(read('deploy:x::::::20000:')).toMatchObject({
      expires: '2024-10-04',
      lastChanged: undefined,
      minDays: undefined,
    })
    expect(read('deploy:x::-1:::-1:-1:')).toMatchObject({ expires: undefined, minDays: -1, inactiveDays: -1 })
  })

  it.each(['deploy:x:', 'deploy:x:a:0:0:0:::', 'other:x:19000:0:99999:7:::'])('%s cannot be told', (line) => {
    expect(read(line)).toBeInstanceOf(Unknown)
  })

  it('never has a hash in what is sent for a password', () => {
    expect(password.ask(['deploy'], debian).text).toContain('sed')
    expect(user('deploy').definition.sensitive).toEqual(['passwordHash'])
    const hash = (field: string) => {
      const passwd = `deploy:${field}:1:1::/:/bin/sh\nroot:x:0:0::/:/bin/sh\n=\n`
      return passwordHash.parse(answer(`${passwd}deploy:$6$a$b:1::::::\nroot:*:::::::\n=\n`), ['deploy'], debian)
    }
    expect(hash('x').get('deploy')).toBe('$6$a$b')
    expect(hash('').get('deploy')).toBeInstanceOf(Unknown)
  })
})

describe('authorized keys', () => {
  it.each([
    ['ssh-ed25519 AAAAC3Nza', { type: 'ssh-ed25519', key: 'AAAAC3Nza', options: '', comment: '' }],
    ['  ssh-rsa AAAAB3Nza+/= me and you', { type: 'ssh-rsa', key: 'AAAAB3Nza+/=', comment: 'me and you' }],
    ['sk-ssh-ed25519@openssh.com AAAAG c', { type: 'sk-ssh-ed25519@openssh.com', key: 'AAAAG' }],
    ['ecdsa-sha2-nistp256 AAAAE2', { type: 'ecdsa-sha2-nistp256' }],
    ['restrict,command="echo \\"ssh-rsa AAAAX y\\"" ssh-ed25519 AAAAC3 c', { type: 'ssh-ed25519', key: 'AAAAC3' }],
    ['command="a\\\\" ssh-rsa AAAAX" ssh-ed25519 AAAAC3', { type: 'ssh-ed25519', key: 'AAAAC3' }],
    ['command="ssh-rsa AAAAX y" ssh-ed25519 AAAAC3', { options: 'command="ssh-rsa AAAAX y"', key: 'AAAAC3' }],
  ])('%s', (line, key) => {
    expect(parseKey(line)).toMatchObject(key)
  })

  it.each(['', '# ssh-ed25519 AAAAC3Nza', 'ssh-ed25519', 'hello', '"ssh-rsa AAAA', 'no-pty'])('%j is none', (line) => {
    expect(parseKey(line)).toBeUndefined()
  })

  it('gives up at once on a quote that is never closed', () => {
    const start = performance.now()
    expect(parseKey(`a"${'\\"'.repeat(60)} ssh-rsa AAAA`)).toBeUndefined()
    expect(parseKey(`${'a""'.repeat(20_000)}"${'\\"'.repeat(20_000)}`)).toBeUndefined()
    expect(performance.now() - start).toBeLessThan(1000)
  })

  it.each([
    ['', 'nothing'],
    [':ssh-rsa AAAA\n1\0!x: No such file or directory\0', 'a read that failed'],
    [':ssh-rsa AAAA\n0\0', 'half an answer'],
    ['!stat: x: Permission denied\0!stat: x: No such file or directory\0', 'one that is forbidden'],
    ['!stat: x: No such file or directory\0!it is not a file that can be read\0', 'something else there'],
  ])('cannot be told from %j: %s', (stdout) => {
    expect(authorizedKeys.parse(answer(stdout), ['deploy'], debian).get('deploy')).toBeInstanceOf(Unknown)
  })

  it('says what to do where it is forbidden, and only there', () => {
    const hint = (complaint: string) =>
      authorizedKeys.parse(answer(`!stat: x: ${complaint}\0`.repeat(2)), ['deploy'], debian).get('deploy') as Unknown
    expect(hint('Permission denied').hint).toContain('sudo')
    expect(hint('Input/output error')).toEqual(new Unknown('its authorized_keys: Input/output error'))
  })
})

describe('where sshd looks for keys', () => {
  const read = (stdout: string) => keySources.parse(answer(stdout), ['deploy'], debian).get('deploy')
  const files = (value: string, command = 'none') =>
    read(`:port 22\nauthorizedkeyscommand ${command}\nauthorizedkeysfile ${value}\nauthorizedkeyscommanduser none\0`)

  it.each([
    ['.ssh/authorized_keys .ssh/authorized_keys2', ['authorized_keys', 'authorized_keys2']],
    ['.ssh/authorized_keys', ['authorized_keys']],
    ['%h/.ssh/authorized_keys', ['authorized_keys']],
    ['.ssh/authorized_keys2', ['authorized_keys2']],
  ])('%s is in the home', (value, home) => expect(files(value)).toMatchObject({ home, doubt: undefined }))

  it.each([
    ['/etc/ssh/keys/%u', 'none', []],
    ['none', 'none', []],
    ['.ssh/authorized_keys /etc/ssh/keys', 'none', ['authorized_keys']],
    ['.ssh/authorized_keys', '/usr/bin/sss_ssh_authorizedkeys', ['authorized_keys']],
  ])('%s and the command %s are elsewhere', (value, command, home) => {
    expect(files(value, command)).toMatchObject({
      home,
      doubt: expect.stringContaining('sshd looks elsewhere') as string,
    })
  })

  it('is nowhere else without an sshd', () => {
    expect(read('-\0\0')).toEqual({ home: ['authorized_keys', 'authorized_keys2'], doubt: undefined, refused: {} })
  })

  it.each(['', '!sshd: no hostkeys available -- exiting.\0', ':port 22\0'])('cannot be told from %j', (stdout) => {
    expect(read(stdout)).toMatchObject({ home: undefined, doubt: expect.stringContaining('does not say') as string })
  })
})

describe('a file of keys', () => {
  const refused = (text: string, debianly = true) =>
    refusedFiles({ text, name: 'app', debian: debianly }).authorized_keys ?? 'taken'
  const at = (home: string, folder: string, file: string, members = '') =>
    `ids 7 8\nmembers ${members}\n${home} /h\n${folder} /h/.ssh\n${file} /h/.ssh/authorized_keys\n`

  // sshd 9.2 of Debian 12 took the first four, and refused those from the fifth on.
  it.each([
    [at('7 8 755', '7 8 700', '7 8 600'), 'taken'],
    [at('0 0 755', '0 0 755', '0 0 644'), 'taken'],
    [at('7 8 775', '7 8 700', '7 8 664'), 'taken'],
    [at('7 8 775', '7 8 700', '7 8 600', 'app'), 'taken'],
    [at('7 8 777', '7 8 700', '7 8 600'), '/h has mode 0777'],
    [at('7 8 755', '7 8 700', '7 8 666'), '/h/.ssh/authorized_keys has mode 0666'],
    [at('7 8 755', '9 8 700', '7 8 600'), '/h/.ssh belongs to uid 9'],
    [at('7 8 775', '7 8 700', '7 8 600', 'app,ops'), '/h has mode 0775'],
    [at('7 9 775', '7 8 700', '7 8 600'), '/h has mode 0775'],
    ['ids 7 8\n7 8 755 /h\n', 'it could not be seen whose file it is'],
    ['', 'it could not be seen whose file it is'],
  ])('%j is %s', (text, said) => expect(refused(text)).toBe(said))
  it('of a group that has nobody else in it is taken by no other sshd', () => {
    expect(refused(at('7 8 755', '7 8 700', '7 8 664'), false)).toContain('0664')
  })
  it.each([
    ['', '2026-06-01', false],
    ['expiry-time="20260601"', '2026-06-03', true],
    ['no-pty,expiry-time="202606011200Z"', '2026-06-02', true],
    ['expiry-time="20260601120000"', '2026-05-30', false],
    ['expiry-time="20260601"', '2026-06-01', undefined],
    ['expiry-time="soon"', '2026-06-01', undefined],
  ])('with the option %j has on %s a key that is over: %s', (options, day, over) => {
    expect(isExpired({ type: 'ssh-rsa', key: 'AAAA', options, comment: '' }, Date.parse(day))).toBe(over)
  })
})

describe('login.defs', () => {
  const read = (text: string, exitCode = 0) =>
    highestSystemId('UID').parse(answer(text, { exitCode }), ['root'], debian).get('root')

  it.each([
    ['', 999],
    ['#SYS_UID_MAX 99\nUID_MIN 1000\n', 999],
    ['UID_MIN\t\t  500\n', 499],
    ['SYS_UID_MAX 700\nUID_MIN 500\nSYS_UID_MAX 800 \n', 800],
    ['SYS_GID_MAX 5\n', 999],
  ])('%j ends at %d', (text, id) => {
    expect(read(text)).toBe(id)
  })

  it('cannot be told when it cannot be read', () => {
    expect(read('', 1)).toBeInstanceOf(Unknown)
  })
})

describe('matchers', () => {
  const present: UserPresent = {
    exists: true,
    uid: 998,
    gid: 1501,
    group: 'deploy',
    groupAliases: ['deploy2'],
    groups: ['deploy', 'deploy2', 'sudo', 'docker'],
    home: '/home/deploy',
    shell: '/bin/bash',
    gecos: '',
  }
  const absent: UserState = { exists: false }
  const aged = { status: 'set', minDays: 1, maxDays: 90 }
  const keys = [
    { type: 'ssh-rsa', key: 'AAAAB3', options: '', comment: 'me' },
    { type: 'ssh-rsa', key: 'AAAACA', options: 'cert-authority', comment: '' },
  ]
  const home = { home: ['authorized_keys'], doubt: undefined, refused: {} }
  const expired = [{ ...keys[0], options: 'no-pty,expiry-time="20200101"' }]
  const writable = { ...home, refused: { authorized_keys: '/home/deploy has mode 0777' } }
  const elsewhere = { authorizedKeys: keys, keySources: { home: [], doubt: 'elsewhere', refused: {} } }
  const more = { authorizedKeys: keys, keySources: { home: ['authorized_keys'], doubt: 'elsewhere too', refused: {} } }
  const unasked = { authorizedKeys: keys, keySources: { home: undefined, doubt: 'not root', refused: {} } }
  const resource = user('deploy')

  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', absent, [], 'false'],
    ['toHaveUid', present, [998], 'true'],
    ['toHaveUid', present, [0], 'false'],
    ['toHaveUid', absent, [0], 'absent'],
    ['toHaveGid', present, [1501], 'true'],
    ['toHaveGid', present, [0], 'false'],
    ['toHavePrimaryGroup', present, ['deploy'], 'true'],
    ['toHavePrimaryGroup', present, ['sudo'], 'false'],
    ['toHavePrimaryGroup', present, ['deploy2'], 'true'],
    ['toBelongToGroup', present, ['sudo'], 'true'],
    ['toBelongToGroup', present, ['deploy'], 'true'],
    ['toBelongToGroup', present, ['sud'], 'false'],
    ['toBelongToGroup', present, ['dockerx'], 'false'],
    ['toBelongToGroup', absent, ['sudo'], 'absent'],
    ['toHaveHome', present, ['/home/deploy'], 'true'],
    ['toHaveHome', present, ['/home'], 'false'],
    ['toHaveShell', present, ['/bin/bash'], 'true'],
    ['toHaveShell', present, ['/bin/ba'], 'false'],
    ['toBeSystemUser', { ...present, highestSystemUid: 999 }, [], 'true'],
    ['toBeSystemUser', { ...present, highestSystemUid: 499 }, [], 'false'],
    ['toBeSystemUser', absent, [], 'absent'],
    [
      'toHaveAuthorizedKey',
      { ...present, authorizedKeys: keys, keySources: home },
      ['ssh-rsa AAAAB3 somebody else'],
      'true',
    ],
    ['toHaveAuthorizedKey', { ...present, authorizedKeys: keys, keySources: home }, ['ssh-rsa AAAAB'], 'false'],
    ['toHaveAuthorizedKey', { ...present, authorizedKeys: keys, keySources: home }, ['ssh-dss AAAAB3'], 'false'],
    ['toHaveAuthorizedKey', { ...present, authorizedKeys: keys, keySources: home }, ['ssh-rsa AAAACA'], 'false'],
    ['toHaveAuthorizedKey', { ...present, authorizedKeys: [], keySources: home }, ['ssh-rsa AAAACA'], 'false'],
    ['toHaveAuthorizedKey', { ...present, authorizedKeys: keys, keySources: writable }, ['ssh-rsa AAAAB3'], 'unknown'],
    ['toHaveAuthorizedKey', { ...present, authorizedKeys: keys, keySources: writable }, ['ssh-rsa AAAAB4'], 'false'],
    ['toHaveAuthorizedKey', { ...present, authorizedKeys: expired, keySources: home }, ['ssh-rsa AAAAB3'], 'false'],
    ['toHaveAuthorizedKey', { ...present, ...elsewhere }, ['ssh-rsa AAAAB3'], 'unknown'],
    ['toHaveAuthorizedKey', { ...present, ...elsewhere }, ['ssh-rsa AAAAB4'], 'unknown'],
    ['toHaveAuthorizedKey', { ...present, ...more }, ['ssh-rsa AAAAB3'], 'true'],
    ['toHaveAuthorizedKey', { ...present, ...more }, ['ssh-rsa AAAAB4'], 'unknown'],
    ['toHaveAuthorizedKey', { ...present, ...unasked }, ['ssh-rsa AAAAB3'], 'true'],
    ['toHaveAuthorizedKey', { ...present, ...unasked }, ['ssh-rsa AAAAB4'], 'unknown'],
    ['toHaveAuthorizedKey', absent, ['ssh-rsa AAAACA'], 'absent'],
    ['toHavePassword', { ...present, password: aged }, [], 'true'],
    ['toHavePassword', { ...present, password: { status: 'empty' } }, [], 'absent'],
    ['toHavePassword', { ...present, password: { status: 'odd' } }, [], 'unknown'],
    ['toHaveEmptyPassword', { ...present, password: { status: 'empty' } }, [], 'true'],
    ['toHaveEmptyPassword', { ...present, password: { status: 'locked' } }, [], 'false'],
    ['toHaveLockedPassword', { ...present, password: { status: 'odd' } }, [], 'unknown'],
    ['toHavePassword', { ...present, password: { status: 'locked' } }, [], 'false'],
    ['toHaveLockedPassword', { ...present, password: { status: 'locked' } }, [], 'true'],
    ['toHaveLockedPassword', { ...present, password: { status: 'empty' } }, [], 'false'],
    ['toHaveMinimumPasswordAge', { ...present, password: aged }, [1], 'true'],
    ['toHaveMinimumPasswordAge', { ...present, password: aged }, [0], 'false'],
    ['toHaveMaximumPasswordAge', { ...present, password: aged }, [90], 'true'],
    ['toHaveMaximumPasswordAge', { ...present, password: aged }, [91], 'false'],
    ['toHavePasswordWarning', { ...present, password: aged }, [7], 'absent'],
    ['toHavePasswordHash', { ...present, passwordHash: '$6$a' }, ['$6$a'], 'true'],
    ['toHavePasswordHash', { ...present, passwordHash: '$6$a' }, ['$6$'], 'false'],
    ['toHavePasswordHash', absent, ['$6$a'], 'absent'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(resource, matcher, state as UserState, ...args))).toBe(expected)
  })

  it('never repeats a hash', () => {
    expect(verdict(resource, 'toHavePasswordHash', { ...present, passwordHash: 'a' } as UserPresent, 'b')).toBe(false)
  })

  it.each(['27', '', undefined])('refuses %j as a group', (group) => {
    for (const matcher of ['toBelongToGroup', 'toHavePrimaryGroup'])
      expect(() => verdict(resource, matcher, present, group)).toThrow(ConfigError)
  })

  it('refuses what is no public key', () => {
    const state = { ...present, authorizedKeys: [], keySources: home } as UserPresent
    expect(() => verdict(resource, 'toHaveAuthorizedKey', state, 'AAAAB3')).toThrow(ConfigError)
  })
})

describe('a key that stands in authorized_keys2 alone', () => {
  const keys = [{ type: 'ssh-rsa', key: 'AAAAB3', options: '', comment: '', file: 'authorized_keys2' as const }]
  const state = (keySources: object) =>
    ({ exists: true, authorizedKeys: keys, keySources }) as unknown as Parameters<typeof verdict>[2]

  it.each([
    [{ home: ['authorized_keys'], doubt: undefined }, 'false'],
    [{ home: ['authorized_keys', 'authorized_keys2'], doubt: undefined, refused: {} }, 'true'],
    [{ home: undefined, doubt: 'sshd does not say' }, 'unknown'],
  ])('with %o logs in: %s', (sources, said) => {
    expect(judged(verdict(user('deploy'), 'toHaveAuthorizedKey', state(sources), 'ssh-rsa AAAAB3'))).toBe(said)
  })
})
