import { ConfigError } from '../../errors.ts'
import type { Host } from '../host.ts'
import { describeThrown, saying } from '../judge/failures.ts'
import { locationIn } from './location.ts'
import { hintFor } from '../judge/mistakes.ts'
import type { SpecProblem } from './plan.ts'
import { inScope, type Run, type Target } from '../scope.ts'
import { syntaxProblem } from './syntax-error.ts'
import { close, newGroup, type CheckEntry, type Entry, type Group } from '../tree.ts'

/** One check of one host, with what it inherits from the groups around it. */
export interface CollectedCheck {
  readonly entry: CheckEntry
  /** From the file to the innermost `describe`. */
  readonly groups: readonly Group[]
  readonly file: Group
  readonly titles: readonly string[]
  readonly tags: readonly string[]
  /** Why it is not looked at. */
  readonly skip: string | undefined
  readonly only: boolean
}

interface Inherited {
  readonly groups: readonly Group[]
  readonly titles: readonly string[]
  readonly tags: readonly string[]
  readonly skip: string | undefined
  readonly only: boolean
}

/** All checks of a role's files on one host: every `describe` is evaluated with that host's facts. */
export async function collect(run: Run, target: Target, files: readonly Group[]): Promise<CollectedCheck[]> {
  const all: CollectedCheck[] = []
  for (const file of files) {
    all.push(...(await walk(run, target, file, { groups: [file], titles: [], tags: [], skip: undefined, only: false })))
  }
  return select(run, all)
}

async function walk(run: Run, target: Target, group: Group, inherited: Inherited): Promise<CollectedCheck[]> {
  const checks: CollectedCheck[] = []
  for (const entry of group.entries) {
    if (entry.type === 'incomplete' && entry.complete()) continue
    const own = inherit(run, inherited, entry, target.host)
    if (own === undefined) continue
    if (entry.type === 'group') checks.push(...(await expand(run, target, entry, own)))
    else checks.push(collected(entry, own))
  }
  return checks
}

function collected(entry: CheckEntry, own: Inherited): CollectedCheck {
  const { groups, tags, skip, only } = own
  // concat makes an array that is as long as it has to be: one that was pushed to has room for sixteen more
  const titles = own.titles.concat(entry.title)
  // field by field: V8 gives each object that was spread and then added to a hidden class of its own
  return { entry, groups, file: groups[0] as Group, titles, tags, skip, only }
}

/** A `describe` as it is on one host. */
async function expand(run: Run, target: Target, described: Group, own: Inherited): Promise<CollectedCheck[]> {
  const { title, mode, conditions, options, body, location } = described
  const group = newGroup({ title, mode, conditions, options, location })
  const within = { ...own, groups: [...own.groups, group], titles: [...own.titles, title] }
  try {
    await inScope({ run, target, group }, () => body?.(target.host))
  } catch (error) {
    if (own.skip === undefined)
      run.problem(problemOf(run, error, `describe ${JSON.stringify(title)} on ${target.host.name}`, location))
  }
  close(group)
  const checks = await walk(run, target, group, within)
  // What is skipped stays visible, even if nothing is known to be in it.
  if (checks.length > 0 || own.skip === undefined) return checks
  return [collected({ type: 'body', title, mode, conditions, options, location, body: () => undefined }, own)]
}

function inherit(run: Run, from: Inherited, entry: Entry, host: Host): Inherited | undefined {
  const { title, mode, conditions, options, location } = entry
  if (mode === 'run' && conditions.length === 0 && options.tags === undefined) return from
  try {
    return {
      ...from,
      tags: options.tags === undefined ? from.tags : [...from.tags, ...options.tags],
      skip: from.skip ?? whySkipped(mode, conditions, host),
      only: from.only || mode === 'only',
    }
  } catch (error) {
    run.problem(problemOf(run, error, `the condition of ${JSON.stringify(title)} on ${host.name}`, location))
    return undefined
  }
}

function whySkipped(mode: Entry['mode'], conditions: Entry['conditions'], host: Host): string | undefined {
  if (mode === 'skip') return 'skipped by the spec'
  if (mode === 'todo') return 'to be written'
  return conditions.find(({ holds }) => !decide(holds(host)))?.reason
}

function decide(holds: unknown): boolean {
  if (typeof holds === 'boolean') return holds
  // A promise, or a name that was misspelt, is neither yes nor no.
  throw new ConfigError('condition', `a condition has to give true or false, and gave ${describeThrown(holds)}`)
}

function select(run: Run, all: readonly CollectedCheck[]): CollectedCheck[] {
  const { filter, onlyRefused } = run.plan
  const focused = all.filter(({ only }) => only)
  if (focused.length > 0 && onlyRefused !== undefined) {
    const [{ titles, entry }] = focused as [CollectedCheck]
    const message = `.only is refused ${onlyRefused}: it hides every other check (${titles.join(' › ')})`
    run.problem({ kind: 'spec', message, location: entry.location, hint: 'take the .only out' })
  }
  const name = filter.name === undefined ? undefined : new RegExp(filter.name)
  return (focused.length > 0 ? focused : all).filter(
    ({ tags, titles }) =>
      (filter.tags.length === 0 || filter.tags.some((tag) => tags.includes(tag))) &&
      (name === undefined || name.test(titles.join(' › '))),
  )
}

/** What a spec that threw did wrong, with the user's own line. */
export function problemOf(
  { plan, exported }: Run,
  error: unknown,
  where: string,
  fallback?: Group['location'],
): SpecProblem {
  const syntax = syntaxProblem(error)
  if (syntax !== undefined) return { kind: 'spec', ...syntax }
  const stack = error instanceof Error && typeof error.stack === 'string' ? error.stack : ''
  return {
    kind: 'spec',
    message: saying(where, error),
    hint: hintFor(error, exported),
    location: locationIn(stack, plan) ?? fallback,
    stack: error instanceof ConfigError || stack === '' ? undefined : stack,
  }
}
