import { describe, expect, it } from 'vitest'

import { outliersOf } from '../../../src/run/verdict/outliers.ts'
import type { Outcome } from '../../../src/run/report.ts'
import { check, failed, passed } from '../../reporters/sample.ts'

const STATUS: Readonly<Record<string, Outcome>> = {
  p: passed(),
  f: failed('no'),
  e: { ...failed('?'), status: 'errored' } as Outcome,
  s: { status: 'skipped', duration: 0, reason: 'x' },
  n: { status: 'not-run', duration: 0, reason: 'gone' },
}

/** Each text is a check, each letter its outcome on a host; a blank is a host without it. */
function outliers(...texts: readonly string[]) {
  const hosts = [...(texts[0] ?? '')].map((_, index) => `web-${index + 1}`)
  const roles = [{ name: 'app', specs: [], hosts, atLeast: 1 }]
  const checks = texts.map((text, number) => {
    const outcomes = [...text].flatMap((letter, index) => {
      const outcome = STATUS[letter]
      return outcome === undefined ? [] : [[hosts[index]!, outcome] as const]
    })
    return check('app', [`check ${number + 1}`], 'specs/app.spec.ts:1:1', Object.fromEntries(outcomes))
  })
  return outliersOf({ roles, checks }).map(({ host, checks: ids }) => `${host}: ${ids.length}`)
}

describe('an outlier', () => {
  it.each([
    ['one of three', ['fpp'], ['web-1: 1']],
    ['two of six', ['fpppfp'], ['web-1: 1', 'web-5: 1']],
    ['one that fails several checks', ['fpp', 'fpp', 'ppp'], ['web-1: 2']],
    ['one that also fails what all fail', ['fpp', 'fff'], ['web-1: 1']],
    ['one of six, where another could not be told', ['fppppe'], ['web-1: 1']],
    ['one of a check that only three have', ['fpp  ', 'ppppp'], ['web-1: 1']],
  ])('is %s', (_, texts, found) => {
    expect(outliers(...texts)).toEqual(found)
  })

  it.each([
    ['one of two', ['fp']],
    ['two of four: more than a third', ['fpfp']],
    ['all', ['fff']],
    ['two of five', ['fpfpp']],
    ['one that could not be told', ['epp', 'npp']],
    ['one of three where a second could not be told', ['fep', 'fnp']],
    ['one of three where it is skipped on a second', ['fsp']],
    ['each of three by another check: then it is the role', ['fpp', 'pfp', 'ppf']],
    ['none, where nothing is checked', []],
  ])('is not %s', (_, texts) => {
    expect(outliers(...texts)).toEqual([])
  })
})
