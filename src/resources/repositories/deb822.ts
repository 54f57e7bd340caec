/** Reads deb822(5): stanzas with an empty line between, fields by name in small letters, comments left out. */
export function readDeb822(lines: readonly string[]): readonly ReadonlyMap<string, string>[] {
  const stanzas: Map<string, string>[] = [new Map()]
  let field: string | undefined
  for (const line of lines) {
    if (line.startsWith('#')) continue
    if (line.trim() === '') {
      stanzas.push(new Map())
      field = undefined
      continue
    }
    const stanza = stanzas.at(-1) as Map<string, string>
    const [, name, value = ''] = /^([^\s:]+):\s*(.*)$/.exec(line) ?? []
    if (name !== undefined) stanza.set((field = name.toLowerCase()), value)
    else if (field === undefined) stanza.set(line.trim(), '')
    else stanza.set(field, `${stanza.get(field) ?? ''}\n${line.trim()}`)
  }
  return stanzas.filter((stanza) => stanza.size > 0)
}
