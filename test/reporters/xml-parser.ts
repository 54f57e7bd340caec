import { execFileSync } from 'node:child_process'

/** An element as a parser that is not ours reads it. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
  readonly children: readonly XmlElement[]
}

const SCRIPT = `
import json, sys
from xml.etree import ElementTree
def plain(e):
    return {'name': e.tag, 'attributes': e.attrib, 'text': e.text or '', 'children': [plain(c) for c in e]}
print(json.dumps([plain(ElementTree.fromstring(d.encode('utf-8', 'surrogatepass'))) for d in json.load(sys.stdin)]))
`

/** Documents as Python's expat reads them; throws where one is not well formed. */
export function parseXml(documents: readonly string[]): XmlElement[] {
  const input = JSON.stringify(documents)
  const output = execFileSync('python3', ['-c', SCRIPT], { input, encoding: 'utf8', maxBuffer: 1 << 28 })
  return JSON.parse(output) as XmlElement[]
}
