import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { talkTo } from '../host/talk.ts'
import { canBootHosts, loadHosts } from '../hosts/hosts.ts'
import { relay } from '../support/relay.ts'
import { infraspec, on } from './infraspec.ts'
import { extraServer, hostSpec, inside, standIn } from './real-host.ts'

const reason = canBootHosts()

describe.skipIf(reason !== undefined)(`a host that is not ready${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('is asked again when its sshd turns callers away (MaxStartups)', async () => {
    const server = await extraServer('app-2', 2301, 'MaxStartups=1:100:1')
    const { address } = loadHosts().hosts['app-2']
    const { port, taken } = await relay('127.0.0.1', { host: address, port: 2301 })
    // somebody who does not log in takes the one place that there is
    const idler = connect(2301, address)
    onTestFinished(() => void idler.destroy())
    await new Promise((resolve) => idler.once('data', resolve))
    setTimeout(() => idler.destroy(), 1200)
    const { state } = await talkTo(hostSpec('app-2', { ...server, address: '127.0.0.1', port }))
    expect(state()).toMatchObject({ status: 'ready' })
    expect(taken()).toBeGreaterThan(1)
  })

  it('is given up when its sshd goes on turning callers away', async () => {
    const server = await extraServer('app-2', 2302, 'MaxStartups=1:100:1')
    const { address } = loadHosts().hosts['app-2']
    const { port, taken } = await relay('127.0.0.1', { host: address, port: 2302 })
    const idler = connect(2302, address)
    onTestFinished(() => void idler.destroy())
    await new Promise((resolve) => idler.once('data', resolve))
    const { state } = await talkTo(hostSpec('app-2', { ...server, address: '127.0.0.1', port }))
    expect(state()).toMatchObject({ status: 'failed', error: { code: 'closed-before-banner' } })
    expect(taken()).toBe(6)
  })

  it('is waited for until its sshd answers, and only when it is asked for', async () => {
    const host = hostSpec('app-2', { port: 2303, hostKey: { mode: 'accept-new', fingerprints: [], knownHosts: [] } })
    const now = await talkTo(host)
    expect(now.state()).toMatchObject({ status: 'failed', error: { code: 'connection-refused' } })
    const later = delay(1500).then(() => extraServer('app-2', 2303))
    const { state, ask } = await talkTo({ ...host, wait: 30_000 })
    await later
    expect(state()).toMatchObject({ status: 'ready' })
    expect(await ask('echo up')).toMatchObject({ stdout: 'up\n' })
  })

  it('is waited for no longer than it was said', async () => {
    const { state } = await talkTo(hostSpec('down-1', { wait: 1500 }))
    expect(state()).toMatchObject({
      status: 'failed',
      error: { code: 'connection-refused', message: expect.stringContaining('(waited 1.5 s for it to boot)') },
    })
  })

  it('is not waited for where waiting cannot help', async () => {
    const { hostKey } = hostSpec('app-2')
    const { state } = await talkTo(hostSpec('app-2', { hostKey: { ...hostKey, knownHosts: [] }, wait: 30_000 }))
    expect(state()).toMatchObject({ status: 'failed', error: { code: 'host-key-unknown' } })
  })

  it('is ready when systemd has started everything', async () => {
    const count = '/run/infraspec-asked'
    onTestFinished(() => void inside('app-2', `rm -f ${count}`))
    const booting = `echo >>${count}; [ $(wc -l <${count}) -lt 3 ] && echo starting && exit 1; echo degraded; exit 1`
    standIn('app-2', 'systemctl', `[ "$1" = is-system-running ] || exec /usr/bin/systemctl "$@"\n${booting}`)
    const { state } = await talkTo(hostSpec('app-2', { wait: 30_000 }))
    expect(state()).toMatchObject({ status: 'ready' })
    expect(inside('app-2', `wc -l <${count}`).trim()).toBe('3')
    standIn('app-2', 'systemctl', `[ "$1" = is-system-running ] || exec /usr/bin/systemctl "$@"\necho starting`)
    const hasty = await talkTo(hostSpec('app-2', { wait: 1200 }))
    expect(hasty.state()).toMatchObject({ status: 'failed', error: { code: 'boot-unfinished' } })
  })
})

// what the real one of Debian 12 (22.4.2) prints; the test hosts have none
const CLOUD_INIT = {
  running: 'status: running\nboot_status_code: enabled-by-sysvinit\ndetail:\nRunning in stage: modules-config',
  done: 'status: done\nboot_status_code: enabled-by-sysvinit\ndetail:\nDataSourceNoCloud [seed=/x]',
  error: "status: error\nboot_status_code: enabled-by-sysvinit\ndetail:\n('scripts-user', RuntimeError('1 failures'))",
}

describe.skipIf(reason !== undefined)(`cloud-init (a stand-in)${reason ? `: skipped, ${reason}` : ''}`, () => {
  const waitFor = ['cloud-init'] as const

  it('is waited for until it is done', async () => {
    const count = '/run/infraspec-asked'
    onTestFinished(() => void inside('app-2', `rm -f ${count}`))
    const { running, done } = CLOUD_INIT
    const text = `echo >>${count}; if [ $(wc -l <${count}) -lt 3 ]; then echo '${running}'; else echo '${done}'; fi`
    standIn('app-2', 'cloud-init', text)
    const { state } = await talkTo(hostSpec('app-2', { wait: 30_000, waitFor }))
    expect(state()).toMatchObject({ status: 'ready' })
    expect(inside('app-2', `wc -l <${count}`).trim()).toBe('3')
  })

  it('says why it failed, that it does not end, and that it is not there', async () => {
    const end = async () => (await talkTo(hostSpec('app-2', { wait: 1500, waitFor }))).state()
    expect(await end()).toMatchObject({ status: 'failed', error: { code: 'cloud-init-missing' } })
    standIn('app-2', 'cloud-init', `cat <<'END'\n${CLOUD_INIT.error}\nEND\nexit 1`)
    expect(await end()).toMatchObject({
      status: 'failed',
      error: { code: 'cloud-init-failed', message: expect.stringContaining("('scripts-user', RuntimeError(") },
    })
    standIn('app-2', 'cloud-init', `echo '${CLOUD_INIT.running}'`)
    expect(await end()).toMatchObject({ status: 'failed', error: { code: 'cloud-init-running' } })
  })

  it('that failed makes a run not green, by the flag', async () => {
    standIn('app-2', 'cloud-init', `cat <<'END'\n${CLOUD_INIT.error}\nEND\nexit 1`)
    const ran = await infraspec(['run', '--role', 'local', ...on('app-2'), '--wait-for', 'cloud-init'])
    expect(ran.code).toBe(3)
    expect(ran.report.hosts).toMatchObject([{ status: 'unreachable', error: { code: 'cloud-init-failed' } }])
  })
})
