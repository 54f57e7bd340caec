import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { canBootHosts } from '../hosts/hosts.ts'
import { socketsOf } from '../support/sockets.ts'
import { infraspec, on, temporaryFolder } from './infraspec.ts'

const reason = canBootHosts()

describe.skipIf(reason !== undefined)(`a run${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('opens no listening socket, from its start to its end', async () => {
    const seen: string[] = []
    let looks = 0
    let connected = 0
    const ran = await infraspec(['run', '--role', 'local', ...on('app-1')], {
      meanwhile: async ({ pid = 0, exitCode }) => {
        expect(exitCode).toBeNull()
        for (let sockets = socketsOf(pid); looks < 1000; sockets = socketsOf(pid)) {
          looks += 1
          connected = Math.max(connected, sockets.toSsh)
          seen.push(...sockets.listening)
          await delay(20)
        }
      },
    })
    looks = 1000
    expect(ran.report.totals.passed).toBeGreaterThan(0)
    // it was looked at while it was connected
    expect(connected).toBe(1)
    expect(seen).toEqual([])
  })

  it('would be seen if it did', async () => {
    const path = join(temporaryFolder(), 's')
    const servers = [createServer().listen(0, '127.0.0.1'), createServer().listen(path)]
    onTestFinished(() => servers.forEach((server) => server.close()))
    await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))))
    expect(socketsOf(process.pid).listening).toEqual(
      expect.arrayContaining([expect.stringMatching(/^tcp 0100007F:/), `unix ${path}`]),
    )
    const child = spawn(process.execPath, ['-e', 'require("net").createServer().listen(0, () => console.log("up"))'])
    onTestFinished(() => void child.kill('SIGKILL'))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    expect(socketsOf(child.pid as number).listening).toHaveLength(1)
  })
})
