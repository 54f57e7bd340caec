import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groupByFile, groupByGetent, primaryMembers } from '../../../src/resources/accounts/group.ts'
import { keySources } from '../../../src/resources/accounts/key-sources.ts'
import { highestSystemId } from '../../../src/resources/accounts/login-defs.ts'
import { password, passwordHash } from '../../../src/resources/accounts/shadow.ts'
import { userByFile, userByGetent } from '../../../src/resources/accounts/user.ts'
import { authorizedKeys } from '../../../src/resources/accounts/authorized-keys.ts'
import { Unknown, type Resource } from '../../../src/resources/define-resource.ts'
import { group } from '../../../src/resources/group.ts'
import { user } from '../../../src/resources/user.ts'
import { debian, look, root, run, shells } from '../support/shells.ts'

const hostile = [
  '$(touch pwned)',
  '`touch pwned`',
  "'; touch pwned; '",
  '-rf',
  '--help',
  'two words',
  'back\\slash',
  '*',
  '[a-z]*',
]
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'infraspec-accounts-'))
  chmodSync(folder, 0o755)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const id = (...args: readonly string[]): string => spawnSync('id', args).stdout.toString().trim()

describe.each(shells)('accounts, looked at by $name', (shell) => {
  const users = shell.name === 'busybox' ? userByFile : userByGetent
  const groups = shell.name === 'busybox' ? groupByFile : groupByGetent

  it('tells users from those who are not there, by any name', () => {
    const states = look(shell, users, ['root', ...hostile, 'nobody', 'roo', 'root2'], { cwd: folder })
    const there = [...states].filter(([, state]) => !(state instanceof Unknown) && state?.exists).map(([name]) => name)
    expect(there).toEqual(['root', 'nobody'])
    expect([...states.values()].filter((state) => state instanceof Unknown)).toEqual([])
    expect(readdirSync(folder)).not.toContain('pwned')
  })

  it('agrees with id(1) about every local user', () => {
    const names = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .flatMap((line) => line.split(':')[0] || [])
    const states = look(shell, users, names)
    for (const name of names) {
      expect(states.get(name), name).toMatchObject({
        uid: Number(id('-u', name)),
        gid: Number(id('-g', name)),
        group: id('-gn', name),
        groups: id('-Gn', name).split(' '),
      })
    }
  })

  // busybox has no getent, and its id knows one name of a gid.
  if (shell.name !== 'busybox')
    it('finds all the groups that have one gid', () => {
      const dir = mkdtempSync(join(folder, 'bin-'))
      chmodSync(dir, 0o755)
      const script = `#!/bin/sh
case "$*" in
  "passwd -- hunt root") printf 'hunt:x:1777:1777::/:/bin/sh\\nroot:x:0:0::/:/bin/sh\\n' ;;
  "group -- 1777 1778 root") printf 'hunt:x:1777:\\nhuntg:x:1778:hunt\\nroot:x:0:\\n' ;;
  group) printf 'root:x:0:\\nhunt:x:1777:\\nhuntg:x:1778:hunt\\nhuntg2:x:1778:\\nother:x:177:\\n' ;;
  *) exit 2 ;;
esac
`
      writeFileSync(join(dir, 'getent'), script, { mode: 0o755 })
      writeFileSync(join(dir, 'id'), '#!/bin/sh\necho 1777 1778\n', { mode: 0o755 })
      const state = look(shell, userByGetent, ['hunt'], { path: `${dir}:${shell.path}` }).get('hunt')
      expect(state).toMatchObject({ group: 'hunt', groups: ['hunt', 'huntg', 'huntg2'] })
    })

  it('tells groups from those that are not there, by any name', () => {
    const states = look(shell, groups, ['root', ...hostile, 'nogroup', 'roo'], { cwd: folder })
    const there = [...states].filter(([, state]) => !(state instanceof Unknown) && state?.exists).map(([name]) => name)
    expect(there).toEqual(['root', 'nogroup'])
    expect(states.get('nogroup')).toEqual({ exists: true, gid: 65534, members: [] })
    expect(readdirSync(folder)).not.toContain('pwned')
  })

  it('lists who has a group as the primary one', () => {
    const members = look(shell, primaryMembers, ['daemon', 'nogroup', 'none of that name'])
    expect(members.get('daemon')).toEqual(['daemon'])
    expect(members.get('nogroup')).toContain('nobody')
    expect(members.get('none of that name')).toBeInstanceOf(Unknown)
  })

  it('says nobody is absent where the tools are missing', () => {
    for (const provider of [users, groups]) {
      const states = look<unknown>(shell, provider, ['root', 'nosuch'], { path: folder })
      if (shell.name !== 'busybox') expect([...states.values()].every((state) => state instanceof Unknown)).toBe(true)
    }
  })

  it.runIf(root)('reads shadow as root', () => {
    const states = look(shell, password, ['daemon', 'nosuch'])
    expect(states.get('daemon')).toMatchObject({ status: 'locked', minDays: 0, maxDays: 99999, warnDays: 7 })
    expect(states.get('nosuch')).toEqual(new Unknown('it has no entry in /etc/passwd'))
    expect(look(shell, passwordHash, ['daemon']).get('daemon')).toBe('*')
  })

  // busybox has no getent, and reads the files themselves.
  if (shell.name !== 'busybox')
    it.runIf(root)('leaves hashes on the host, and says of what is none that it is odd', () => {
      const dir = mkdtempSync(join(folder, 'bin-'))
      const fields = {
        a: '$6$s/.$h',
        b: '$y$j9T$s$h',
        c: 'rl.3StKT.4T8M',
        d: `_${'9'.repeat(19)}`,
        e: '!$6$a$b',
        f: 'plain',
      }
      const lines = (rest: string) => Object.entries(fields).map(([name, field]) => `${name}:${field}:${rest}`)
      const script = `#!/bin/sh\ncase $1 in passwd) printf '%s\\n' ${lines('1:1::/:')
        .join(' ')
        .replaceAll('$', String.raw`\$`)
        .replaceAll('!', String.raw`\!`)} root:x:0:0::/:/bin/sh ;;
*) printf '%s\\n' ${lines('1::::::')
        .join(' ')
        .replaceAll('$', String.raw`\$`)
        .replaceAll('!', String.raw`\!`)} 'root:*:::::::' ;; esac\n`
      writeFileSync(join(dir, 'getent'), script, { mode: 0o755 })
      const states = look(shell, password, Object.keys(fields), { path: `${dir}:${shell.path}` })
      const told = [...states.values()].map((state) => (state instanceof Unknown ? state.reason : state?.status))
      expect(told).toEqual(['set', 'set', 'set', 'set', 'locked', 'odd'])
    })

  it.runIf(root)('does not take what nss-systemd makes up for shadow', () => {
    for (const provider of [password, passwordHash]) {
      const states = look<unknown>(shell, provider, ['root', 'daemon'], { user: 'nobody' })
      const denied = new Unknown('/etc/shadow: Permission denied', 'set `sudo: true` for this role')
      expect([...states.values()]).toEqual([denied, denied])
    }
  })

  it('knows where the ids of system accounts end', () => {
    expect(look(shell, highestSystemId('UID'), ['root']).get('root')).toBe(999)
    expect(look(shell, highestSystemId('GID'), ['root']).get('root')).toBe(999)
  })

  it('has no keys where there is no file, which is not one that cannot be read', () => {
    expect(look(shell, authorizedKeys, ['daemon']).get('daemon')).toEqual([])
    expect(look(shell, authorizedKeys, ['nosuch']).get('nosuch')).toBeInstanceOf(Unknown)
    if (root) expect(look(shell, authorizedKeys, ['root'], { user: 'nobody' }).get('root')).toBeInstanceOf(Unknown)
  })

  it('asks sshd where it looks for the keys of each user', () => {
    const dir = mkdtempSync(join(folder, 'sshd-'))
    chmodSync(dir, 0o755)
    const script = `#!/bin/sh
case "$*" in
  "-T -C user=\\$(touch pwned),host=localhost,addr=127.0.0.1") echo 'authorizedkeysfile .ssh/authorized_keys' ;;
  "-T -C user=other,"*) echo 'authorizedkeysfile /etc/keys/%u' ;;
  *) echo 'no hostkeys available' >&2; exit 1 ;;
esac
`
    writeFileSync(join(dir, 'sshd'), script, { mode: 0o755 })
    const names = ['$(touch pwned)', 'other', 'a,b', 'third']
    const sources = look(shell, keySources, names, { cwd: folder, path: `${dir}:${shell.path}` })
    expect(sources.get('$(touch pwned)')).toMatchObject({ home: ['authorized_keys'], doubt: undefined })
    expect(sources.get('other')).toMatchObject({ home: [] })
    expect(sources.get('a,b')).toMatchObject({ home: undefined, doubt: expect.stringContaining('comma') as string })
    expect(sources.get('third')).toMatchObject({ doubt: expect.stringContaining('no hostkeys') as string })
    expect(readdirSync(folder)).not.toContain('pwned')
  })

  it.skipIf(existsSync('/usr/sbin/sshd'))('needs no sshd', () => {
    expect(look(shell, keySources, ['root']).get('root')).toMatchObject({ doubt: undefined })
  })

  it('has evidence: who a user is, or which there are', () => {
    const shown = (resource: Resource, key: string, exists: boolean) => {
      const context = { key, state: { exists }, platform: debian, matcher: 'toExist', negated: false }
      const probes = resource.definition.evidence?.(context) ?? []
      return probes.map(({ script }) => run(shell, script.text, { cwd: folder }).stdout)
    }
    expect(shown(user('root'), 'root', true)).toEqual([expect.stringMatching(/^uid=0\(root\) /)])
    expect(shown(user('x'), '$(touch pwned)', true)).toEqual([expect.not.stringContaining('uid=')])
    expect(shown(user('x'), 'x', false)).toEqual([expect.stringContaining(' root ')])
    expect(shown(group('x'), 'x', false)).toEqual([expect.stringContaining(' nogroup ')])
    expect(shown(group('x'), 'x', true)).toEqual([])
    expect(readdirSync(folder)).not.toContain('pwned')
  })

  it('reads the keys of a home that an account names', () => {
    const home = join(folder, `home of ${shell.name}`)
    mkdirSync(join(home, '.ssh'), { recursive: true })
    writeFileSync(join(home, '.ssh/authorized_keys'), 'ssh-ed25519 AAAAC3Nza one\n# none\n\0\nssh-rsa AAAAB3Nza')
    writeFileSync(
      join(folder, 'getent'),
      `#!/bin/sh\necho 'deploy:x:1:1:a: b:${home}:/bin/sh'\n`.replace('a: b', 'a b'),
    )
    chmodSync(join(folder, 'getent'), 0o755)
    const options = { path: `${folder}:${shell.path}` }
    const keys = look({ ...shell, name: 'dash' }, authorizedKeys, ['deploy', 'other'], options)
    expect(keys.get('deploy')).toMatchObject([
      { key: 'AAAAC3Nza', comment: 'one' },
      { key: 'AAAAB3Nza', type: 'ssh-rsa' },
    ])
    expect(keys.get('other')).toBeInstanceOf(Unknown)
    // sshd finds nothing at the end of such a link either.
    symlinkSync('nowhere', join(home, '.ssh/authorized_keys2'))
    expect(look({ ...shell, name: 'dash' }, authorizedKeys, ['deploy'], options).get('deploy')).toHaveLength(2)
    rmSync(join(home, '.ssh/authorized_keys2'))
    if (root) {
      chmodSync(join(home, '.ssh/authorized_keys'), 0o600)
      const seen = look({ ...shell, name: 'dash' }, authorizedKeys, ['deploy'], { ...options, user: 'nobody' })
      expect(seen.get('deploy')).toEqual(new Unknown('its authorized_keys: it is not a file that can be read'))
    }
    // Nobody writes to it: whoever opened it would wait for ever.
    spawnSync('mkfifo', [join(home, '.ssh/authorized_keys2')])
    expect(look({ ...shell, name: 'dash' }, authorizedKeys, ['deploy'], options).get('deploy')).toEqual(
      new Unknown('its authorized_keys: it is not a file that can be read'),
    )
    rmSync(join(folder, 'getent'))
  })
})
