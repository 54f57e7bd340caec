import { readFileSync } from 'node:fs'
import { connect } from 'node:net'

import { Client } from 'ssh2'

// Nothing but handshakes: connects to each address, has `true` run, and leaves. What a fleet is measured against.

const [, , port = '', identity = '', file = ''] = process.argv
const addresses = readFileSync(file, 'utf8').trim().split('\n')
const privateKey = readFileSync(identity)

function visit(host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = new Client()
    client.once('error', reject).once('ready', () => {
      client.exec('true', (error, channel) => {
        if (error) return reject(error)
        channel.resume().once('close', () => {
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
