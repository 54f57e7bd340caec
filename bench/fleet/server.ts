import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'

import ssh2, { type Connection, type ServerChannel } from 'ssh2'

import { PREAMBLE } from '../../src/host/platform/preamble.ts'
import { makeKey } from '../../test/support/ssh-server.ts'

// A process that is many SSH hosts: one port on every address of 127/8. What it is asked first, one real host answers
// (its ssh command line is in argv, after the file for the first conversation); whoever asks the same gets the recording.

interface Answer {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: Buffer
}

const [, , file = '', ...login] = process.argv
const recording = new Map<string, Answer>()

function record(script: string): Answer {
  const { status, stdout, stderr } = spawnSync('ssh', [...login, 'sudo -n sh'], {
    input: `export LC_ALL=C PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\n${script}`,
  })
  if (status === null || status === 255) throw new Error(`The host that is recorded does not answer: ${stderr}`)
  return { code: status, stdout, stderr }
}

function answer(script: string): Answer {
  const known = recording.get(script) ?? record(script)
  recording.set(script, known)
  return known
}

const NONCE = '[0-9a-f]{32}'
// see src/host/session/opening.ts: one script, and the end of its frame on both streams
const JOB = new RegExp(
  `(\\( eval [\\s\\S]*?\\) </dev/null); set -- \\$\\?; printf [^\\n]*"(${NONCE}) (\\d+) \\$1" >&2\\n`,
)

/** The end of a frame, on a stream. */
function end(nonce: string, sequence: string | number, code: number): string {
  return `\n${nonce} ${sequence} ${code}\n`
}

/** What went over one shell, for whoever wants to say the same: see bare.ts. */
export interface Conversation {
  readonly command: string
  readonly input: string
  /** Bytes of standard output, before the input and in all. */
  readonly greeting: number
  readonly output: number
}

function serveShell(channel: ServerChannel, command: string): void {
  const nonce = new RegExp(`(${NONCE}) 0 0`).exec(command)?.[1] ?? ''
  const greeting = Buffer.concat([
    Buffer.from(end(nonce, 0, 0)),
    answer(PREAMBLE).stdout,
    Buffer.from(end(nonce, 1, 0)),
  ])
  channel.write(greeting)
  channel.stderr.write(end(nonce, 0, 0) + end(nonce, 1, 0))
  let output = greeting.length
  let said = ''
  let input = ''
  channel.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    input += chunk.toString()
    for (let job = JOB.exec(input); job !== null; job = JOB.exec(input)) {
      input = input.slice(job.index + job[0].length)
      const [, script = '', own = '', sequence = ''] = job
      const { code, stdout, stderr } = answer(script)
      const framed = Buffer.concat([stdout, Buffer.from(end(own, sequence, code))])
      output += framed.length
      channel.write(framed)
      channel.stderr.write(Buffer.concat([stderr, Buffer.from(end(own, sequence, code))]))
    }
  })
  channel.once('end', () => {
    const conversation: Conversation = { command, input: said, greeting: greeting.length, output }
    if (!existsSync(file)) writeFileSync(file, JSON.stringify(conversation))
    channel.exit(0)
    channel.end()
  })
}

function serve(connection: Connection): void {
  connection.on('error', () => undefined)
  // any key, and nothing else: whoever asks whether a login is needed at all is told that it is
  connection.on('authentication', (context) => {
    if (context.method === 'publickey') context.accept()
    else context.reject(['publickey'])
  })
  connection.on('session', (open) => {
    open().on('exec', (accept, _reject, { command }) => {
      const channel = accept()
      channel.on('error', () => undefined)
      serveShell(channel, command)
    })
  })
}

const key = makeKey()
const server = new ssh2.Server({ hostKeys: [key.private], ident: 'OpenSSH_9.2p1' }, serve)
const listener = createServer((socket) => server.injectSocket(socket.setNoDelay()))
listener.listen({ port: 0, host: '0.0.0.0', backlog: 1024 }, () => {
  const { port } = listener.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ port, hostKey: key.public.trim() })}\n`)
})
// it ends with whoever started it
process.stdin.resume().once('end', () => process.exit())
