import { readFileSync } from 'node:fs'

import { Client } from 'ssh2'

import type { Conversation } from './conversation.ts'
import type { Server } from './servers.ts'

// As many connections as there are hosts, all at once, by plain ssh2: nothing is asked on them, or (with a second argument)
// what infraspec asks, of which nothing is read.

const [, , fleet = '', recorded] = process.argv
const { user, identity, hosts } = JSON.parse(readFileSync(fleet, 'utf8')) as Fleet
const conversation = recorded === undefined ? undefined : (JSON.parse(readFileSync(recorded, 'utf8')) as Conversation)

/** Where to log in, and as whom. */
interface Fleet {
  readonly user: string
  readonly identity: string
  readonly hosts: readonly Server[]
}

const privateKey = readFileSync(identity)

function connect({ address, port }: Server): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new Client()
    client.once('ready', () => resolve(client)).once('error', reject)
    client.connect({ host: address, port, username: user, privateKey, readyTimeout: 120_000 })
  })
}

function talk(client: Client, { command, greeting, input }: Conversation): Promise<void> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error)
      let greeted = ''
      channel.stderr.resume()
      channel.on('data', (chunk: Buffer) => {
        if (greeted.endsWith(greeting)) return
        greeted += chunk.toString()
        if (greeted.endsWith(greeting)) channel.end(input)
      })
      channel.once('close', (code: number) => (code === 0 ? resolve() : reject(new Error(`exit ${code}`))))
    })
  })
}

const clients = await Promise.all(
  hosts.map(async (host) => {
    const client = await connect(host)
    if (conversation) await talk(client, conversation)
    return client
  }),
)
for (const client of clients) client.end()
console.log(`${clients.length} ${conversation ? 'talked to' : 'connected'}`)
