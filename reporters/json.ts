import type { Reporter, RunReport } from '../src/run/report.ts'

// What JSON allows raw but a terminal or an eye should not get: DEL, C1, bidi and other format characters.
const UNSAFE = /[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu

/** The run report as one JSON document; docs/report.md says what is in it. */
export function createJsonReporter(): Reporter {
  return { onEnd: jsonDocument }
}

function jsonDocument(report: RunReport): string {
  return `${JSON.stringify(report, storable, 2).replace(UNSAFE, escaped)}\n`
}

// A state may hold what JSON cannot.
function storable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  return value instanceof Map ? Object.fromEntries(value) : value instanceof Set ? [...value] : value
}

function escaped(chars: string): string {
  return [...Array(chars.length).keys()].map((at) => `\\u${hex(chars.charCodeAt(at))}`).join('')
}

function hex(code: number): string {
  return code.toString(16).padStart(4, '0')
}
