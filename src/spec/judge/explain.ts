import { inspect } from 'node:util'

import { Script } from '../../host/shell.ts'
import type { EvidenceProbe } from '../../resources/define-resource.ts'
import type { Evidence, Failure } from '../../run/report.ts'
import type { Look } from './judge.ts'
import type { Target } from '../scope.ts'
import { phrase, resourceTitle } from '../titles.ts'

/** What a failure may show of one text: the rest is on the host. */
const LONGEST = 4000

/** Everything that explains why a link does not hold. */
export async function failureOf(target: Target, look: Look, evidence: boolean): Promise<Failure> {
  const { resource, link, state, verdict, asked } = look
  const compared =
    typeof verdict === 'object'
      ? { expected: describe(verdict.expected, link.negated), actual: describe(verdict.actual) }
      : {}
  return {
    message: message(look),
    ...compared,
    state: withoutSecrets(state, resource.definition.sensitive ?? []),
    command: asked?.command,
    exitCode: asked?.exitCode,
    stderr: show(asked?.stderr),
    evidence: evidence ? await gather(target, look) : [],
  }
}

function message({ resource, link, verdict, name }: Look): string {
  const title = resourceTitle(resource, name)
  if (verdict === 'absent')
    return `${title} ${resource.definition.absence ?? 'does not exist'}, so nothing can be said of it`
  const said = (negated: boolean) => `${title} ${phrase(resource, { ...link, timing: undefined, negated })}`
  const moot = typeof verdict === 'object' && verdict.comparable === false
  return moot && link.negated ? `${said(true)}, but there is nothing to compare` : said(!link.negated)
}

async function gather(target: Target, { resource, link, state, key }: Look): Promise<Evidence[]> {
  const { definition, user } = resource
  const context = { key, state, platform: target.platform, matcher: link.matcher, negated: link.negated }
  let probes: readonly EvidenceProbe[]
  try {
    probes = definition.evidence?.(context) ?? []
  } catch {
    // Evidence is a courtesy: without it the failure still stands.
    return []
  }
  const texts = await target.facts.print(
    probes.map(({ script }) => script),
    user,
  )
  return probes.flatMap(({ label }, index) => {
    const text = show(texts[index])
    return text === undefined ? [] : [{ label, text }]
  })
}

/** A text from a host as far as a failure shows it; `undefined` when there is nothing in it. */
export function show(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === '') return undefined
  return text.length <= LONGEST
    ? text.trimEnd()
    : `${text.slice(0, LONGEST)}… (${text.length - LONGEST} more characters)`
}

function describe(value: unknown, negated = false): string {
  return (negated ? 'not ' : '') + plain(value)
}

function plain(value: unknown): string {
  if (typeof value === 'string') return show(value) ?? JSON.stringify(value)
  if (value instanceof Script) return value.text
  return inspect(value, { depth: 5, breakLength: 100, sorted: true })
}

function withoutSecrets(state: object, sensitive: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [name, sensitive.includes(name) ? '[not shown]' : short(value)]),
  )
}

/** As much of a value as a report needs, and nothing that a message between threads cannot carry. */
function short(value: unknown): unknown {
  if (typeof value === 'string')
    return value.length > 200 ? `${value.slice(0, 200)}… (${value.length} characters)` : value
  if (typeof value === 'function' || typeof value === 'symbol') return plain(value)
  if (typeof value !== 'object' || value === null) return value
  try {
    return JSON.parse(JSON.stringify(value)) as unknown
  } catch {
    return plain(value)
  }
}
