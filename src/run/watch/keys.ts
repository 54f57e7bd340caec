import type { ReadStream } from 'node:tty'

/** What each key does. */
export type Key = 'all' | 'failed' | 'help' | 'quit' | 'interrupt'

const KEYS: Readonly<Record<string, Key>> = {
  a: 'all',
  '\r': 'all',
  '\n': 'all',
  f: 'failed',
  h: 'help',
  '?': 'help',
  q: 'quit',
  '\u0003': 'interrupt',
}

/** The keys of a terminal, until they are let go. */
export interface Keys {
  /** Leaves the terminal to somebody else, such as who asks for a passphrase. */
  readonly pause: () => void
  readonly resume: () => void
  readonly close: () => void
}

/** Listens for keys on a terminal, each as it is pressed; what is typed is not shown, and what means nothing is passed over. */
export function listenForKeys(input: ReadStream, onKey: (key: Key) => void): Keys {
  const onData = (typed: Buffer) => {
    for (const char of typed.toString('latin1')) {
      const key = KEYS[char]
      if (key !== undefined) onKey(key)
    }
  }
  const resume = () => {
    input.setRawMode(true)
    input.on('data', onData).resume()
  }
  const pause = () => {
    input.off('data', onData).pause()
    input.setRawMode(false)
  }
  resume()
  return { pause, resume, close: pause }
}
