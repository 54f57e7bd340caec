import type { Proof } from '../end-to-end/situations.ts'
import { mechanismsOf, type Mechanism } from './mechanisms.ts'
import { typeRows, type ResourceDoc, type Row } from './resource-docs.ts'

const HEAD = `# Resources

Everything that a spec can look at. This page is made from the documentation in the source by \`npm run docs\`.

Each matcher works in three forms: \`it(service('nginx')).toBeRunning()\` is a check of its own, \`expect(service('nginx')).toBeRunning()\`
is an expectation in a check with a title, and \`.not\`, \`.eventually()\` and \`.throughout()\` go before either. A matcher of a property
(most that begin with \`toHave\`) fails in both polarities for what is not there. What could not be told is an error, in both polarities.
The properties are what \`await inspect(service('nginx'))\` gives and what \`toMatchState({ … })\` compares, which every resource has.

A mechanism is a way to look; the first one that a host has is taken, and a host that has none says "unsupported". Beside each stands on which
real machines its checks are run by the tests of this repository, true, false, of something absent, and where it cannot be told, each
negated as well. *Parsed only* means that no such machine could be had: it is tested on output that was captured elsewhere.
`

/** The whole page. */
export function resourcesPage(docs: readonly ResourceDoc[], proofs: ReadonlyMap<string, Proof>): string {
  const mechanisms = (doc: ResourceDoc) => mechanismsOf(doc.name, proofs.get(doc.file))
  const index = docs.map((doc) => {
    const ways = mechanisms(doc).map(({ name }) => `\`${name}\``)
    return `| [\`${doc.name}\`](#${doc.name.toLowerCase()}) | ${cell(firstSentence(doc.text))} | ${ways.join(' ')} |`
  })
  const contents = ['| resource | | mechanisms |', '|---|---|---|', ...index].join('\n')
  return [HEAD, contents, ...docs.map((doc) => section(doc, mechanisms(doc)))].join('\n\n') + '\n'
}

function section(doc: ResourceDoc, mechanisms: readonly Mechanism[]): string {
  const { options, matchers, properties, details } = doc
  const parts = [
    `## ${doc.name}`,
    doc.text,
    `\`\`\`ts\n${doc.example ?? ''}\n\`\`\``,
    table('option', options, { typed: true }),
    table('matcher', matchers.map(call), { typed: false }),
    table('property', properties, { typed: true }),
    table('property, fetched only when asked for', details, { typed: true }),
    table('type named above', typeRows([...options, ...matchers, ...properties, ...details]), { typed: true }),
    `Mechanisms: ${mechanisms.map(mechanism).join('; ')}.`,
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function call(row: Row): Row {
  return { ...row, name: `${row.name}(${row.type})`, type: '' }
}

function table(what: string, rows: readonly Row[], { typed }: { readonly typed: boolean }): string {
  if (rows.length === 0) return ''
  const [head, line] = typed ? [`| ${what} | type | |`, '|---|---|---|'] : [`| ${what} | |`, '|---|---|']
  const lines = rows.map(({ name, type, doc }) =>
    [`| \`${cell(name)}\` |`, typed ? ` \`${cell(type)}\` |` : '', ` ${cell(doc)} |`].join(''),
  )
  return [head, line, ...lines].join('\n')
}

function mechanism({ name, machines, parsedOnly }: Mechanism): string {
  if (machines.length > 0) return `\`${name}\` (run on ${machines.join(', ')})`
  return `\`${name}\` (*parsed only*: ${parsedOnly ?? 'not yet run on a real machine'})`
}

function firstSentence(text: string): string {
  return /^[\s\S]*?(?<!\b(?:e\.g|i\.e))\.(?=\s|$)/.exec(text)?.[0] ?? text
}

/** Text in a cell: on one line, and without what would end it. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', String.raw`\|`)
}
