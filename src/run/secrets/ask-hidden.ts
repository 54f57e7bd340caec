import { openSync } from 'node:fs'
import { ReadStream, WriteStream } from 'node:tty'
import { ConfigError } from '../../errors.ts'

interface Terminal {
  readonly input: ReadStream
  readonly output: WriteStream
}

/** Whether somebody could be asked: the process has a terminal, whatever its standard input is. */
export function hasTerminal(): boolean {
  const terminal = openTerminal()
  terminal?.input.destroy()
  terminal?.output.destroy()
  return terminal !== undefined
}

/**
 * Asks for a line on the process's terminal and shows nothing of it.
 *
 * Standard input and output are left to what they are for.
 *
 * @throws {ConfigError} when there is no terminal, or the answer is empty.
 */
export async function askHidden(question: string, noTerminal: { readonly message: string; readonly hint: string }) {
  const terminal = openTerminal()
  if (terminal === undefined) throw new ConfigError('no-terminal', noTerminal.message, { hint: noTerminal.hint })
  try {
    const answer = await readLine(terminal, question)
    if (answer !== '') return answer
  } finally {
    terminal.input.setRawMode(false)
    terminal.input.destroy()
    terminal.output.destroy()
  }
  throw new ConfigError('no-answer', `${question.replace(/:\s*$/, '')}: nothing was typed`)
}

// A descriptor each: a stream closes its own.
function openTerminal(): Terminal | undefined {
  try {
    return { input: new ReadStream(openSync('/dev/tty', 'r+')), output: new WriteStream(openSync('/dev/tty', 'r+')) }
  } catch {
    return undefined
  }
}

const CANCEL = '\u0003'
const END = ['\r', '\n', '\u0004']
const ERASE = ['\b', '\u007F']
const ERASE_ALL = '\u0015'

function readLine({ input, output }: Terminal, question: string): Promise<string> {
  let typed: string[] = []
  // What is typed before this is shown.
  input.setRawMode(true)
  output.write(question)
  input.setEncoding('utf8')
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      input.removeAllListeners('data')
      output.write('\n')
      settle()
    }
    input.once('error', reject)
    input.once('end', () => resolve(''))
    input.on('data', (text: string) => {
      for (const key of text) {
        if (key === CANCEL) return finish(() => reject(cancelled()))
        if (END.includes(key)) return finish(() => resolve(typed.join('')))
        if (key === ERASE_ALL) typed = []
        else if (ERASE.includes(key)) typed.pop()
        else typed.push(key)
      }
    })
  })
}

/** In raw mode a terminal sends no signal. */
function cancelled(): ConfigError {
  process.kill(process.pid, 'SIGINT')
  return new ConfigError('cancelled', 'Interrupted')
}
