import { connect, createServer, type AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { gatherWrites } from '../../../src/transports/ssh/socket.ts'

it('sends in one go what is written in one turn, and the rest when it ends', async () => {
  const heard: string[] = []
  const server = createServer((socket) => socket.setEncoding('utf8').on('data', (text: string) => heard.push(text)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const socket = gatherWrites(connect({ port: (server.address() as AddressInfo).port, noDelay: true }))
  await new Promise((resolve) => socket.once('connect', resolve))
  for (const word of ['a', 'b', 'c']) socket.write(word)
  await expect.poll(() => heard).toEqual(['abc'])
  socket.write('d')
  socket.end('e')
  await expect.poll(() => heard).toEqual(['abc', 'de'])
})
