import { readFileSync } from 'node:fs'

import { Client } from 'ssh2'

import type { Server } from './servers.ts'

// The bare handshakes: as many connections as there are hosts, all at once, by plain ssh2, and nothing asked on them.

const { user, identity, hosts } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Fleet

/** Where to log in, and as whom. */
interface Fleet {
  readonly user: string
  readonly identity: string
  readonly hosts: readonly Server[]
}

const privateKey = readFileSync(identity)
const ready = hosts.map(
  ({ address, port }) =>
    new Promise<Client>((resolve, reject) => {
      const client = new Client()
      client.once('ready', () => resolve(client)).once('error', reject)
      client.connect({ host: address, port, username: user, privateKey, readyTimeout: 120_000 })
    }),
)
const clients = await Promise.all(ready)
for (const client of clients) client.end()
console.log(`${clients.length} connected`)
