/** What `ssh -G` prints: each setting, by its name in lower case, with all of its lines. */
export type SshDump = ReadonlyMap<string, readonly string[]>

/** Reads what `ssh -G` prints: one setting a line, its name and the rest. */
export function parseDump(text: string): SshDump {
  const settings = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^(\S+)(?: (.*))?$/.exec(line) ?? []
    if (name === undefined) continue
    const key = name.toLowerCase()
    settings.set(key, [...(settings.get(key) ?? []), value])
  }
  return settings
}

/** The files of a setting that takes several, which are printed in a row: a word that begins no path goes on with one. */
export function splitFiles(row: string): string[] {
  const files: string[] = []
  for (const word of row.split(' ')) {
    if (/^(?:[/~]|none$|\$\{|%)/.test(word) || files.length === 0) files.push(word)
    else files.push(`${files.pop()} ${word}`)
  }
  return files
}
