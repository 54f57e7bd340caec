import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markedArgs, MarkReader } from '../../../src/transports/engine/marks.ts'

const NONCE = 'a'.repeat(32)

/** What comes of a stream that arrives in these pieces. */
function read(pieces: readonly Uint8Array[]) {
  const reader = new MarkReader(NONCE)
  const marked = pieces.map((piece) => reader.push(piece))
  const output = Buffer.concat([...marked.map((one) => one.output), reader.rest()]).toString('latin1')
  return {
    output,
    begun: marked.some((one) => one.begun),
    exitCodes: marked.flatMap((one) => one.exitCode ?? []),
  }
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [
    ...places.map((place) => place % (bytes.length + 1)).toSorted((one, other) => one - other),
    bytes.length,
  ]
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

describe('the marks of a command', () => {
  it('are taken out of what it says, wherever the stream is cut', () => {
    const bytes = fc.uint8Array({ maxLength: 40 })
    fc.assert(
      fc.property(
        bytes,
        bytes,
        fc.integer({ min: 0, max: 255 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        (one, other, code, places) => {
          const [before, after] = [one, other].map((part) => Buffer.from(part).toString('latin1'))
          const stream = `\x1e${NONCE}+\x1e${before}\x1e${NONCE}${code}\x1e${after}`
          expect(read(cut(Buffer.from(stream, 'latin1'), places))).toEqual({
            output: `${before}${after}`,
            begun: true,
            exitCodes: [code],
          })
        },
      ),
    )
  })

  it('hold nothing back that ends in a line', () => {
    const reader = new MarkReader(NONCE)
    expect(Buffer.from(reader.push(Buffer.from('odd \x1e\x1ea\n')).output).toString()).toBe('odd \x1e\x1ea\n')
  })

  it.each([`\x1e${NONCE}`, `\x1e${NONCE}1234\x1e`, `\x1e${NONCE}x\x1e`, `\x1e${'b'.repeat(32)}0\x1e`, `${NONCE}0`])(
    'are not what only looks alike: %j',
    (text) => {
      expect(read([Buffer.from(text)])).toEqual({ output: text, begun: false, exitCodes: [] })
    },
  )

  it.each(['/bin/dash', '/bin/bash', 'busybox'])('come from a command that %s runs', (shell) => {
    const [, ...args] = markedArgs(NONCE, 'echo "it\'s $0" >&2; exit 7')
    const words = shell === 'busybox' ? ['busybox', 'sh'] : [shell]
    const said = execFileSync('sh', ['-c', 'exec "$@" 2>&1', 'sh', ...words, ...args])
    expect(read([said])).toEqual({ output: "it's sh\n", begun: true, exitCodes: [7] })
  })
})
