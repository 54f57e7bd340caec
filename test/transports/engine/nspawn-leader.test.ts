import { describe, expect, it } from 'vitest'
import { findLeader, isStill, machineOf } from '../../../src/transports/engine/nspawn-leader.ts'

describe('the machine of a command line', () => {
  it.each([
    ['systemd-nspawn --directory=/srv/root --machine=web --boot', 'web'],
    ['/usr/bin/systemd-nspawn --machine web -D /srv/root', 'web'],
    ['systemd-nspawn -M web', 'web'],
    ['systemd-nspawn -Mweb', 'web'],
    ['systemd-nspawn -b -D /srv/web', 'web'],
    ['systemd-nspawn -D/srv/web', 'web'],
    ['vim --machine=web', undefined],
  ])('%s', (line, machine) => {
    expect(machineOf(line.split(' '))).toBe(machine)
  })
})

describe('the first process of a container', () => {
  it('is nobody where none is called so', async () => {
    await expect(findLeader('no-such-machine', 'box')).rejects.toMatchObject({ code: 'no-container' })
  })

  it('is not another process of the same number', () => {
    expect(isStill({ pid: process.pid, since: '1' })).toBe(false)
    expect(isStill({ pid: 2 ** 22 + 1, since: '1' })).toBe(false)
  })
})
