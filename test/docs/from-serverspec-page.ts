import { OTHER_PLATFORMS } from './serverspec/catalogue.ts'
import type { Row, Rows } from './serverspec/row.ts'

const HEAD = `# From Serverspec

Every type of Serverspec 2.43 with each of its matchers and properties, and how infraspec asks the same. \`npm run docs\` writes this page, and a
test compiles every line of it. What differs everywhere:

- Truth is not an exit code. What could not be told (sudo refused, a tool missing, a file unreadable) is an error in both polarities:
  \`should_not be_running\` passes in Serverspec where nothing could be looked at.
- \`its(:property) { should … }\` is a matcher, or \`toMatchState({ property: … })\` with asymmetric matchers, or \`await inspect(…)\` for the whole state.
- A property of something that is missing fails in both polarities, and is never 0 or an empty string.
- Names and strings are literal, RegExps are those of JavaScript.
- Checks belong to a role and not to a host: \`set :host\` and a Rakefile for each host are gone, \`npx infraspec run --role app\` visits all of them at once.
- \`.eventually()\` waits, \`.throughout()\` demands that it stays so.

[200 questions](conformance.md) put to both show where the answers differ, and why. [resources.md](resources.md) has everything that is new.
`

/** The whole page. */
export function fromServerspecPage(types: Readonly<Record<string, Rows>>): string {
  const sections = Object.entries(types)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([type, rows]) => section(type, rows))
  return [HEAD, ...sections, others()].join('\n')
}

function section(type: string, rows: Rows): string {
  const lines = rows.map((row) => `| \`${cell(row.asks)}\` | ${oursOf(row)} | ${cell(row.note ?? '')} |`)
  return [`## ${type}\n`, '| Serverspec | infraspec | |', '|---|---|---|', ...lines, ''].join('\n')
}

function oursOf({ ours }: Row): string {
  return ours === undefined ? 'not supported' : `\`${cell(ours)}\``
}

function others(): string {
  const rows = Object.entries(OTHER_PLATFORMS).map(
    ([type, platform]) => `| \`${type}\` | not supported | ${platform} |`,
  )
  return ['## Other platforms\n', '| Serverspec | infraspec | |', '|---|---|---|', ...rows, ''].join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`)
}
