import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { denied, Unknown, type Verdict } from '../../src/resources/define-resource.ts'
import { file, type FilePresent, type FileState } from '../../src/resources/file.ts'
import * as details from '../../src/resources/files/details.ts'
import { octal } from '../../src/resources/files/mode.ts'
import { stat } from '../../src/resources/files/stat.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

const present: FilePresent = {
  exists: true,
  type: 'file',
  symlink: undefined,
  mode: '0644',
  owner: 'root',
  group: 'adm',
  uid: 0,
  gid: 4,
  size: 12,
  modified: '2026-01-02T03:04:05Z',
  links: 1,
  inode: 1,
  access: { readable: true, writable: false, executable: false },
}
const absent: FileState = { exists: false }
const broken: FilePresent = { ...present, type: 'symlink', symlink: { target: 'nowhere', broken: true } }
const link: FilePresent = { ...present, symlink: { target: '../app', broken: false } }
const resource = file('/x')
const says = (matcher: string, state: object, ...args: readonly unknown[]): Verdict =>
  verdict(resource, matcher, state as FileState, ...args)
const said = (...args: Parameters<typeof says>): string => judged(says(...args))

describe('what hosts answered', () => {
  const providers = {
    stat,
    content: details.content,
    sha256: details.sha256,
    md5: details.md5,
    'selinux-label': details.selinuxLabel,
    attributes: details.attributes,
  }
  for (const [name, provider] of Object.entries(providers)) {
    it.each(captures(`file/${name}`))(`${name}: $host, $name`, (capture) => {
      expect(parsed(provider, capture)).toEqual(capture.expected)
    })
  }
})

describe('what is no answer', () => {
  const line = '81a4:0:0:1:0:1:1:root:root\n'
  it.each([
    ['nothing at all', '', 'sudo: a password is required'],
    ['half of the records', 'fr\0', 'stat: Stale file handle'],
    ['fewer lines than files', `fr\0fr\0${line}`, ''],
    ['more lines than files', `fr\0fr\0${line}${line}${line}`, ''],
    ['lines of something else', 'fr\0fr\0hello\nworld\n', ''],
    ['no lines', 'fr\0fr\0', 'sh: 1: stat: not found'],
    ['reasons that nobody knows', 'n\nstat: /a: Stale file handle\0n\nstat: /b: Input/output error\0', ''],
    ['no stat to ask for reasons', 'n\nsh: 1: stat: not found\0n\nsh: stat: not found\0', ''],
    [
      'links that lead to where it cannot look',
      'b\na1ff:0:0:1:0:1:1:root:root\nx\0stat: x: Permission denied\0'.repeat(2),
      '',
    ],
    ['links without a target', `l\n\0l\n\0${line}${line}`, ''],
    ['files that came meanwhile', 'n\n.\0n\n.\0', ''],
  ])('%s', (_, stdout, stderr) => {
    const states = stat.parse(answer(stdout, { stderr, exitCode: 1 }), ['/a', '/b'], debian)
    expect([...states.values()].map((state) => state instanceof Unknown)).toEqual([true, true])
  })

  it('says why', () => {
    const why = (stdout: string, stderr = '') =>
      stat.parse(answer(stdout, { stderr, exitCode: 1 }), ['/a'], debian).get('/a')
    expect(why('n\n.\0')).toMatchObject({ reason: 'it came while it was looked at' })
    expect(why('n\n\0')).toMatchObject({ reason: 'it came while it was looked at' })
    expect(why('n\nstat: /a: Stale file handle\0')).toMatchObject({ reason: 'Stale file handle' })
    expect(why('', 'sudo: refused\nmore')).toMatchObject({ reason: 'sudo: refused' })
    expect(why('')).toMatchObject({ reason: 'stat ended with 1' })
  })

  it('tells the others all the same', () => {
    const stdout = `n\nstat: cannot statx '/a': Permission denied\0fr\0n\nx: No such file or directory\0${line}`
    const states = stat.parse(answer(stdout, { exitCode: 1 }), ['/a', '/b', '/c'], debian)
    expect(states.get('/a')).toEqual(denied('permission denied', 'set `sudo: true` for this role'))
    expect(states.get('/b')).toMatchObject({ exists: true, mode: '0644' })
    expect(states.get('/c')).toEqual({ exists: false })
  })

  it('takes no name for a reason', () => {
    const stdout = "n\nstat: cannot statx '/a: No such file or directory': Permission denied\0"
    expect(
      stat.parse(answer(stdout), ['/a: No such file or directory'], debian).get('/a: No such file or directory'),
    ).toBeInstanceOf(Unknown)
  })

  it('survives times that no calendar has', () => {
    const states = stat.parse(answer('fr\x0081a4:0:0:1:9223372036854775807:1:1:root:root\n'), ['/a'], debian)
    expect(states.get('/a')).toMatchObject({ modified: '+275760-09-13T00:00:00Z' })
  })

  it.each([
    [
      'content',
      details.content,
      ['', 'AAAA', '\n127', 'sh: base64: not found\n127', `${btoa('head: x: Input/output error\n\n1')}\n0`],
    ],
    [
      'sha256',
      details.sha256,
      ['', '\n127', `${'0'.repeat(63)}  -\n0`, 'sha256sum: -: Input/output error\n1', `${'0'.repeat(64)}  -\n1`],
    ],
    ['attributes', details.attributes, ['', 'sh: 1: lsattr: not found\n127', 'lsattr: Operation not supported\n0']],
    ['selinuxLabel', details.selinuxLabel, ['', '?\n0', 'C\n0', 'unlabeled\n0']],
  ])('%s', (_, provider, records) => {
    for (const record of records) {
      expect(provider.parse(answer(`${record}\0`), ['/a'], debian).get('/a'), JSON.stringify(record)).toBeInstanceOf(
        Unknown,
      )
    }
  })

  it('reads an SELinux label', () => {
    const label = 'system_u:object_r:httpd_sys_content_t:s0:c1,c2'
    expect(details.selinuxLabel.parse(answer(`${label}\n\n0\0`), ['/a'], debian).get('/a')).toBe(label)
  })
})

describe('matchers', () => {
  const content = (text: string) => ({ ...present, content: text })
  const sum = 'ab'.repeat(32)
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', absent, [], 'false'],
    ['toExist', broken, [], 'absent'],
    ['toBeFile', present, [], 'true'],
    ['toBeFile', link, [], 'true'],
    ['toBeFile', { ...present, type: 'directory' }, [], 'false'],
    ['toBeFile', absent, [], 'absent'],
    ['toBeFile', broken, [], 'absent'],
    ['toBeDirectory', { ...present, type: 'directory' }, [], 'true'],
    ['toBeDirectory', present, [], 'false'],
    ['toBeSocket', { ...present, type: 'socket' }, [], 'true'],
    ['toBeSocket', present, [], 'false'],
    ['toBePipe', { ...present, type: 'pipe' }, [], 'true'],
    ['toBePipe', present, [], 'false'],
    ['toBeBlockDevice', { ...present, type: 'block-device' }, [], 'true'],
    ['toBeBlockDevice', present, [], 'false'],
    ['toBeCharacterDevice', { ...present, type: 'character-device' }, [], 'true'],
    ['toBeCharacterDevice', present, [], 'false'],
    ['toBeSymlink', link, [], 'true'],
    ['toBeSymlink', broken, [], 'true'],
    ['toBeSymlink', present, [], 'false'],
    ['toBeSymlink', absent, [], 'absent'],
    ['toBeLinkedTo', link, ['../app'], 'true'],
    ['toBeLinkedTo', link, ['../ap'], 'false'],
    ['toBeLinkedTo', broken, ['nowhere'], 'true'],
    ['toBeLinkedTo', present, ['/x'], 'absent'],
    ['toHaveMode', present, ['0644'], 'true'],
    ['toHaveMode', present, ['644'], 'true'],
    ['toHaveMode', present, [0o644], 'true'],
    ['toHaveMode', present, ['0600'], 'false'],
    ['toHaveMode', { ...present, mode: '4755' }, ['0755'], 'false'],
    ['toHaveMode', absent, ['0644'], 'absent'],
    ['toHaveMode', broken, ['0777'], 'absent'],
    ['toBeOwnedBy', present, ['root'], 'true'],
    ['toBeOwnedBy', present, ['roo'], 'false'],
    ['toBeOwnedBy', present, ['r..t'], 'false'],
    ['toBeOwnedBy', present, [0], 'true'],
    ['toBeOwnedBy', { ...present, owner: undefined, uid: 9 }, ['UNKNOWN'], 'absent'],
    ['toHaveGroup', present, ['adm'], 'true'],
    ['toHaveGroup', present, [4], 'true'],
    ['toHaveGroup', present, ['admin'], 'false'],
    ['toBeReadable', present, [], 'true'],
    ['toBeWritable', present, [], 'false'],
    ['toBeExecutable', { ...present, access: { ...present.access, executable: true } }, [], 'true'],
    ['toBeExecutable', present, [], 'false'],
    ['toBeReadable', absent, [], 'absent'],
    ['toBeReadableBy', present, ['others'], 'true'],
    ['toBeReadableBy', { ...present, mode: '0640' }, ['others'], 'false'],
    ['toBeWritableBy', present, ['owner'], 'true'],
    ['toBeWritableBy', present, ['group'], 'false'],
    ['toBeExecutableBy', { ...present, mode: '0610' }, ['group'], 'true'],
    ['toBeExecutableBy', present, ['owner'], 'false'],
    ['toHaveSize', present, [12], 'true'],
    ['toHaveSize', present, [13], 'false'],
    ['toHaveSize', present, [{ atLeast: 12, below: 13 }], 'true'],
    ['toHaveSize', present, [{ below: 12 }], 'false'],
    ['toHaveSize', present, [{ atLeast: 13 }], 'false'],
    ['toBeEmpty', { ...present, size: 0 }, [], 'true'],
    ['toBeEmpty', present, [], 'false'],
    ['toBeEmpty', { ...present, type: 'directory' }, [], 'unknown'],
    ['toHaveSha256', { ...present, sha256: sum }, [sum.toUpperCase()], 'true'],
    ['toHaveSha256', { ...present, sha256: sum }, ['00'.repeat(32)], 'false'],
    ['toHaveMd5', { ...present, md5: 'ab'.repeat(16) }, ['ab'.repeat(16)], 'true'],
    ['toHaveMd5', { ...present, md5: 'ab'.repeat(16) }, ['00'.repeat(16)], 'false'],
    ['toHaveSelinuxLabel', { ...present, selinuxLabel: 'u:r:etc_t:s0' }, [/:etc_t:/], 'true'],
    ['toHaveSelinuxLabel', { ...present, selinuxLabel: 'u:r:etc_t:s0' }, ['etc_t'], 'false'],
    ['toBeImmutable', { ...present, attributes: '----i---------e-------' }, [], 'true'],
    ['toBeImmutable', { ...present, attributes: '--------------e-------' }, [], 'false'],
    ['toContain', content('a.b\n'), ['a.b'], 'true'],
    ['toContain', content('axb\n'), ['a.b'], 'false'],
    ['toContain', content('one\nPermitRootLogin yes\n'), [/^PermitRootLogin yes$/], 'true'],
    ['toContain', content('one\n#PermitRootLogin yes\n'), [/^PermitRootLogin yes$/], 'false'],
    ['toContain', content('one\ntwo\n'), ['one\ntwo'], 'true'],
    ['toContain', content('a\n'), ['a\n'], 'true'],
    ['toContain', absent, ['a'], 'absent'],
    ['toContain', broken, ['a'], 'absent'],
    ['toContain', content('a\n[x]\nb\n[y]\nc\n'), ['b', { after: '[x]', before: '[y]' }], 'true'],
    ['toContain', content('a\n[x]\nb\n[y]\nc\n'), ['c', { after: /x/, before: /^\[y\]$/ }], 'false'],
    ['toContain', content('a\n[x]\nb\n[y]\nc\n'), ['[x]', { after: '[x]' }], 'false'],
    ['toContain', content('a\n[x]\nb\n'), ['a', { before: '[x]' }], 'true'],
    ['toContain', content('a\n'), ['a', { after: '[x]' }], 'unknown'],
    ['toContain', content('a\n'), ['a', { before: '[x]' }], 'unknown'],
    ['toContain', content('[x]\n[y]\n'), [/^/, { after: '[x]', before: '[y]' }], 'false'],
    ['toContain', content('a\nb\n'), [/^$/], 'false'],
    ['toContain', content('a\n\nb\n'), [/^$/], 'true'],
    ['toContain', content(''), [/^/], 'false'],
    ['toHaveContent', content('a\n'), [/^$/], 'false'],
    ['toContainLines', content('a\nb\nc'), [['b', 'c']], 'true'],
    ['toContainLines', content('a\nb\na\nc'), [['a', 'c']], 'true'],
    ['toContainLines', content('a\nbc\n'), [['b']], 'false'],
    ['toContainLines', content('a\nb\nc'), [['a', 'c']], 'false'],
    ['toContainLines', absent, [['a']], 'absent'],
    ['toHaveContent', content('ok\n'), ['ok'], 'true'],
    ['toHaveContent', content('ok'), ['ok'], 'true'],
    ['toHaveContent', content('ok\n'), ['ok\n'], 'true'],
    ['toHaveContent', content('ok\n\n'), ['ok'], 'false'],
    ['toHaveContent', content('okay'), ['ok'], 'false'],
    ['toHaveContent', content('okay'), [/^ok/], 'true'],
    ['toHaveContent', content(''), [''], 'true'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(said(matcher, state, ...args)).toBe(expected)
  })

  it.each<[string, readonly unknown[]]>([
    ['toHaveMode', [644]],
    ['toHaveMode', ['rw-r--r--']],
    ['toHaveSize', [{}]],
    ['toContain', ['']],
    ['toContainLines', [[]]],
    ['toHaveSha256', ['abc']],
    ['toBeReadableBy', ['everybody']],
    ['toBeOwnedBy', ['0']],
    ['toHaveGroup', ['0']],
  ])('%s refuses %o', (matcher, args) => {
    expect(() => says(matcher, { ...present, content: '', sha256: '' }, ...args)).toThrow(ConfigError)
  })

  it('gives the same answer twice, whatever the flags', () => {
    for (const flags of ['g', 'y', 'gy']) {
      const pattern = new RegExp('b', flags)
      expect([1, 2].map(() => said('toContain', content('a\nb\n'), pattern))).toEqual(['true', 'true'])
    }
  })

  it('shows the lines that differ, and those that have what they should not', () => {
    const text = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`).join('\n')
    expect(says('toHaveContent', content(`${text}\nmore\n`), text)).toMatchObject({
      expected: '(end of file)',
      actual: '31: more',
    })
    expect(says('toContain', content(text), 'line 2')).toMatchObject({
      actual: expect.stringMatching(/^2: line 2\n20: line 20\n/),
    })
    expect(says('toContain', content('a\nb\nc\n'), 'c', { after: 'a' })).toMatchObject({ actual: '3: c' })
    expect(says('toHaveContent', content('a\nb\n'), 'a\nc')).toMatchObject({ expected: '2: c', actual: '2: b' })
    const lines = (...wanted: readonly string[]) => says('toContainLines', content('a\nb\nc\n'), wanted)
    expect(lines('x', 'y')).toMatchObject({ actual: '3 lines without the first of these' })
    expect(lines('b', 'x')).toMatchObject({ actual: '2: b\n3: c' })
  })

  it('shows no more of a content than these lines', () => {
    expect(resource.definition.sensitive).toEqual(['content'])
  })

  it('names what each needs beyond the state', () => {
    const { matchers } = resource.definition
    expect(matchers.toContain.details).toEqual(['content'])
    expect(matchers.toHaveMode.details).toBeUndefined()
  })
})

describe('modes', () => {
  it.each([-1, 0o10000, 420.5, Number.NaN, '9', '08', '00644', ''])('has no mode %j', (mode) => {
    expect(() => octal(mode)).toThrow(ConfigError)
  })

  it('takes no decimal number for a mode', () => {
    const common = [
      400, 440, 444, 500, 550, 555, 600, 640, 644, 660, 664, 666, 700, 710, 711, 740, 744, 750, 755, 770, 775, 777,
      1777, 2750, 2755, 2775, 4750, 4755,
    ]
    for (const mode of common) {
      expect(() => octal(mode), String(mode)).toThrow(ConfigError)
      if (mode !== 764 && mode !== 620)
        expect(octal(Number.parseInt(String(mode), 8))).toBe(String(mode).padStart(4, '0'))
    }
  })
})

describe('names', () => {
  it.each(['etc/passwd', '', '~/x', './x', '/\ud800'])('refuses %j', (path) => {
    expect(() => resource.definition.key?.(path, undefined)).toThrow(ConfigError)
  })
})
