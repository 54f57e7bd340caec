import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createConsoleReporter, type ConsoleOptions } from '../../reporters/console.ts'
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

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
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
    expect(writes.at(-1)).toBe('still running: reading specs, 2 hosts connecting, 59 s\n')
    vi.advanceTimersByTime(30_000)
    expect(writes.at(-1)).toBe('still running: reading specs, 2 hosts connecting, 89 s\n')
    onEnd(sample)
    const before = writes.length
    vi.advanceTimersByTime(120_000)
    expect(writes).toHaveLength(before)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('names the last checks that it waits for', () => {
    const { writes, onEvent } = reporter({})
    for (const event of eventsOf(sample).slice(0, -2)) onEvent?.(event)
    vi.advanceTimersByTime(30_000)
    const line = writes.at(-1) ?? ''
    expect(line).toContain('30 s; waiting for db › postgres › file "/etc/motd" contains \\x1b[2J')
    expect(line).toMatch(/, db › postgres › takes connections\n$/)
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
    const drawn = writes.slice(before)
    expect(drawn).toHaveLength(10)
    for (const text of drawn) {
      // oxlint-disable-next-line no-control-regex -- what moves the cursor is no text
      const lines = text.replace(/\u001b\[[?\d;]*[A-Za-z]|\r/g, '').split('\n')
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60)
      expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      expect(lines.join('\n')).toContain('11 of 11 checks, 3 failed, 1 errored')
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
