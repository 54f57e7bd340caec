import { describe as group, expect as assert, it as test } from 'vitest'

import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  inspect,
  it,
  type CheckBody,
} from '../../src/index.ts'
import { hintFor } from '../../src/spec/judge/mistakes.ts'
import { lamp, runSpec, statuses, type SpecOptions } from './harness.ts'

const lit = { exists: true, lit: true, colour: 'red' } as const
const dark = { exists: true, lit: false, colour: 'red' } as const
const lamps = { lit, dark, unknown: 'unknown', absent: { exists: false } } as const

/** The status, and the message of what went wrong, of one body. */
async function outcomeOf(body: CheckBody, options: SpecOptions = {}) {
  const run = await runSpec(() => it('check', body), { lamps, ...options })
  const outcome = run.outcomes['check']
  const message = outcome !== undefined && 'failure' in outcome ? outcome.failure.message : undefined
  return { status: outcome?.status, message, outcome, problems: run.problems }
}

group('a body', () => {
  test('passes when what it expects holds', async () => {
    assert(await outcomeOf(async () => expect(lamp('lit')).toBeLit())).toMatchObject({ status: 'passed' })
    assert(await outcomeOf(() => expect(1 + 1).toBe(2))).toMatchObject({ status: 'passed' })
  })

  test('fails with what was expected and what was there', async () => {
    assert(await outcomeOf(() => expect(lamp('dark')).toBeLit())).toMatchObject({
      status: 'failed',
      message: 'lamp "dark" is not lit',
    })
    assert(await outcomeOf(() => expect({ a: 1 }).toEqual({ a: 2 }))).toMatchObject({
      status: 'failed',
      outcome: { failure: { expected: '{ a: 2 }', actual: '{ a: 1 }' } },
    })
  })

  test('is errored when it expects nothing', async () => {
    const silent = { status: 'errored', message: 'The body of this check expects nothing, so it says nothing' }
    assert(await outcomeOf(() => undefined)).toMatchObject(silent)
    assert(await outcomeOf(() => void inspect(lamp('lit')))).toMatchObject({ status: 'errored' })
  })

  test('is errored when a matcher of it is not called, whatever else it expects', async () => {
    const uncalled = {
      status: 'errored',
      message: 'The body of this check has an expectation of which no matcher was called',
    }
    const bodies: (() => unknown)[] = [
      () => expect(1),
      () => expect(1).not,
      () => expect(1).toBe,
      () => expect(lamp('lit')),
      () => expect(lamp('lit')).not,
      () => expect(lamp('lit')).eventually(),
      () => expect(lamp('lit')).toBeLit,
    ]
    for (const body of bodies) {
      const both = async () => {
        await expect(lamp('lit')).toBeLit()
        expect(1).toBe(1)
        void body()
      }
      assert(await outcomeOf(both)).toMatchObject(uncalled)
    }
  })

  test('is errored when a promise is looked at as if it were its value', async () => {
    const outcome = await outcomeOf(() => expect(inspect(lamp('absent'))).toBeTruthy())
    assert(outcome).toMatchObject({ status: 'errored', message: assert.stringContaining('await it') })
  })

  test('is errored by a pattern that says nothing', async () => {
    const patterns: object[] = [
      { a: /nope/ },
      { a: { b: /nope/ } },
      [{ a: {} }],
      {},
      { a: new URL('http://localhost') },
    ]
    for (const pattern of patterns) {
      const outcome = await outcomeOf(() => expect([{ a: 'x' }]).not.toMatchObject(pattern))
      assert(outcome).toMatchObject({ status: 'errored', message: assert.stringContaining('says nothing') })
    }
    const said = () => expect({ a: 'x', b: [] }).toMatchObject({ a: expect.stringMatching(/x/), b: [] })
    assert(await outcomeOf(said)).toMatchObject({ status: 'passed' })
  })

  test('is errored by what cannot work once per host', async () => {
    const anything = expect as unknown as Record<string, (value?: unknown) => { toBe: (value: unknown) => void }>
    for (const name of ['soft', 'assertions', 'hasAssertions', 'extend']) {
      const body = () => {
        anything[name]?.(1)
        expect(1).toBe(1)
      }
      assert(await outcomeOf(body)).toMatchObject({
        status: 'errored',
        message: assert.stringContaining(`expect.${name}`),
      })
    }
    const chai = () => (expect(2) as unknown as { to: { be: { ok: unknown } } }).to.be.ok
    assert(await outcomeOf(chai)).toMatchObject({ status: 'errored' })
  })

  test('is errored when it throws something else', async () => {
    const outcome = await outcomeOf(() => {
      throw new TypeError('oops')
    })
    assert(outcome).toMatchObject({ status: 'errored', message: 'The body of this check threw TypeError: oops' })
  })

  test('is errored when it does not end in time', async () => {
    const run = await runSpec(() => it('slow', { timeout: '20ms' }, () => new Promise(() => undefined)), { lamps })
    assert(run.outcomes['slow']).toMatchObject({
      status: 'errored',
      failure: { message: assert.stringContaining('within 0.02 s') },
    })
  })
})

group('an expectation that nobody awaits', () => {
  test('is settled, and its failure decides the check', async () => {
    assert(await outcomeOf(() => void expect(lamp('dark')).toBeLit())).toMatchObject({ status: 'failed' })
    assert(await outcomeOf(() => void expect(lamp('lit')).toBeLit())).toMatchObject({ status: 'passed' })
    assert(await outcomeOf(() => void expect(lamp('unknown')).not.toBeLit())).toMatchObject({ status: 'errored' })
  })

  test('belongs to its own check, and to no other', async () => {
    const run = await runSpec(
      () => {
        it('floats', () => void expect(lamp('dark')).toBeLit())
        it('stands', async () => expect(lamp('lit')).toBeLit())
      },
      { lamps },
    )
    assert(statuses(run)).toEqual({ floats: 'failed', stands: 'passed' })
  })

  test('is settled when one before it has thrown already', async () => {
    const outcome = await outcomeOf(async () => {
      void expect(lamp('absent')).toBeLit()
      await expect(lamp('dark')).toBeLit()
    })
    assert(outcome).toMatchObject({
      status: 'failed',
      message: 'lamp "absent" is not lit',
      outcome: { failure: { also: ['lamp "dark" is not lit'] } },
    })
  })

  test('of a plain promise is settled too', async () => {
    assert(await outcomeOf(() => void expect(Promise.resolve(1)).resolves.toBe(2))).toMatchObject({ status: 'failed' })
    assert(await outcomeOf(() => void expect(Promise.resolve(1)).resolves.toBe(1))).toMatchObject({ status: 'passed' })
    assert(await outcomeOf(() => void expect.poll(() => 1).toBe(1))).toMatchObject({ status: 'passed' })
    assert(await outcomeOf(() => void expect.poll(() => 1, { timeout: 30 }).toBe(2))).toMatchObject({
      status: 'failed',
    })
    assert(await outcomeOf(async () => expect(Promise.resolve(1)).resolves.not.toBe(1))).toMatchObject({
      status: 'failed',
    })
    const caught = () =>
      expect(Promise.resolve(1))
        .resolves.toBe(2)
        .catch(() => expect(1).toBe(1))
    assert(await outcomeOf(caught)).toMatchObject({ status: 'passed' })
    assert(await outcomeOf(() => expect.poll(() => 1).toBe(1))).toMatchObject({ status: 'passed' })
  })

  test.each([
    ['a resource', () => expect(lamp('dark')).toBeLit()],
    ['a value', () => expect(1).toBe(1)],
  ])('makes the run say so when it comes after the end of its check: of %s', async (_, demand) => {
    let late: Promise<unknown> | undefined
    const { problems, status } = await outcomeOf(async () => {
      await expect(lamp('lit')).toBeLit()
      late = new Promise((resolve) => setTimeout(() => resolve(demand()), 20)).catch(() => undefined)
    })
    await late
    assert(status).toBe('passed')
    assert(problems).toMatchObject([{ kind: 'spec', message: assert.stringContaining('after its check had ended') }])
  })
})

group('what could not be told', () => {
  test('decides the check even when it is caught', async () => {
    const caught = async () => {
      await expect(lamp('lit')).toBeLit()
      await expect(lamp('unknown'))
        .toBeLit()
        .catch(() => undefined)
    }
    assert(await outcomeOf(caught)).toMatchObject({ status: 'errored' })
    const inspected = async () => {
      await expect(lamp('lit')).toBeLit()
      await inspect(lamp('unknown')).catch(() => undefined)
    }
    assert(await outcomeOf(inspected)).toMatchObject({ status: 'errored' })
  })

  test('decides over a failure', async () => {
    const both = async () => {
      void expect(lamp('unknown')).toBeLit()
      await expect(lamp('dark')).toBeLit()
    }
    assert(await outcomeOf(both)).toMatchObject({ status: 'errored' })
  })

  test('a failure decides it just so: inspect is there for what may be otherwise', async () => {
    const either = async () => {
      await expect(lamp('dark'))
        .toBeLit()
        .catch(() => expect(lamp('lit')).toBeLit())
    }
    assert(await outcomeOf(either)).toMatchObject({ status: 'failed' })
  })
})

group('an expectation that is lost in a promise', () => {
  test('decides its check all the same', async () => {
    const dark = () => expect(lamp('dark')).toBeLit()
    const lit = () => expect(lamp('lit')).toBeLit()
    const bodies: (() => unknown)[] = [
      () => Promise.allSettled([dark(), lit()]),
      () => Promise.race([lit(), dark()]),
      () => Promise.any([dark(), lit()]),
      () => [1].map(async () => dark().catch(() => undefined)).length,
      () => dark().then(undefined, () => undefined),
      () =>
        void expect(
          (async () => {
            await lit()
            void dark()
            return 1
          })(),
        ).resolves.toBe(1),
    ]
    for (const body of bodies) assert(await outcomeOf(body)).toMatchObject({ status: 'failed' })
  })

  test('and one that never settles ends with the time limit of its check', async () => {
    const run = await runSpec(
      () => it('x', { timeout: '30ms' }, () => expect(new Promise(() => undefined)).resolves.toBe(1)),
      { lamps },
    )
    assert(run.outcomes['x']).toMatchObject({
      status: 'errored',
      failure: { message: assert.stringContaining('within 0.03 s') },
    })
  })
})

group('what is registered too late, or elsewhere', () => {
  test('is the fault of the spec, since it would be in no report', async () => {
    const late = () =>
      describe('d', () => {
        it(lamp('lit')).toBeLit()
        void Promise.resolve()
          .then(() => Promise.resolve())
          .then(() => it(lamp('dark')).toBeLit())
          .catch(() => undefined)
      })
    const { problems } = await runSpec(
      async () => {
        late()
        await Promise.resolve()
      },
      { lamps },
    )
    await new Promise((resolve) => setTimeout(resolve, 5))
    assert(problems).toMatchObject([{ kind: 'spec', message: assert.stringContaining('had ended') }])
  })
})

group('inspect', () => {
  test('gives the state, with the details that are asked for', async () => {
    const body = async () => {
      const state = await inspect(lamp('lit'), 'serial')
      expect(state).toEqual({ exists: true, lit: true, colour: 'red', serial: 'no-lit' })
      expect(await inspect(lamp('absent'), 'serial')).toEqual({ exists: false })
    }
    assert(await outcomeOf(body)).toMatchObject({ status: 'passed' })
  })

  test('gives a copy: what a body writes into it no other look sees', async () => {
    const writing = async () => {
      Object.assign(await inspect(lamp('dark')), { lit: true })
      await expect(lamp('dark')).toBeLit()
    }
    assert(await outcomeOf(writing)).toMatchObject({ status: 'failed', message: 'lamp "dark" is not lit' })
  })

  test('decides its check also where nobody awaits it', async () => {
    const deeper = async () => {
      const state = await inspect(lamp('lit'))
      await Promise.resolve()
      await expect(lamp('dark')).toHaveColour(state.exists ? 'blue' : '')
    }
    const green = () => expect(1).toBe(1)
    assert(await outcomeOf(() => (green(), void inspect(lamp('unknown')).catch(() => undefined)))).toMatchObject({
      status: 'errored',
    })
    assert(await outcomeOf(() => (green(), void deeper().catch(() => undefined)))).toMatchObject({ status: 'failed' })
  })
})

group('outside of a check', () => {
  test('expect and inspect say where they work', async () => {
    assert(() => expect(1)).toThrow(/only inside of a check/)
    await assert(inspect(lamp('a'))).rejects.toThrow(/only inside of a check/)
    assert(() => it('x', () => undefined)).toThrow(/only in a spec that infraspec runs/)
    const { problems } = await runSpec(() => describe('x', () => void expect(lamp('a')).toBeLit()))
    assert(problems).toMatchObject([{ kind: 'spec', message: assert.stringContaining('only inside of a check') }])
  })
})

group('hooks', () => {
  test('run per host: once around all, and around each check', async () => {
    const calls: string[] = []
    const run = await runSpec(
      () =>
        describe('d', () => {
          beforeAll(({ name }) => void calls.push(`beforeAll ${name}`))
          beforeEach(() => void calls.push('beforeEach'))
          afterEach(() => void calls.push('afterEach'))
          afterAll(() => void calls.push('afterAll'))
          it(lamp('lit')).toBeLit()
          it('body', () => expect(1).toBe(1))
        }),
      { lamps },
    )
    assert(Object.values(statuses(run))).toEqual(['passed', 'passed'])
    assert(calls.filter((call) => call.startsWith('beforeAll'))).toEqual(['beforeAll web-1'])
    assert(calls.filter((call) => call === 'beforeEach')).toHaveLength(2)
    assert(calls.filter((call) => call === 'afterEach')).toHaveLength(2)
    assert(calls.at(-1)).toBe('afterAll')
  })

  test('that throw leave no check green', async () => {
    const spec = (hook: typeof beforeAll) => () =>
      describe('d', () => {
        hook(() => {
          throw new Error('hook')
        })
        it(lamp('lit')).toBeLit()
      })
    assert(Object.values(statuses(await runSpec(spec(beforeAll), { lamps })))).toEqual(['errored'])
    assert(Object.values(statuses(await runSpec(spec(beforeEach), { lamps })))).toEqual(['errored'])
    assert(Object.values(statuses(await runSpec(spec(afterEach), { lamps })))).toEqual(['errored'])
    assert((await runSpec(spec(afterAll), { lamps })).problems).toMatchObject([{ kind: 'spec' }])
  })
})

group('what a spec throws', () => {
  test('is told without the names that Vite gives to imports', async () => {
    const { describeThrown } = await import('../../src/spec/judge/failures.ts')
    const thrown = new TypeError('(0 , __vite_ssr_import_0__.it)(...).toBeRunnin is not a function')
    assert(describeThrown(thrown)).toBe('TypeError: it(...).toBeRunnin is not a function')
    assert(describeThrown(Object.create(null))).toContain('null prototype')
  })

  test('carries a hint where the mistake is known', () => {
    const exported = ['service', 'pkg']
    const hint = (error: unknown) => hintFor(error, exported)
    assert(hint(new ReferenceError('service is not defined'))).toBe("import { service } from 'infraspec'")
    assert(hint(new ReferenceError('workers is not defined'))).toBeUndefined()
    const misspelt = "[vite] The requested module 'infraspec' does not provide an export named 'servce'"
    assert(hint(new SyntaxError(misspelt))).toBe('infraspec has no servce. Did you mean "service"?')
    assert(hint('thrown text')).toBeUndefined()
    const ofVitest = new TypeError("Cannot read properties of undefined (reading 'config')")
    ofVitest.stack = `${ofVitest.message}\n    at initSuite (file:///p/node_modules/@vitest/runner/dist/a.js:1:2)\n    at /p/specs/a.spec.ts:3:1`
    assert(hint(ofVitest)).toBe("import describe, it and expect from 'infraspec', and not from 'vitest'")
  })

  test('names the matcher that was meant', async () => {
    const unknown = (demands: object, name: string) => (demands as Record<string, () => unknown>)[name]?.()
    const misspelt = await runSpec(() => describe('d', () => void unknown(it(lamp('lit')), 'toBeLitt')), { lamps })
    assert(misspelt.problems[0]?.message).toContain('lamp has no matcher "toBeLitt". Did you mean "toBeLit"?')
    const inBody = await outcomeOf(() => unknown(expect(lamp('lit')), 'toGlow'))
    assert(inBody).toMatchObject({ status: 'errored' })
    assert(JSON.stringify(inBody.outcome)).toContain('it has toBeLit')
  })
})
