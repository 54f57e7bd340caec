/** A folder in which an agent keeps what it has not sent yet, as its configuration names it. */
export interface BufferPlace {
  /** The output or the input that it belongs to, as the configuration calls it. */
  readonly name: string
  /** The folder. */
  readonly path: string
  /** The paths of its files, whole. */
  readonly pattern: RegExp
  /** The newest file may hold what has been sent: its size says nothing. */
  readonly keepsNewest?: boolean
}

/** What a configuration says of buffers on disk; a text says why it cannot be read. */
export type ReadConfig = (text: string, path: string) => readonly BufferPlace[] | string

/** A RegExp for exactly this text, in which `*` stands for whatever has no slash. */
export function wildcard(path: string): RegExp {
  const source = path.replaceAll(/[.+^${}()|\\[\]?]/g, String.raw`\$&`).replaceAll('*', '[^/]*')
  return new RegExp(`^${source}$`)
}
