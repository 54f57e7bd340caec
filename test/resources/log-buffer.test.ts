import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { logBuffer, type LogBufferPresent } from '../../src/resources/log-buffer.ts'
import type { BufferPlace } from '../../src/resources/logs/buffer-place.ts'
import { files, type LogBufferFolder } from '../../src/resources/logs/buffers.ts'
import { readFluentBit } from '../../src/resources/logs/fluent-bit.ts'
import { readFluentd } from '../../src/resources/logs/fluentd.ts'
import { readVector } from '../../src/resources/logs/vector.ts'
import { judged, verdict } from './support/matchers.ts'
import { sandboxed } from './support/sandbox.ts'
import { answer, debian, look, root, shells } from './support/shells.ts'

const named = (places: ReturnType<typeof readFluentd>) =>
  typeof places === 'string' ? places : places.map(({ name, path }) => `${name} in ${path}`)

describe('fluentd.conf', () => {
  it.each([
    [
      '<match a.**>\n  <buffer tag>\n    @type file\n    path /b/one # here\n  </buffer>\n</match>',
      ['match a.** in /b/one'],
    ],
    [
      '<match>\n  @id out\n  <buffer>\n    @type "file_single"\n    path "/b/two/"\n  </buffer>\n</match>',
      ['out in /b/two'],
    ],
    ['<match a>\n  buffer_type file\n  buffer_path /b/app.*.buffer\n</match>', ['match a in /b']],
    [
      '<system>\n  root_dir /r\n</system>\n<match a>\n  @id x\n  <buffer>\n    @type file\n  </buffer>\n</match>',
      ['x in /r/worker0/x/buffer'],
    ],
    [
      '<label @A>\n<match a>\n@type copy\n<store>\n<buffer>\n@type file\npath /b\n</buffer>\n</store>\n</match>\n</label>',
      ['store in /b'],
    ],
    ['<match a>\n  <buffer>\n    @type memory\n  </buffer>\n</match>\n#<match b>', []],
    ['<source>\n  path /var/log/x.log\n</source>\n@include conf.d/*.conf', []],
  ])('keeps in %j %o', (text, places) => expect(named(readFluentd(text, ''))).toEqual(places))
  it.each([
    ['<match a>\n<buffer>\n@type file\npath "#{ENV[\'X\']}/b"\n</buffer>\n</match>'],
    ['<match a>\n<buffer>\n@type file\n</buffer>\n</match>'],
    ['<match a>\n<buffer>\n</match>'],
    ['<match a>\n'],
  ])('cannot be read: %j', (text) => expect(readFluentd(text, '')).toBeTypeOf('string'))
  it('has chunks by their names', () => {
    const pattern = (text: string) => (readFluentd(text, '') as readonly BufferPlace[])[0]!.pattern
    const folder = pattern('<match a>\n<buffer>\n@type file\npath /b/x\n</buffer>\n</match>')
    const name = '/b/x/buffer.b5f1c8e2d3a4b5c6d7e8f9a0b1c2d3e4f.log'
    expect([name, `${name}.meta`, '/b/x/other.log'].map((path) => folder.test(path))).toEqual([true, false, false])
    expect(['worker0', 'worker11', 'x'].map((worker) => folder.test(name.replace('x/', `x/${worker}/`)))).toEqual([
      true,
      true,
      false,
    ])
    expect(folder.test(name.replace('.log', '.my_suffix'))).toBe(true)
    const root = pattern(
      '<system>\nroot_dir /r\n</system>\n<match a>\n@id x\n<buffer>\n@type file\n</buffer>\n</match>',
    )
    expect(['0', '3', ''].map((worker) => root.test(`/r/worker${worker}/x/buffer/buffer.b1.log`))).toEqual([
      true,
      true,
      false,
    ])
    const star = pattern('<match a>\nbuffer_type file\nbuffer_path /b/app.*.buf\n</match>')
    expect(['/b/app.q1.buf', '/b/apps.q1.buf', '/b/app.q1.buf.meta'].map((path) => star.test(path))).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('the configuration of fluent-bit', () => {
  it.each([
    [
      'c.conf',
      '[SERVICE]\n    storage.path  /b/\n[INPUT]\n    Name tail\n    storage.type  filesystem\n',
      ['storage.path in /b'],
    ],
    ['c.conf', '[SERVICE]\n    storage.path  /b\n[INPUT]\n    Name tail\n', []],
    ['c.conf', '[SERVICE]\n  # storage.path /b\n[INPUT]\n  storage.type filesystem\n', []],
    [
      'c.yaml',
      'service: { storage.path: /b }\npipeline: { inputs: [ { name: tail, storage.type: filesystem } ] }',
      ['storage.path in /b'],
    ],
    ['c.yaml', '', []],
  ])('%s keeps in %j %o', (path, text, places) => expect(named(readFluentBit(text, path))).toEqual(places))
  it.each([
    ['c.conf', '[SERVICE]\n storage.path ${X}/b\n[INPUT]\n storage.type filesystem\n'],
    ['c.yaml', '{ a: [ }'],
    ['c.yaml', 'includes: [ inputs.yaml ]\nservice: { storage.path: /b }'],
  ])('%s cannot be read: %j', (path, text) => expect(readFluentBit(text, path)).toBeTypeOf('string'))
})

describe('the configuration of vector', () => {
  const places = ['out in /d/buffer/v2/out']
  it.each([
    ['v.yaml', 'data_dir: /d\nsinks: { out: { buffer: { type: disk } }, other: { type: x } }', places],
    ['v.yaml', 'data_dir: /d\nsinks: { out: { buffer: [ { type: memory }, { type: disk } ] } }', places],
    ['v.json', '{"data_dir": "/d/", "sinks": {"out": {"buffer": {"type": "disk"}}}}', places],
    ['v.toml', 'data_dir = "/d"\n[sinks.out]\ntype = "x"\n[sinks.out.buffer]\ntype = "disk" # here\n', places],
    ['v.toml', 'data_dir = "/d"\n[sinks.out]\nbuffer.type = "disk"\n', places],
    ['v.toml', 'data_dir = "/d"\n[sinks.out]\nbuffer = { type = "disk", max_size = 1 }\n', places],
    ['v.yaml', 'sinks: { out: { buffer: { type: disk } } }', ['out in /var/lib/vector/buffer/v2/out']],
    ['v.toml', '[sinks.out.buffer]\ntype = "memory"\n', []],
  ])('%s keeps in %j %o', (path, text, expected) => expect(named(readVector(text, path))).toEqual(expected))
  it('cannot be read when it is no YAML', () => expect(readVector('{ a: [ }', 'v.yaml')).toBeTypeOf('string'))
})

describe.runIf(root).each(shells)('buffers, looked at by $name', (shell) => {
  const setup = `mount -t tmpfs t /mnt; mkdir -p '/mnt/etc/conf.d' /mnt/full /mnt/empty /mnt/hidden
cat > /mnt/etc/f.conf <<'END'
@include conf.d/*.conf
<match a>
  <buffer>
    @type file
    path /mnt/empty
  </buffer>
</match>
END
sed 's/empty/full/' /mnt/etc/f.conf | grep -v @include > /mnt/etc/conf.d/more.conf
sed 's/empty/nosuch/' /mnt/etc/f.conf | grep -v @include > /mnt/etc/missing.conf
sed 's/empty/hidden\\/x/' /mnt/etc/f.conf | grep -v @include > /mnt/etc/denied.conf
printf 12345 > /mnt/full/buffer.b0123.log; printf 1 > /mnt/full/buffer.b0123.log.meta; touch -d @0 /mnt/full/buffer.b0123.log; chmod 700 /mnt/hidden`
  const keys = ['fluentd /mnt/etc/f.conf', 'fluentd /mnt/etc/missing.conf', 'fluentd /mnt/etc/nosuch.conf', 'vector']

  it('are found where the configuration and what it includes say', () => {
    const states = look(sandboxed(shell, setup), files, keys)
    expect(states.get(keys[0]!)).toMatchObject({
      config: '/mnt/etc/f.conf',
      folders: [
        { path: '/mnt/empty', present: true, chunks: 0, size: 0 },
        { path: '/mnt/full', present: true, chunks: 1, size: 5 },
      ],
    })
    expect((states.get(keys[0]!) as LogBufferPresent).folders[1]?.age).toBeGreaterThan(1e9)
    expect(states.get(keys[1]!)).toMatchObject({ folders: [{ path: '/mnt/nosuch', present: false }] })
    expect([states.get(keys[2]!), states.get(keys[3]!)]).toEqual([{ exists: false }, { exists: false }])
  })
  it.each([
    ['behind a link', 'ln -s /mnt/full /mnt/link; sed -i "s|/mnt/empty|/mnt/link|" /mnt/etc/f.conf', 5],
    ['in the folder of a worker', 'mkdir /mnt/empty/worker1; printf 123 > /mnt/empty/worker1/buffer.b1.log', 3],
    ['where an include in quotes says', `sed -i 's|@include .*|@include "conf.d/*.conf"|' /mnt/etc/f.conf`, 5],
  ])('are found %s', (_, more, size) => {
    const state = look(sandboxed(shell, `${setup}\n${more}`), files, [keys[0]!]).get(keys[0]!) as LogBufferPresent
    expect(state.folders.some((folder) => folder.size === size)).toBe(true)
  })
  it.each([
    ['a folder that may not be read', 'chmod 700 /mnt/full'],
    ['a folder in it that may not be read', 'mkdir -m 700 /mnt/empty/worker0'],
    ['a folder of included files that may not be read', 'chmod 711 /mnt/etc/conf.d'],
    ['a folder of included files that may not be entered', 'chmod 700 /mnt/etc/conf.d'],
  ])('cannot be told of %s', (_, more) => {
    const states = look(sandboxed(shell, `${setup}\n${more}`, 'nobody'), files, [keys[0]!])
    expect(states.get(keys[0]!)).toMatchObject({ denied: true })
  })
  it.each([
    ['an included file', 'echo "@include other.conf" >> /mnt/etc/conf.d/more.conf'],
    ['what is fetched', 'echo "@include http://x.test/y.conf" >> /mnt/etc/f.conf'],
  ])('cannot be told of what %s includes', (_, more) => {
    const states = look(sandboxed(shell, `${setup}\n${more}`), files, [keys[0]!])
    expect(states.get(keys[0]!)).toMatchObject({ reason: expect.stringContaining('was not read') })
  })
  it('cannot be told by who may not look', () => {
    const inside = sandboxed(shell, `${setup}\nchmod 600 /mnt/etc/f.conf`, 'nobody')
    const denied = ['fluentd /mnt/etc/f.conf', 'fluentd /mnt/etc/denied.conf']
    const states = look(inside, files, denied)
    for (const key of denied) expect(states.get(key)).toMatchObject({ denied: true })
  })
})

describe('logBuffer()', () => {
  it.each([
    ['the script ended early', 'now 1\nagent\n'],
    ['nothing was answered', ''],
    [
      'a path was not looked at',
      'now 1\nagent\nconfig /c\n <match a>\n <buffer>\n @type file\n path /b\n </buffer>\n </match>\nend 0\ndone\n',
    ],
  ])('cannot be told when %s', (_, stdout) => {
    expect(files.parse(answer(stdout), ['fluentd'], debian).get('fluentd')).toBeInstanceOf(Unknown)
  })
  it('knows its agents', () => {
    const { key } = logBuffer('fluentd').definition
    expect(key?.('vector', { config: '/x y.toml' })).toBe('vector /x y.toml')
    expect(() => key?.('rsyslog', undefined)).toThrow(ConfigError)
    expect(() => key?.('toString', undefined)).toThrow(ConfigError)
    expect(() => key?.('vector', { config: 'x' })).toThrow(ConfigError)
  })

  const folder: LogBufferFolder = {
    name: 'a',
    path: '/b',
    present: true,
    chunks: 0,
    size: 0,
    age: undefined,
    keepsNewest: false,
  }
  const full = { ...folder, chunks: 2, size: 10, age: 60 }
  const of = (...folders: LogBufferFolder[]): LogBufferPresent => ({ exists: true, config: '/c', folders })
  const missing = { ...folder, present: false }
  it.each<[string, object, readonly unknown[], string]>([
    ['toBeConfigured', of(folder), [], 'true'],
    ['toBeConfigured', of(), [], 'false'],
    ['toBeConfigured', { exists: false }, [], 'false'],
    ['toBePresent', of(folder), [], 'true'],
    ['toBePresent', of(folder, missing), [], 'false'],
    ['toBePresent', of(), [], 'unknown'],
    ['toBePresent', { exists: false }, [], 'absent'],
    ['toBeDrained', of(folder), [], 'true'],
    ['toBeDrained', of(folder, full), [], 'false'],
    ['toBeDrained', of(missing), [], 'unknown'],
    ['toBeDrained', of(), [], 'unknown'],
    ['toBeDrained', of({ ...full, keepsNewest: true, chunks: 1 }), [], 'unknown'],
    ['toBeDrained', of({ ...full, keepsNewest: true }), [], 'false'],
    ['toHaveSize', of(folder, full), [10], 'true'],
    ['toHaveSize', of(missing), [0], 'unknown'],
    ['toHaveAge', of(folder, full), [{ below: 61 }], 'true'],
    ['toHaveAge', of(folder), [0], 'true'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(logBuffer('fluentd'), matcher, state as LogBufferPresent, ...args))).toBe(expected)
  })
})
