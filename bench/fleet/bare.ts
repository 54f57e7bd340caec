import { readFileSync } from 'node:fs'
import { connect } from 'node:net'

import { Client } from 'ssh2'

import type { Conversation } from './server.ts'

// The same conversation by plain ssh2, as somebody would write it by hand: to each address it connects, starts the same
// shell, writes the same scripts, takes the same bytes, and leaves. What a fleet is measured against.

const [, , port = '', identity = '', file = '', recorded = ''] = process.argv
const addresses = readFileSync(file, 'utf8').trim().split('\n')
const privateKey = readFileSync(identity)
const { command, input, greeting, output } = JSON.parse(readFileSync(recorded, 'utf8')) as Conversation

function visit(host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = new Client()
    client.once('error', reject).once('ready', () => {
      client.exec(command, (error, channel) => {
        if (error) return reject(error)
        let bytes = 0
        channel.stderr.resume()
        channel.on('data', (chunk: Buffer) => {
          bytes += chunk.length
          if (bytes === greeting) channel.write(input)
          if (bytes !== output) return
          client.end()
          resolve()
        })
      })
    })
    const sock = connect({ host, port: Number(port), noDelay: true })
    client.connect({ sock, username: 'bench', privateKey })
  })
}

/** As many at once as infraspec does. */
async function visitAll(): Promise<void> {
  const left = [...addresses]
  const worker = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) await visit(next)
  }
  await Promise.all(Array.from({ length: 32 }, worker))
}

await visitAll()
console.log(`${addresses.length} visited`)
