import { expect, it } from 'vitest'
import type { Resource } from '../../src/resources/define-resource.ts'
import { phrase } from '../../src/spec/titles.ts'
import type { Link } from '../../src/spec/tree.ts'

function say(matcher: string, args: readonly unknown[] = [], negated = false): string {
  const resource = { definition: { matchers: {} } } as unknown as Resource
  return phrase(resource, { matcher, args, negated, timing: undefined } as unknown as Link)
}

it.each([
  ['toMatchState', 'matches state'],
  ['toPush', 'pushes'],
  ['toPass', 'passes'],
  ['toFix', 'fixes'],
  ['toExist', 'exists'],
  ['toHaveMode', 'has mode'],
  ['toBeRunning', 'is running'],
  ['toPermanentlyAllowPort', 'permanently allows port'],
])('says %s as "%s"', (matcher, text) => {
  expect(say(matcher)).toBe(text)
})

it('says no verb in the third person where it is negated', () => {
  expect(say('toMatchState', [], true)).toBe('does not match state')
  expect(say('toPermanentlyAllowPort', [], true)).toBe('does not permanently allow port')
})

it.each([
  [expect.stringContaining('bash'), 'containing "bash"'],
  [expect.not.stringContaining('bash'), 'not containing "bash"'],
  [expect.stringMatching(/x/), 'matching /x/'],
  [expect.any(Number), 'any Number'],
  [expect.anything(), 'anything'],
  [expect.arrayContaining(['a']), "containing [ 'a' ]"],
  [expect.objectContaining({ uid: 0 }), 'containing (uid 0)'],
])('shows a pattern as a person would say it: %s', (value, text) => {
  expect(say('toHaveShell', [value])).toBe(`has shell ${text}`)
  expect(say('toMatchState', [{ shell: value }])).toBe(`matches state (shell ${text})`)
})
