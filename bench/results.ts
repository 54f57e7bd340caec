import { existsSync, readFileSync, writeFileSync } from 'node:fs'

import { inShort, withBlock } from './in-short.ts'

const FILE = 'bench/results.md'
const README = 'README.md'
const TITLE = '# What a run costs, side by side'

/** Puts what a family measured into the results, and what of it README.md shows there; the others keep what they had. */
export function keepResults(name: string, text: string, order: readonly string[]): void {
  const sections = existsSync(FILE) ? split(readFileSync(FILE, 'utf8')) : new Map<string, string>()
  sections.set(name, text)
  const names = order.filter((each) => sections.has(each))
  const all = names.map((each) => `## ${each}\n\n${sections.get(each)!.trim()}`)
  const results = `${[TITLE, ...all].join('\n\n')}\n`
  writeFileSync(FILE, results)
  writeFileSync(README, withBlock(readFileSync(README, 'utf8'), inShort(results)))
}

function split(text: string): Map<string, string> {
  const parts = text.split(/^## /m).slice(1)
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]))
}
