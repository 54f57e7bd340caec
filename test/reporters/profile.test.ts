import { describe, expect, it } from 'vitest'

import type { ProfileReport, RunReport } from '../../src/run/report.ts'
import { print } from './print.ts'
import { green, host, HOST_PROFILE, HOSTILE, PROFILE } from './sample.ts'

const withProfile = (profile: ProfileReport, more: Partial<RunReport> = {}): RunReport => ({
  ...green,
  profile,
  ...more,
})

/** A fleet in which each host took 10 ms longer than the one before. */
function fleet(count: number): RunReport {
  const names = Array.from({ length: count }, (_, index) => `web-${index + 1}`)
  const hosts = names.map((name, index) => ({ ...HOST_PROFILE, host: name, duration: 100 + index * 10 }))
  return withProfile({ ...PROFILE, hosts }, { hosts: names.map((name) => host(name, '10.0.0.1')) })
}

describe('where the time went', () => {
  it('is above the verdict, aligned', async () => {
    await expect(print(withProfile(PROFILE))).toMatchFileSnapshot('snapshots/profile.txt')
  })

  it('is said of a quiet run too, for somebody asked for it', () => {
    const text = print(withProfile(PROFILE), { quiet: true })
    expect(text).toMatch(/^Where the time went\n/)
    expect(text).toMatch(/\n\n✓ 3 checks passed on 3 hosts \(exit 0\)\n$/)
  })

  it('is said of the slowest of many hosts, with the median of all', () => {
    const text = print(fleet(200))
    const rows = [...text.matchAll(/^ {2}(web-\d+) +(\d+) /gm)].map(([, name, took]) => [name, took])
    expect(rows).toEqual([200, 199, 198, 197, 196].map((number) => [`web-${number}`, String(90 + number * 10)]))
    expect(text).toMatch(/^ {2}median +1095 /m)
    expect(text).toContain('asked of web-200\n')
  })

  it('is said of every host with --verbose', () => {
    const text = print(fleet(12), { verbose: true })
    expect(text.match(/^ {2}web-\d+ +\d+ /gm)).toHaveLength(12)
    expect(text.match(/asked of web-\d+$/gm)).toHaveLength(12)
  })

  it('leaves hosts that never answered out of the median', () => {
    const down = {
      ...HOST_PROFILE,
      host: 'web-2',
      duration: 15_000,
      parts: { connecting: 15_000 },
      scripts: [],
      commands: [],
    }
    const text = print(withProfile({ ...PROFILE, hosts: [HOST_PROFILE, { ...HOST_PROFILE, host: 'web-3' }, down] }))
    expect(text).toMatch(/^ {2}web-2 +15000 +15000$/m)
    expect(text).toMatch(/^ {2}median +321 /m)
    expect(text).toContain('asked of web-1\n')
  })

  it('says what took longest of much that was asked', () => {
    const scripts = Array.from({ length: 30 }, (_, index) => ({
      ...HOST_PROFILE.scripts[0]!,
      begin: index,
      duration: index,
    }))
    const text = print(withProfile({ ...PROFILE, hosts: [{ ...HOST_PROFILE, scripts }] }))
    expect(text).toContain('asked of web-1, the slowest 8 of 31 (--verbose shows all)')
    expect(text.match(/script of 4 probes/g)).toHaveLength(7)
  })

  it('is cut to a terminal by its names, and nothing of it is obeyed', () => {
    const commands = [{ ...HOST_PROFILE.commands[0]!, command: HOSTILE, as: HOSTILE }]
    const text = print(
      withProfile(
        { ...PROFILE, hosts: [{ ...HOST_PROFILE, commands }] },
        { hosts: [host('web-1', '10.0.0.1', { name: `${HOSTILE}${'long'.repeat(40)}` })] },
      ),
      { isTerminal: true, columns: 100 },
    )
    const own = text.slice(text.indexOf('Where the time went'), text.indexOf('✓ 3 checks'))
    expect(own).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
    expect(own.split('\n').filter((line) => /^ {2}\\x1b.*321/.test(line) && line.length < 100)).toHaveLength(1)
  })

  it('is nothing where nobody asked', () => {
    expect(print(green)).not.toContain('Where the time went')
  })
})
