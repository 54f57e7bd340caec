import type { Existence, Matcher, Resource, Verdict } from '../../../src/resources/define-resource.ts'

/** What a matcher of a resource says of a state. */
export function verdict(resource: Resource, matcher: string, state: Existence, ...args: readonly unknown[]): Verdict {
  return (resource.definition.matchers as Record<string, Matcher>)[matcher]!(state, ...args)
}

/** The same in one word; what cannot be compared is as good as absent: false in both polarities. */
export function judged(said: Verdict): 'true' | 'false' | 'absent' | 'unknown' {
  if (said === 'absent') return said
  if (typeof said === 'boolean') return said ? 'true' : 'false'
  if ('pass' in said) return said.comparable === false ? 'absent' : said.pass ? 'true' : 'false'
  return 'unknown'
}
