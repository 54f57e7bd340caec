import { describe, expect, it, onTestFinished } from 'vitest'
import type { HostSpec } from '../../src/host/host-spec.ts'
import type { HostStatus } from '../../src/host/messages.ts'
import { talkTo, THIS_MACHINE } from '../host/talk.ts'
import { canBootHosts } from '../hosts/hosts.ts'
import { nspawnHost } from './containers/engines.ts'
import { hostSpec, inside } from './real-host.ts'

const reason = canBootHosts()
const doas = (changes: Partial<HostSpec> = {}) => hostSpec('app-2', { become: 'doas', ...changes })

/** How it ends for somebody. */
const told = async (spec: HostSpec): Promise<HostStatus | undefined> => (await talkTo(spec)).state()

const refused = (code: string, message: RegExp) => ({
  status: 'failed',
  error: { name: 'ConnectError', code, message: expect.stringMatching(message) },
})

/** Hides a file until the test ends. */
function hide(file: string): void {
  inside('app-2', `mv ${file} ${file}.hidden`)
  onTestFinished(() => void inside('app-2', `mv ${file}.hidden ${file}`))
}

describe.skipIf(reason !== undefined)(`doas, the one of Debian${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('makes root and others of a login that it permits', async () => {
    const { state, ask, command } = await talkTo(doas())
    expect(state()).toMatchObject({ status: 'ready', platform: { user: { name: 'root', uid: 0 } } })
    expect(await ask('id -un; cat')).toMatchObject({ stdout: 'root\n', exitCode: 0 })
    expect(await command('id -un; cat; echo no >&2; exit 3', { stdin: 'in' })).toMatchObject({
      ...{ stdout: 'root\nin', stderr: 'no\n', exitCode: 3, signal: undefined },
    })
    expect((await ask('id -un; id -Gn', { user: 'app' })).stdout).toBe('app\napp\n')
  })

  it('makes others of a session that is not root', async () => {
    const { ask, command } = await talkTo(doas({ sudo: false }))
    expect((await command('id -un')).stdout).toBe('deploy\n')
    expect((await ask('id -un', { user: 'app' })).stdout).toBe('app\n')
    const plain = await talkTo(doas({ user: 'plain', sudo: false }))
    await expect(plain.ask('id', { user: 'app' })).rejects.toMatchObject({
      name: 'ProbeError',
      code: 'doas-not-allowed',
    })
  })

  it('shows a signal as a code above 128', async () => {
    const { command } = await talkTo(doas())
    expect(await command('kill -SEGV $$')).toMatchObject({ exitCode: 139, signal: undefined })
  })

  it('says why it refuses, a reason for each', async () => {
    expect(await told(doas({ user: 'plain' }))).toMatchObject(
      refused('doas-not-allowed', /doas\.conf does not allow it/),
    )
    expect(await told(doas({ user: 'pwsudo' }))).toMatchObject(
      refused('doas-password-required', /takes one from a terminal only/),
    )
    hide('/etc/doas.conf')
    expect(await told(doas())).toMatchObject(refused('doas-not-configured', /its doas\.conf is missing or wrong/))
    hide('/usr/bin/doas')
    expect(await told(doas())).toMatchObject(refused('doas-not-installed', /it is not installed/))
  })
})

describe.skipIf(reason !== undefined)(`su${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('is for root only', async () => {
    expect(await told(hostSpec('app-2', { become: 'su' }))).toMatchObject(refused('su-needs-root', /on a terminal/))
    const { running } = nspawnHost()
    const root = { ...THIS_MACHINE, transport: 'nspawn', address: running, sudo: true, become: 'su' } as const
    const { state, ask } = await talkTo(root)
    expect(state()).toMatchObject({ status: 'ready', platform: { user: { uid: 0 } } })
    expect((await ask('id -un', { user: 'app' })).stdout).toBe('app\n')
  })
})
