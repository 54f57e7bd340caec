import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { createJsonReporter } from '../../reporters/json.ts'
import type { RunReport } from '../../src/run/report.ts'
import { green, PROFILE, sample } from './sample.ts'

const read = (name: string) => readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8')
const written = (report: RunReport): unknown => JSON.parse(createJsonReporter().onEnd(report) ?? '')

let schema: object
beforeAll(async () => {
  schema = JSON.parse(await read('report.schema.json')) as object
})

describe('the JSON report', () => {
  it.each([
    ['the sample', sample],
    ['a green run', green],
    ['a run with a profile', { ...green, profile: PROFILE }],
  ])('of %s is what the schema says, and nothing more', (_, report) => {
    const validate = new Ajv2020({ allErrors: true }).compile(closed(schema))
    validate(written(report))
    expect(validate.errors).toBeNull()
  })

  it.each<[string, object]>([
    [
      'a failure without its message',
      { checks: [{ ...sample.checks[4], outcomes: { a: { status: 'failed', duration: 1 } } }] },
    ],
    ['an unknown outcome', { checks: [{ ...sample.checks[0], outcomes: { a: { status: 'maybe', duration: 1 } } }] }],
    ['a host without an address', { hosts: [{ ...sample.hosts[0], address: undefined }] }],
    ['an unknown part of a host', { profile: { ...PROFILE, hosts: [{ ...PROFILE.hosts[0], parts: { magic: 1 } }] } }],
    ['another version', { schema: 2 }],
    ['a property that is not documented', { extra: true }],
  ])('is refused with %s', (_, change) => {
    const validate = new Ajv2020().compile(closed(schema))
    expect(validate(written({ ...sample, ...change }))).toBe(false)
  })

  it('keeps what JSON has no word for', () => {
    const state = { size: 2n ** 60n, groups: new Set(['a']), env: new Map([['A', 'b']]) }
    const outcome = { status: 'failed', duration: 1, failure: { message: 'no', state, evidence: [] } } as const
    const report = written({ ...sample, checks: [{ ...sample.checks[0]!, outcomes: { a: outcome } }] }) as RunReport
    expect(report.checks[0]?.outcomes['a']).toMatchObject({
      failure: { state: { size: '1152921504606846976', groups: ['a'], env: { A: 'b' } } },
    })
  })

  it('has every property of its schema in its documentation', async () => {
    const page = await read('report.md')
    const missing = [...propertyNames(schema)].filter((name) => !page.includes(`\`${name}\``))
    expect(missing).toEqual([])
  })
})

// Readers are to ignore what they do not know; a test is not.
function closed(value: object): object {
  const entries = Object.entries(value).map(([key, inner]: [string, unknown]) => {
    return [key, typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? closed(inner) : inner] as const
  })
  const copy = Object.fromEntries(entries)
  const isObject = copy['type'] === 'object' && 'properties' in copy
  return isObject ? { additionalProperties: false, ...copy } : copy
}

function* propertyNames(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'properties') yield* Object.keys(inner as object)
    yield* propertyNames(inner)
  }
}
