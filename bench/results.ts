import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const FILE = 'bench/results.md'
const TITLE = '# What a run costs, side by side'

/** Puts what families measured into the results; those that did not run keep what they had. */
export function keepResults(sections: ReadonlyMap<string, string>, order: readonly string[]): void {
  const kept = existsSync(FILE) ? split(readFileSync(FILE, 'utf8')) : new Map<string, string>()
  const names = [...new Set([...order, ...kept.keys()])]
  const all = names.flatMap((name) => {
    const text = sections.get(name) ?? kept.get(name)
    return text === undefined ? [] : [`## ${name}\n\n${text.trim()}`]
  })
  writeFileSync(FILE, `${[TITLE, ...all].join('\n\n')}\n`)
}

function split(text: string): Map<string, string> {
  const parts = text.split(/^## /m).slice(1)
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]))
}
