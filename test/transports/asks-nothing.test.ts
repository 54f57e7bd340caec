import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'
import { openssh } from '../../src/transports/openssh.ts'
import { ssh } from '../../src/transports/ssh.ts'
import { connectTo, hostFor, run, tempFile, testServer } from '../support/connect.ts'

// what a person may have in ~/.ssh/config, and no run may obey
const GENEROUS = `Host *
ForwardAgent yes
ForwardX11 yes
RequestTTY force
RemoteForward 0 127.0.0.1:9
SendEnv *
`

it.each([
  ['ssh', ssh],
  ['openssh', openssh],
] as const)('%s asks for no agent, terminal, X11 or port', async (transport, { connect }) => {
  const server = await testServer()
  const privateKey = server.clientKey
  const sshConfig = tempFile('config', GENEROUS)
  const host = hostFor(server, { transport, privateKey, sshConfig, agent: process.env['SSH_AUTH_SOCK'] })
  const connection = await connectTo({ connect }, host)
  for (const command of ['true', 'exit 3']) await run(connection, command)
  expect(server.asked.filter((what) => what !== 'exec')).toEqual([])
  expect(server.asked).toContain('exec')
})

it('would be seen if it did', async () => {
  const server = await testServer()
  const key = tempFile('key', server.clientKey)
  const config = tempFile(
    'config',
    `${GENEROUS}StrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nIdentityFile ${key}\n`,
  )
  // an agent that is nobody: it is asked for all the same
  const agent = spawn('ssh-agent', ['ssh', '-F', config, '-p', String(server.port), 'deploy@127.0.0.1', 'true'], {
    stdio: 'ignore',
  })
  await new Promise((resolve) => agent.once('exit', resolve))
  expect(server.asked).toEqual(expect.arrayContaining(['auth-agent', 'pty', 'tcpip-forward', 'exec']))
})
