import { cells, MET, MISSED, NOT_MEASURED, table } from './tables.ts'

const BEGIN = '<!-- npm run bench writes this, from bench/results.md -->'
const END = '<!-- until here -->'

const COLUMNS = [
  { title: '56 checks, 0 ms', checks: '56', roundTrip: '0 ms' },
  { title: '56 checks, 50 ms', checks: '56', roundTrip: '50 ms' },
  { title: '200 checks, 50 ms', checks: '200', roundTrip: '50 ms' },
] as const
const LIMIT = 'script'
const NAMES: Readonly<Record<string, string>> = {
  Serverspec: 'Serverspec',
  'Testinfra, as shipped': 'Testinfra, as shipped',
  'Testinfra, ControlPersist': 'Testinfra, ControlPersist set by hand',
  infraspec: '**infraspec**',
  [LIMIT]: 'one hand-written script over ssh2, the limit',
}

/** What README.md shows of the results: the times of everybody, and which goals are missed. */
export function inShort(results: string): string {
  return `${times(section(results, 'peers'))}\n\n${goals(results)}`
}

/** A text with what stands between the marks replaced. */
export function withBlock(text: string, block: string): string {
  const [before, rest] = text.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`There are no marks: ${BEGIN} … ${END}`)
  return `${before}${BEGIN}\n${block}\n${END}${after}`
}

function section(results: string, name: string): string {
  return results.split(`\n## ${name}\n`)[1]?.split('\n## ')[0] ?? ''
}

function times(peers: string): string {
  const all = cells(peers).flatMap(([name = '', node = '', checks, roundTrip, median = '']) =>
    name in NAMES ? [{ name, node, checks, roundTrip, median }] : [],
  )
  const rows = Object.entries(NAMES).flatMap(([name, title]) => {
    const own = all.filter((one) => one.name === name)
    return [...new Set(own.map(({ node }) => node))].map((node) => {
      const at = COLUMNS.map(
        ({ checks, roundTrip }) =>
          own.find((one) => one.node === node && one.checks === checks && one.roundTrip === roundTrip)?.median ?? '–',
      )
      return [node === '' ? title : `${title}, ${node}`, ...at]
    })
  })
  return table(['', ...COLUMNS.map(({ title }) => title)], rows)
}

function goals(results: string): string {
  const judged = cells(results).filter(([, , , verdict]) => [MET, MISSED, NOT_MEASURED].includes(verdict ?? ''))
  const of = (wanted: string) => judged.filter(([, , , verdict]) => verdict === wanted)
  const others = [...of(MISSED), ...of(NOT_MEASURED)]
  const first = `Goals met: ${of(MET).length} of ${judged.length}.`
  if (others.length === 0) return first
  const lines = others.map(([what, measured, goal, verdict]) => `- ${verdict}: ${what}: ${measured}, goal ${goal}`)
  return `${first} Why the others are not, the results say.\n\n${lines.join('\n')}`
}
