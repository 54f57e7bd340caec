import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { killMarked } from '../../../src/host/session/endings.ts'
import { makeNonce } from '../../../src/host/session/frames.ts'
import { rareSeconds, runs } from '../processes.ts'

const shells = [['dash'], ['bash'], ['busybox', 'sh']].filter(([name]) => existsSync(`/usr/bin/${name}`))
const ways = [
  { userland: 'gnu', grep: 'command grep' },
  { userland: 'busybox', grep: 'busybox grep' },
  // one that was built without -z
  { userland: 'busybox', grep: 'false' },
] as const
const cases = shells.flatMap((shell) => ways.map((way) => ({ shell: shell.join(' '), ...way })))

function start(mark: string, extra: Record<string, string> = {}): string {
  const seconds = rareSeconds()
  const env = { PATH: process.env['PATH']!, ...extra, INFRASPEC_MARK: mark, LAST: 'x' }
  spawn('setsid', ['sleep', seconds], { env, stdio: 'ignore', detached: true }).unref()
  return seconds
}

describe('killMarked', () => {
  it.for(cases)(
    'ends what carries a mark, and nothing else: $shell, $userland, $grep',
    { timeout: 20_000 },
    async ({ shell, userland, grep }) => {
      const [first, second, other] = [makeNonce(), makeNonce(), makeNonce()]
      // a newline in a value ends a line of what a shell reads
      const marked = [start(first), start(second, { ODD: 'a\nb', '0': '' })]
      const spared = start(other)
      const kill = (marks: readonly string[]) => {
        const script = `grep() { ${grep} "$@"; }\n${killMarked(marks, userland)}`
        const [program, ...args] = shell.split(' ') as [string, ...string[]]
        execFileSync(program, [...args, '-c', script])
      }
      await vi.waitFor(() => expect([...marked, spared].map(runs)).toEqual([true, true, true]))
      kill([first, second])
      expect([...marked, spared].map(runs)).toEqual([false, false, true])
      kill([other])
      expect(runs(spared)).toBe(false)
    },
  )

  it('is content when there is nothing', () => {
    execFileSync('sh', ['-c', killMarked([makeNonce()], 'gnu')])
    execFileSync('sh', ['-c', killMarked([makeNonce()], 'busybox')])
  })
})
