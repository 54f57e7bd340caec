import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameReader, frameEnd, makeNonce, type Frame } from '../../../src/host/session/frames.ts'

const nonce = makeNonce()
const endOf = (sequence: number) => frameEnd(nonce, sequence)
const reader = (maxBytes = 1e6) => new FrameReader({ endOf, maxBytes })
const framed = (output: Uint8Array, sequence: number, exitCode: number) =>
  Buffer.concat([output, Buffer.from(`\n${endOf(sequence)} ${exitCode}\n`)])

/** Output that is likely to be mistaken for the end of a frame. */
const hostile = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom('\n', `\n${nonce}`, `\n${nonce} `, nonce, `\n${endOf(0)}`, `\n${nonce} 7 0\n`, '\n\n').map(bytes),
      fc.nat(50).map((cut) => bytes(`\n${endOf(1)} 0\n`.slice(0, cut % 36))),
    ),
    { maxLength: 6 },
  )
  .map((parts) => Uint8Array.from(Buffer.concat(parts)))

const anyFrames = fc.array(fc.record({ output: hostile, exitCode: fc.integer({ min: 0, max: 255 }) }), { maxLength: 6 })

describe('FrameReader', () => {
  it('gives back any bytes in any chunking', () => {
    fc.assert(
      fc.property(anyFrames, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (frames, sizes) => {
        fc.pre(frames.every(({ output }, at) => !looksFinished(output, at)))
        const stream = Buffer.concat(frames.map(({ output, exitCode }, at) => framed(output, at, exitCode)))
        const read = pushAll(reader(), stream, sizes)
        expect(read.map(({ exitCode }) => exitCode)).toEqual(frames.map(({ exitCode }) => exitCode))
        expect(read.map(({ bytes }) => hex(bytes))).toEqual(frames.map(({ output }) => hex(output)))
      }),
      { numRuns: 500 },
    )
  })

  it('keeps the beginning of what is longer than the limit, and says so', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.integer({ min: 1, max: 20 }), (output, size) => {
        const [first, second] = pushAll(
          reader(20),
          Buffer.concat([framed(output, 0, 1), framed(bytes('next'), 1, 2)]),
          [size],
        )
        expect(hex(first!.bytes)).toBe(hex(output.subarray(0, 20)))
        expect(first!.truncated).toBe(output.length > 20)
        expect(second).toEqual({ exitCode: 2, bytes: bytes('next'), truncated: false })
      }),
    )
  })

  it('does not take the end of an earlier or later frame for its own', () => {
    const output = bytes(`a\n${endOf(1)} 0\nb\n${endOf(0)} x\n${endOf(0)} \n${endOf(0)} 1234\n`)
    expect(pushAll(reader(), framed(output, 0, 9), [1])).toEqual([{ exitCode: 9, bytes: output, truncated: false }])
  })

  it('tells what came of a frame that did not end', () => {
    const stream = reader()
    stream.push(bytes(`half\n${nonce}`))
    expect(stream.unfinished()).toEqual({ bytes: bytes(`half\n${nonce}`), truncated: false })
  })

  it('reads 64 MiB in pieces with bounded memory in well under a second', () => {
    const stream = reader(1024)
    const chunk = Buffer.alloc(32 * 1024, '\n')
    const start = performance.now()
    for (let count = 0; count < 2048; count += 1) stream.push(chunk)
    const [frame] = stream.push(Buffer.from(`\n${endOf(0)} 0\n`))
    expect(frame).toMatchObject({ truncated: true, exitCode: 0 })
    expect(frame!.bytes.buffer.byteLength).toBe(1024)
    expect(performance.now() - start).toBeLessThan(1500)
  })

  it('gives each answer a buffer of its own', () => {
    const [frame] = reader().push(framed(bytes('abc'), 0, 0))
    expect(frame!.bytes.buffer.byteLength).toBe(3)
  })
})

describe('makeNonce', () => {
  it('has 128 bits and is another one each time', () => {
    expect(makeNonce()).toMatch(/^[0-9a-f]{32}$/)
    expect(makeNonce()).not.toBe(makeNonce())
  })
})

function bytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text))
}

function hex(data: Uint8Array): string {
  return Buffer.from(data).toString('hex')
}

function looksFinished(output: Uint8Array, sequence: number): boolean {
  const text = Buffer.from(output).toString('latin1')
  return new RegExp(`\n${endOf(sequence)} \\d{1,3}\n`).test(text)
}

function pushAll(stream: FrameReader, data: Uint8Array, sizes: readonly number[]): Frame[] {
  const frames: Frame[] = []
  for (let at = 0, turn = 0; at < data.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1
    frames.push(...stream.push(data.subarray(at, at + size)))
    at += size
  }
  return frames
}
