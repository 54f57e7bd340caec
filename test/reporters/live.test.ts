import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createConsoleReporter, type ConsoleOptions } from '../../reporters/console.ts'
import type { RunEvent } from '../../src/run/report.ts'
import { eventsOf, green, sample } from './sample.ts'

function reporter(options: Partial<ConsoleOptions>) {
  const writes: string[] = []
  const write = (text: string) => void writes.push(text)
  const base = {
    isTerminal: false,
    columns: 60,
    color: false,
    evidence: 'short',
    quiet: false,
    verbose: false,
  } as const
  return { writes, ...createConsoleReporter({ ...base, write, ...options }) }
}

/** The lines that a terminal shows of it. */
function drawn(text = ''): string[] {
  // oxlint-disable-next-line no-control-regex -- what moves the cursor is no text
  return text.replace(/\u001b\[[?\d;]*[A-Za-z]|\r/g, '').split('\n')
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it.each([true, false])('shows nothing before there is an event (terminal: %s)', (isTerminal) => {
  const { writes, onEnd } = reporter({ isTerminal })
  vi.advanceTimersByTime(120_000)
  expect(writes).toEqual([])
  onEnd(green)
  expect(writes).toHaveLength(1)
})

describe('where lines cannot be drawn again', () => {
  it('each check is one full line, without carriage returns or escapes', () => {
    const { writes, onEvent } = reporter({})
    for (const event of eventsOf(sample)) onEvent?.(event)
    for (const text of writes) {
      expect(text).toMatch(/\n$/)
      expect(text).not.toContain('\r')
      expect(text).not.toContain('\u001b')
    }
    expect(writes.slice(1).every((text) => text.split('\n').length === 2)).toBe(true)
    expect(writes).toContain('✓ 2/2  db › postgres › service "postgresql" is running\n')
  })

  it('says that it still runs when nothing was said for 30 seconds, and only then', () => {
    const { writes, onEvent, onEnd } = reporter({})
    const events = eventsOf(sample)
    for (const event of events.slice(0, 2)) onEvent?.(event)
    vi.advanceTimersByTime(29_000)
    onEvent?.(events[3]!)
    vi.advanceTimersByTime(29_000)
    expect(writes.join('')).not.toContain('still running')
    vi.advanceTimersByTime(1000)
    const waiting = (seconds: number) =>
      `still running: 0 of 4 hosts checked, 1 unreachable, ${seconds} s; waiting for web-1 (checking), ` +
      'web-2 (connecting), db.internal (connecting)\n'
    expect(writes.at(-1)).toBe(waiting(59))
    vi.advanceTimersByTime(30_000)
    expect(writes.at(-1)).toBe(waiting(89))
    onEnd(sample)
    const before = writes.length
    vi.advanceTimersByTime(120_000)
    expect(writes).toHaveLength(before)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('names the last checks that it waits for', () => {
    const { writes, onEvent } = reporter({})
    const open = new Set(sample.checks.slice(-2))
    const events = eventsOf(sample).filter((event) => event.type !== 'check' || !open.has(event.check))
    for (const event of events.slice(0, -1)) onEvent?.(event)
    vi.advanceTimersByTime(30_000)
    const line = writes.at(-1) ?? ''
    expect(line).toContain('30 s; waiting for db › postgres › file "/etc/motd" contains \\x1b[2J')
    expect(line).toMatch(/, db › postgres › takes connections on db\.internal\n$/)
  })

  it('is silent until the end when it is quiet', () => {
    const { writes, onEvent } = reporter({ quiet: true })
    for (const event of eventsOf(sample)) onEvent?.(event)
    vi.advanceTimersByTime(120_000)
    expect(writes).toEqual([])
  })
})

describe('on a terminal', () => {
  it('draws ten times a second at most, in one write each, within the width', () => {
    const { writes, onEvent } = reporter({ isTerminal: true, columns: 60 })
    for (const event of eventsOf(sample)) onEvent?.(event)
    const before = writes.length
    vi.advanceTimersByTime(1000)
    const draws = writes.slice(before)
    expect(draws).toHaveLength(10)
    for (const text of draws) {
      const lines = drawn(text)
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60)
      expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      expect(lines.join('\n')).toContain('3 of 4 hosts, 11 of 11 checks, 3 failed, 1 errored')
    }
  })

  it('takes the status area away before the report', () => {
    const { writes, onEvent, onEnd } = reporter({ isTerminal: true })
    for (const event of eventsOf(green)) onEvent?.(event)
    vi.advanceTimersByTime(200)
    onEnd(green)
    expect(writes.at(-2)).toBe('\r\u001b[2A\u001b[J')
    expect(writes.at(-1)).toContain('✓ 3 checks passed on 3 hosts')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('shows what fails, and which host is waited for, before all hosts have told', () => {
    const { writes, onEvent } = reporter({ isTerminal: true })
    const [start] = eventsOf(green)
    const [check] = green.checks
    const before: RunEvent[] = [
      { type: 'host', host: 'web-1', state: 'checked' },
      // the thread that connects may be heard after the one that checks
      { type: 'host', host: 'web-1', state: 'ready' },
      { type: 'failing', host: 'web-2', status: 'failed', check: check! },
      { type: 'host', host: 'web-2', state: 'checked' },
    ]
    for (const event of [start!, ...before]) onEvent?.(event)
    vi.advanceTimersByTime(9000)
    const lines = drawn(writes.at(-1))
    expect(lines).toContain(`✗ app › ${check!.titles.join(' › ')}`)
    expect(lines).toContain('⠏ 2 of 3 hosts checked, 1 failed, 9.0 s')
    expect(lines).toContain('  waiting for web-3 (connecting)')
    onEvent?.({ type: 'check', check: check! })
    vi.advanceTimersByTime(100)
    expect(drawn(writes.at(-1)).join()).toContain('1 failed, 9.1 s')
  })

  it('counts hosts that it waits for where they are many, and breaks names where the terminal is narrow', () => {
    const hosts = Array.from({ length: 50 }, (_, index) => ({ id: `h${index}`, name: `h${index}`, source: '' }))
    const { writes, onEvent } = reporter({ isTerminal: true, columns: 40 })
    onEvent?.({ type: 'start', roles: [], hosts })
    for (const { id } of hosts.slice(20)) onEvent?.({ type: 'host', host: id, state: 'ready' })
    vi.advanceTimersByTime(100)
    expect(drawn(writes.at(-1))).toContain('  waiting for 50 hosts, 20 of them')
    for (const { id } of hosts.slice(3)) onEvent?.({ type: 'host', host: id, state: 'checked' })
    vi.advanceTimersByTime(100)
    expect(drawn(writes.at(-1)).slice(-4)).toEqual([
      expect.stringContaining('47 of 50 hosts checked'),
      '  waiting for h0 (connecting), h1',
      '  (connecting), h2 (connecting)',
      '',
    ])
  })

  it('follows a terminal that changes its width', () => {
    let columns = 100
    const writes: string[] = []
    const base = { color: false, evidence: 'short', quiet: false, verbose: false } as const
    const live = createConsoleReporter(
      Object.defineProperty(
        { ...base, isTerminal: true, columns, write: (text: string) => void writes.push(text) },
        'columns',
        {
          get: () => columns,
        },
      ),
    )
    for (const event of eventsOf(sample)) live.onEvent?.(event)
    vi.advanceTimersByTime(100)
    const wide = writes.at(-1) ?? ''
    columns = 44
    vi.advanceTimersByTime(100)
    expect(wide.length).toBeGreaterThan((writes.at(-1) ?? '').length)
    live.onEnd(sample)
  })
})
