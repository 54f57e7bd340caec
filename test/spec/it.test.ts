import { describe as group, expect as assert, it as test, vi } from 'vitest'

import { describe, it } from '../../src/index.ts'
import { lamp, runSpec, statuses } from './harness.ts'

const lit = { exists: true, lit: true, colour: 'red' } as const
const dark = { exists: true, lit: false, colour: 'red' } as const
const absent = { exists: false } as const

group('it(resource)', () => {
  test('gives a check for each link, with a title from the resource and the matcher', async () => {
    const run = await runSpec(() => it(lamp('a')).toBeLit().not.toHaveColour('blue').toHaveColour('red'), {
      lamps: { a: lit },
    })
    assert(statuses(run)).toEqual({
      'lamp "a" is lit': 'passed',
      'lamp "a" does not have colour "blue"': 'passed',
      'lamp "a" has colour "red"': 'passed',
    })
  })

  test('asks for everything of a kind with one script', async () => {
    const spec = () => ['a', 'b', 'c'].forEach((name) => it(lamp(name)).toBeLit().toHaveColour('red'))
    const run = await runSpec(spec, { lamps: { a: lit, b: lit, c: lit } })
    assert(run.scripts).toEqual(['lamps -- a b c'])
    assert(Object.values(statuses(run))).toEqual(Array(6).fill('passed'))
  })

  test('fetches a detail in the same tick, and only where it is asked for', async () => {
    const run = await runSpec(() => it(lamp('a')).toBeLit().toHaveSerial('no-a'), { lamps: { a: lit } })
    assert(run.scripts).toEqual(['lamps -- a', 'serials -- a'])
    assert(Object.values(statuses(run))).toEqual(['passed', 'passed'])
  })

  test('binds .not to the next matcher only', async () => {
    const run = await runSpec(() => it(lamp('a')).not.toBeLit().toHaveColour('red'), { lamps: { a: dark } })
    assert(statuses(run)).toEqual({ 'lamp "a" is not lit': 'passed', 'lamp "a" has colour "red"': 'passed' })
  })

  test('is errored in both polarities when it could not be told', async () => {
    const run = await runSpec(() => it(lamp('a')).toBeLit().not.toBeLit().not.toHaveColour('red'), {
      lamps: { a: 'unknown' },
    })
    assert(Object.values(statuses(run))).toEqual(['errored', 'errored', 'errored'])
    assert(run.outcomes['lamp "a" is not lit']).toMatchObject({
      failure: { message: 'Cannot tell whether lamp "a" is lit: the wire is cut', command: 'lamps -- a' },
    })
  })

  test('is errored in both polarities when the answer does not speak of it', async () => {
    const run = await runSpec(() => it(lamp('a')).toBeLit().not.toBeLit(), { lamps: {} })
    assert(Object.values(statuses(run))).toEqual(['errored', 'errored'])
  })

  test('fails in both polarities for a property of something that is not there', async () => {
    const run = await runSpec(() => it(lamp('a')).toHaveColour('red').not.toHaveColour('red').not.toBeLit(), {
      lamps: { a: absent },
    })
    assert(Object.values(statuses(run))).toEqual(['failed', 'failed', 'passed'])
    assert(run.outcomes['lamp "a" does not have colour "red"']).toMatchObject({
      failure: { message: 'lamp "a" does not exist, so nothing can be said of it' },
    })
  })

  test('explains a failure, and fetches evidence only then', async () => {
    const run = await runSpec(() => it(lamp('a')).toHaveColour('blue'), { lamps: { a: dark } })
    assert(run.scripts).toEqual(['lamps -- a', 'fuse -- a'])
    assert(run.outcomes['lamp "a" has colour "blue"']).toMatchObject({
      status: 'failed',
      failure: {
        message: 'lamp "a" does not have colour "blue"',
        expected: 'blue',
        actual: 'red',
        state: dark,
        command: 'lamps -- a',
        exitCode: 0,
        evidence: [{ label: 'fuse', text: 'about fuse -- a' }],
      },
    })
  })

  test('is errored without a matcher, and with a modifier that binds to nothing', async () => {
    const run = await runSpec(
      () => {
        it(lamp('bare'))
        void it(lamp('dangling')).toBeLit().not
      },
      { lamps: { dangling: lit } },
    )
    assert(statuses(run)).toEqual({
      'lamp "bare"': 'errored',
      'lamp "dangling" is lit': 'passed',
      'lamp "dangling"': 'errored',
    })
  })

  test('says unsupported where no provider fits, in both polarities', async () => {
    const { debian } = await import('./harness.ts')
    const run = await runSpec(() => it(lamp('a')).toBeLit().not.toBeLit(), { platform: { ...debian, packages: 'apk' } })
    assert(Object.values(statuses(run))).toEqual(['errored', 'errored'])
    assert(JSON.stringify(run.outcomes)).toContain('is unsupported on this host')
  })

  test('matches any property of the state, with asymmetric matchers, and refuses an empty pattern', async () => {
    const { expect } = await import('../../src/index.ts')
    const run = await runSpec(
      () => {
        it(lamp('a')).toMatchState({ colour: 'red', serial: 'no-a' }).not.toMatchState({ lit: false })
        it(lamp('a')).toMatchState({})
        it(lamp('a')).toMatchState({ colour: expect.any(String), serial: expect.not.stringContaining('x') })
        it('asymmetric', () => expect(lamp('a')).toMatchState({ colour: expect.stringMatching(/^r/) }))
        it('unknown property', () => expect(lamp('a')).not.toMatchState({ watts: 1 } as never))
      },
      { lamps: { a: lit } },
    )
    assert(Object.values(statuses(run))).toEqual(['passed', 'passed', 'errored', 'passed', 'passed', 'errored'])
  })
})

group('what makes no sense', () => {
  test('is the fault of the spec, and no host is asked again for it', async () => {
    const spec = () =>
      it(lamp('a'))
        .eventually()
        .toMatchState({ watts: 1 } as never)
    const { outcomes, problems, scripts } = await runSpec(spec, { lamps: { a: lit } })
    assert(Object.values(outcomes)).toMatchObject([{ status: 'errored' }])
    assert(problems).toMatchObject([{ kind: 'spec', message: assert.stringContaining('has no property watts') }])
    assert(scripts).toEqual(['lamps -- a'])
  })
})

group('a secret argument', () => {
  test('is shown in no title and in no failure', async () => {
    const run = await runSpec(() => it(lamp('a')).toHaveCode('hunter2').not.toHaveCode('hunter2'), {
      lamps: { a: lit },
    })
    assert(statuses(run)).toEqual({ 'lamp "a" has code': 'failed', 'lamp "a" does not have code': 'passed' })
    assert(JSON.stringify(run.outcomes)).not.toContain('hunter2')
  })
})

group('.eventually and .throughout', () => {
  test('ask again until it holds, with fresh facts', async () => {
    let looks = 0
    const lamps = () => ({ a: (looks += 1) < 3 ? dark : lit })
    const run = await runSpec(() => it(lamp('a')).eventually({ timeout: '5s', interval: '10ms' }).toBeLit(), { lamps })
    assert(statuses(run)).toEqual({ 'lamp "a" is lit within 5 s': 'passed' })
    assert(looks).toBe(3)
  })

  test('say how often they asked when it never held', async () => {
    const spec = () => it(lamp('a')).eventually({ timeout: '50ms', interval: '10ms' }).not.toBeLit()
    const run = await runSpec(spec, { lamps: { a: lit } })
    const [outcome] = Object.values(run.outcomes)
    assert(outcome).toMatchObject({ status: 'failed', failure: { attempts: assert.any(Number) } })
  })

  test('demand that it keeps holding', async () => {
    let looks = 0
    const lamps = () => ({ a: (looks += 1) < 3 ? lit : dark })
    const run = await runSpec(() => it(lamp('a')).throughout('1s', { interval: '10ms' }).toBeLit(), { lamps })
    assert(statuses(run)).toEqual({ 'lamp "a" is lit for 1 s': 'failed' })
    const steady = await runSpec(() => it(lamp('a')).throughout('60ms', { interval: '20ms' }).toBeLit(), {
      lamps: { a: lit },
    })
    assert(Object.values(statuses(steady))).toEqual(['passed'])
    assert(steady.scripts.length).toBeGreaterThan(2)
  })

  test('see that it is not the same one any more', async () => {
    let looks = 0
    const lamps = () => ({ a: { ...lit, colour: `red ${(looks += 1)}` } })
    const run = await runSpec(() => it(lamp('a')).throughout('1s', { interval: '10ms' }).toBeLit(), { lamps })
    assert(Object.values(run.outcomes)).toMatchObject([
      { status: 'failed', failure: { actual: assert.stringContaining('another one') } },
    ])
  })

  test('keep real time whatever a spec does to the clock', async () => {
    vi.useFakeTimers()
    try {
      const spec = () => it(lamp('a')).throughout('100ms', { interval: '20ms' }).toBeLit()
      const run = runSpec(spec, { lamps: { a: lit } })
      vi.advanceTimersByTime(60_000)
      assert((await run).scripts.length).toBeGreaterThan(2)
    } finally {
      vi.useRealTimers()
    }
  })

  test('are errored when it could never be told', async () => {
    const spec = () => it(lamp('a')).eventually({ timeout: '30ms', interval: '10ms' }).not.toBeLit()
    assert(Object.values(statuses(await runSpec(spec, { lamps: { a: 'unknown' } })))).toEqual(['errored'])
  })
})

group('modes', () => {
  test('skips are visible and carry their reason', async () => {
    const run = await runSpec(
      () => {
        it.skip(lamp('a')).toBeLit()
        it.todo('to be thought of')
        it.skipIf(({ os }) => os.family === 'debian', 'not on Debian')(lamp('b')).toBeLit()
        describe.runIf(({ arch }) => arch === 'arm64', 'only on ARM')('arm', () => it(lamp('c')).toBeLit())
        describe.skipIf(() => true, 'it throws here')('broken', () => {
          throw new Error('never seen')
        })
      },
      { lamps: { a: dark } },
    )
    assert(
      Object.fromEntries(
        Object.entries(run.outcomes).map(([title, outcome]) => [title, 'reason' in outcome && outcome.reason]),
      ),
    ).toEqual({
      'lamp "a" is lit': 'skipped by the spec',
      'to be thought of': 'to be written',
      'lamp "b" is lit': 'not on Debian',
      'arm › lamp "c" is lit': 'only on ARM',
      broken: 'it throws here',
    })
    assert(run.scripts).toEqual([])
    assert(run.problems).toEqual([])
  })

  test('a condition without a reason is refused', () => {
    assert(() => it.skipIf(() => true, '')).toThrow(/needs a reason/)
    assert(() => describe.runIf(() => true, undefined as never)).toThrow(/needs a reason/)
  })

  test('.only leaves the others out, and is refused in CI', async () => {
    const spec = () => {
      it(lamp('a')).toBeLit()
      it.only(lamp('b')).toBeLit()
    }
    assert(statuses(await runSpec(spec, { lamps: { b: lit } }))).toEqual({ 'lamp "b" is lit': 'passed' })
    const { problems } = await runSpec(spec, { lamps: { b: lit }, plan: { onlyRefused: 'in a gate' } })
    const message = assert.stringContaining('.only is refused in a gate: it hides every other check')
    assert(problems).toMatchObject([{ kind: 'spec', message }])
  })

  test('tags and names select, and a describe hands its tags down', async () => {
    const spec = () => {
      describe('front', { tags: ['smoke'] }, () => it(lamp('a')).toBeLit())
      it(lamp('b'), { tags: ['slow'] }).toBeLit()
    }
    const lamps = { a: lit, b: lit }
    assert(statuses(await runSpec(spec, { lamps, plan: { filter: { tags: ['smoke'], name: undefined } } }))).toEqual({
      'front › lamp "a" is lit': 'passed',
    })
    assert(statuses(await runSpec(spec, { lamps, plan: { filter: { tags: [], name: 'lamp "b"' } } }))).toEqual({
      'lamp "b" is lit': 'passed',
    })
  })

  test('each writes a check for each row, and an empty table is refused', async () => {
    const run = await runSpec(
      () => {
        describe.each([{ name: 'a', colour: 'red' }])('lamp $name', ({ name, colour }) =>
          it(lamp(name)).toHaveColour(colour),
        )
        it.each([
          ['a', 'red'],
          ['b', 'blue'],
        ] as const)('%s is %s', async (name, colour, host) => {
          const { expect } = await import('../../src/index.ts')
          await expect(lamp(name)).toHaveColour(colour)
          expect(host.name).toBe('web-1')
        })
      },
      { lamps: { a: lit, b: lit } },
    )
    assert(statuses(run)).toEqual({
      'lamp a › lamp "a" has colour "red"': 'passed',
      'a is red': 'passed',
      'b is blue': 'failed',
    })
    const empty = await runSpec(() => describe('none', () => it.each([])('never', () => undefined)))
    assert(empty.problems).toMatchObject([{ message: assert.stringContaining('has no rows') }])
  })
})
