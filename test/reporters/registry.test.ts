import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createReporters } from '../../src/run/reporters.ts'
import { parseReporters } from '../../src/run/reports/flag.ts'
import { standardOutput } from '../../src/run/reports/output.ts'
import { registerSecret } from '../../src/run/secrets/secrets.ts'
import { eventsOf, green, host, sample } from './sample.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'infraspec-reporters-'))
})
afterEach(() => rm(root, { recursive: true }))

const read = (name: string) => readFile(join(root, name), 'utf8')

async function report(reporters: readonly string[], run = sample) {
  const written: string[] = []
  const write = (text: string) => void written.push(text)
  const output = { write, isTerminal: false, columns: 80, color: false, node: '3' }
  const options = { reporters, root, color: undefined, quiet: false, verbose: false, evidence: 'short' } as const
  const all = await createReporters(options, output)
  for (const event of eventsOf(run)) all.onEvent(event)
  return { end: all.onEnd(run), text: () => written.join('') }
}

describe('--reporter', () => {
  const parse = (...texts: string[]) => parseReporters(texts, '/project').map(({ name, file }) => [name, file])

  it('is the console on standard output when nothing else is', () => {
    expect(parse()).toEqual([['console', undefined]])
    expect(parse('junit=out/a=b.xml')).toEqual([
      ['console', undefined],
      ['junit', '/project/out/a=b.xml'],
    ])
    expect(parse('json')).toEqual([['json', undefined]])
    expect(parse('github').map(([name]) => name)).toEqual(['console', 'github'])
    expect(parse('console', 'github').map(([name]) => name)).toEqual(['console', 'github'])
  })

  it.each([
    [['juint=x.xml'], 'unknown-reporter', 'Unknown reporter "juint". Did you mean "junit"?'],
    [['tap'], 'unknown-reporter', 'Unknown reporter "tap".'],
    [['junit='], 'reporter-file', '--reporter junit= names no file'],
    [
      ['junit={rol}.xml'],
      'unknown-placeholder',
      'Unknown placeholder {rol} in the report file {rol}.xml. Did you mean "role"?',
    ],
    [['json', 'console'], 'reporter-conflict', 'The reporters json and console would both write to standard output'],
    [['json', 'github'], 'reporter-conflict', 'The reporters json and github would both write to standard output'],
    [
      ['json=out/x', 'junit=./out//x'],
      'reporter-conflict',
      'The reporters json and junit would both write to /project/out/x',
    ],
    [
      ['console', 'console'],
      'reporter-conflict',
      'The reporters console and console would both write to standard output',
    ],
  ])('%o is refused', (texts, code, message) => {
    expect(() => parse(...texts)).toThrow(expect.objectContaining({ code, message }))
  })
})

describe('reports in files', () => {
  it('are written with their folders, and leave nothing beside them', async () => {
    const { end, text } = await report(['junit=out/ci/junit.xml', 'json=out/report.json'])
    await end
    expect(text()).toContain('3 checks failed on 3 of 4 hosts')
    expect(await read('out/ci/junit.xml')).toMatch(/^<\?xml .*<\/testsuites>\n$/s)
    expect(JSON.parse(await read('out/report.json'))).toMatchObject({ schema: 1, id: sample.id })
    expect(await readdir(join(root, 'out'))).toEqual(['ci', 'report.json'])
  })

  it('are split by role, host and node', async () => {
    const hosts = sample.hosts.map((each) => (each.id === 'db.internal' ? { ...each, name: '../db' } : each))
    await (
      await report(['junit=out/{role}/{host}-{node}.xml', 'json=all-{role}.json'], { ...sample, hosts })
    ).end
    expect(await readdir(join(root, 'out/app'))).toEqual(['web-1-3.xml', 'web-2-3.xml', 'web-3-3.xml'])
    expect(await readdir(join(root, 'out/db'))).toEqual(['__db-3.xml', 'web-1-3.xml'])
    const db = JSON.parse(await read('all-db.json'))
    expect(db.checks.map(({ role }: { role: string }) => role)).toEqual(['db', 'db', 'db'])
    expect(db.totals).toEqual({ passed: 2, failed: 1, errored: 0, skipped: 0, 'not-run': 1 })
    const web1 = await read('out/app/web-1-3.xml')
    expect(web1).toContain('app.web-1')
    expect(web1).not.toMatch(/classname="(?:app\.web-2|db)/)
  })

  it('exist for hosts that are called alike, and for a run without roles', async () => {
    const twins = [host('a/b', '1'), host('a:b', '2')]
    const roles = [{ name: 'app', specs: [], hosts: ['a/b', 'a:b'], atLeast: 1 }]
    await (
      await report(['json={host}.json'], { ...green, hosts: twins, roles, checks: [] })
    ).end
    expect(await readdir(root)).toEqual(['a_b-2.json', 'a_b.json'])
    const problems = [{ kind: 'usage', message: 'no such role' }] as const
    await (
      await report(['junit=none/{role}.xml'], { ...green, roles: [], hosts: [], checks: [], problems })
    ).end
    expect(await read('none/none.xml')).toContain('no such role')
  })

  it('replace what was there, through a link and with no half of it ever readable', async () => {
    await writeFile(join(root, 'real.json'), 'old'.repeat(100_000))
    await symlink('real.json', join(root, 'link.json'))
    await (
      await report(['json=link.json'])
    ).end
    expect(JSON.parse(await read('real.json'))).toMatchObject({ schema: 1 })
    expect((await readdir(root)).toSorted()).toEqual(['link.json', 'real.json'])
  })

  it('do not replace a device', async () => {
    await (
      await report(['json=/dev/null'])
    ).end
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true)
  })

  it('have no colours and no progress in them', async () => {
    await (
      await report(['console=report.txt', 'json=x.json'])
    ).end
    // oxlint-disable-next-line no-control-regex -- what must not be there
    expect(await read('report.txt')).not.toMatch(/[\u001b\r]/)
    expect(await read('report.txt')).toMatch(/^app {2}3 hosts/)
  })
})

describe('a report that cannot be written', () => {
  it('is told before the run where that can be known', async () => {
    await writeFile(join(root, 'file'), '')
    await mkdir(join(root, 'folder'))
    const unwritable = (message: RegExp) =>
      expect.objectContaining({ code: 'report-unwritable', message: expect.stringMatching(message) })
    await expect(report(['junit=file/x.xml'])).rejects.toThrow(
      unwritable(/^Cannot write the junit report to file\/x\.xml: E/),
    )
    await expect(report(['json=folder'])).rejects.toThrow(
      unwritable(/^Cannot write the json report to folder: it is a folder/),
    )
    await expect(report(['json=file/{role}/x'])).rejects.toThrow(unwritable(/file\/\{role\}\/x: E/))
  })

  it('is told at the end with its name, and the others are written', async () => {
    const { end, text } = await lateFailure(['junit=a/x.xml', 'json=b/x.json', 'json=c.json'], ['a', 'b'])
    const message = expect.stringMatching(
      /the junit report to a\/x\.xml: .*\nCannot write the json report to b\/x\.json: /,
    )
    await expect(end()).rejects.toThrow(expect.objectContaining({ code: 'report-unwritable', message }))
    expect(JSON.parse(await read('c.json'))).toMatchObject({ schema: 1 })
    expect(text()).toContain('exit 2')
  })
})

// The folders are there when the run starts, and files of the same name when it ends.
async function lateFailure(reporters: readonly string[], folders: readonly string[]) {
  const written: string[] = []
  const output = {
    write: (text: string) => void written.push(text),
    isTerminal: false,
    columns: 80,
    color: false,
    node: '0',
  }
  const options = { reporters, root, color: undefined, quiet: false, verbose: false, evidence: 'short' } as const
  const all = await createReporters(options, output)
  for (const folder of folders) {
    await rm(join(root, folder), { recursive: true })
    await writeFile(join(root, folder), '')
    await chmod(join(root, folder), 0o600)
  }
  return { end: () => all.onEnd(sample), text: () => written.join('') }
}

it('no reporter sees a secret', async () => {
  const secrets = ['degraded', 'curl -fsS']
  secrets.forEach(registerSecret)
  const { end, text } = await report(['junit=x.xml', 'json=x.json', 'github=x.txt'])
  await end
  for (const shown of [text(), await read('x.xml'), await read('x.json'), await read('x.txt')]) {
    for (const secret of secrets) expect(shown).not.toContain(secret)
    expect(shown).toContain('[redacted]')
  }
})

describe('standard output', () => {
  const stream = (isTTY: boolean) => ({ isTTY, columns: isTTY ? 132 : undefined }) as unknown as NodeJS.WriteStream
  const output = (isTTY: boolean, env: Record<string, string>) => {
    const { isTerminal, color, columns } = standardOutput(stream(isTTY), env)
    return { isTerminal, color, columns }
  }

  it.each([
    ['a terminal', true, {}, true, true],
    ['a pipe', false, {}, false, false],
    ['a pipe with forced colour', false, { FORCE_COLOR: '1' }, false, true],
    ['a terminal without colour', true, { NO_COLOR: '1' }, true, false],
    ['a terminal that can do nothing', true, { TERM: 'dumb' }, false, false],
    ['what CI says is a terminal', true, { CI: 'true' }, false, false],
  ])('is %s', (_, isTTY, env, isTerminal, color) => {
    expect(output(isTTY, env)).toEqual({ isTerminal, color, columns: isTTY ? 132 : 80 })
  })
})
