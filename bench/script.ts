import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { parseArgs } from 'node:util'

import { Client } from 'ssh2'

import { failures } from './judge.ts'
import { APP, countChecks, type Questions } from './questions.ts'
import { readAnswers, remoteScript } from './remote-script.ts'

// The hand-written script: one connection, one exec, nothing around it. What infraspec is measured against.

const { values } = parseArgs({
  options: {
    host: { type: 'string' },
    port: { type: 'string' },
    user: { type: 'string' },
    identity: { type: 'string' },
    ...{
      questions: { type: 'string' },
      'no-delay': { type: 'boolean' },
    },
  },
})
const address = { host: values.host!, port: Number(values.port) }
const questions = values.questions ? (JSON.parse(readFileSync(values.questions, 'utf8')) as Questions) : APP

const client = new Client()
client.once('ready', () => {
  client.exec(`sudo -n sh -c '${remoteScript(questions).replaceAll("'", `'\\''`)}'`, (error, channel) => {
    if (error) throw error
    const chunks: Buffer[] = []
    channel.on('data', (chunk: Buffer) => chunks.push(chunk))
    channel.stderr.resume()
    channel.once('close', () => {
      client.end()
      const failed = failures(questions, readAnswers(Buffer.concat(chunks).toString(), questions))
      failed.forEach((text) => console.log(`failed: ${text}`))
      console.log(`${countChecks(questions) - failed.length} passed, ${failed.length} failed`)
      process.exitCode = failed.length === 0 ? 0 : 1
    })
  })
})
client.connect({
  ...(values['no-delay'] ? { sock: connect({ ...address, noDelay: true }) } : address),
  username: values.user!,
  privateKey: readFileSync(values.identity!),
})
