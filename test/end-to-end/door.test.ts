import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished, vi } from 'vitest'

import { canBootHosts, loadHosts, type TestHostName } from '../hosts/hosts.ts'
import { type FakeAws, startAws } from '../support/aws/fake-aws.ts'
import { relay } from '../support/relay.ts'
import { infraspec, projectWith, type RunSettings, totals } from './infraspec.ts'

const UNSEEN = '52.1.2.3'

/** A host behind a security group of AWS: only while there is a rule in it is a new connection let through. */
async function useGuarded({
  name = 'app-1',
  ip = UNSEEN,
}: { readonly name?: TestHostName; readonly ip?: string } = {}) {
  const { hosts, identity } = loadHosts()
  const aws = await startAws()
  onTestFinished(() => aws.close())
  const account = aws.account()
  const group = account.addGroup({ tags: { 'infraspec:allow': 'ssh' } }).id
  const rules = () => account.rulesOf(group).map(({ cidr }) => cidr)
  const { port, taken, drop } = await relay('127.0.0.1', { host: hosts[name].address, port: 22 }, () =>
    account.rulesOf(group).some(({ cidr, from, to }) => cidr === `${ip}/32` && from === port && to === port),
  )
  const called = (action: string) =>
    aws.calls.filter((call) => call.action === action && call.params['DryRun'] === undefined).length
  const run = (folder: string, words: readonly string[], settings: RunSettings = {}) =>
    infraspec(
      [
        ...[words[0] ?? '', '--role', 'app', '--host', `deploy@127.0.0.1:${port}`, '--identity', identity],
        ...['--host-key', 'accept-new', '--open-ssh', group, '--ip', ip, ...words.slice(1)],
      ],
      {
        cwd: folder,
        ...settings,
        env: { ...aws.env, XDG_STATE_HOME: join(folder, 'state'), ...settings.env },
      },
    )
  const journal = (folder: string) => readdirSync(join(folder, 'state/infraspec/leases'))
  return { aws, account, group, rules, taken, drop, called, run, journal }
}

/** A check that says that it has begun, and waits until it may go on. */
const waiting = (mark: string, then: string) => `import { existsSync, writeFileSync } from 'node:fs'
import { command, expect, file, it } from 'infraspec'
it('waits', async () => {
  writeFileSync('${mark}.begun', '')
  while (!existsSync('${mark}.go')) await new Promise((resolve) => setTimeout(resolve, 20))
  await expect(${then})
})`

const COMMAND = `command('echo still here')).toHaveStdout('still here'`
/** What only reads is asked again where the loss of its connection is not known yet; a command is not. */
const PROBE = `file('/etc/hostname')).toExist(`

function waitingProject(then = COMMAND) {
  const folder = projectWith('')
  const mark = join(folder, 'mark')
  writeFileSync(join(folder, 'specs/app.spec.ts'), waiting(mark, then))
  return { folder, mark }
}

const EASY = `it(file('/etc/passwd')).toExist()`
const appeared = (file: string) => vi.waitUntil(() => existsSync(file), { timeout: 30_000 })

describe.skipIf(canBootHosts() !== undefined)('a run that opens SSH for itself', () => {
  it.each(['ssh', 'openssh'])(
    'closes it before its checks have ended, and goes on over the connection that it has: %s',
    async (transport) => {
      const { run, rules, taken, called, journal } = await useGuarded()
      const { folder, mark } = waitingProject()
      let open: string[] = ['not looked at']
      const ran = await run(folder, ['run', '--transport', transport], {
        meanwhile: async () => {
          await appeared(`${mark}.begun`)
          await vi.waitUntil(() => rules().length === 0, { timeout: 30_000 })
          open = rules()
          writeFileSync(`${mark}.go`, '')
        },
      })
      expect(ran.stderr).toMatch(
        /access: opened sg-\w+ port \d+ for 52\.1\.2\.3\/32 \(sgr-\w+\) until all hosts are connected to/,
      )
      expect(open).toEqual([])
      expect(totals(ran)).toEqual({ passed: 1 })
      expect([ran.code, taken(), called('RevokeSecurityGroupIngress')]).toEqual([0, 1, 1])
      expect(journal(folder)).toEqual([])
    },
  )

  it('opens it once more, to the end, when a connection is lost', async () => {
    const { run, rules, taken, drop, called } = await useGuarded()
    const { folder, mark } = waitingProject(PROBE)
    const ran = await run(folder, ['run'], {
      meanwhile: async () => {
        await appeared(`${mark}.begun`)
        await vi.waitUntil(() => rules().length === 0, { timeout: 30_000 })
        drop()
        writeFileSync(`${mark}.go`, '')
      },
    })
    expect(totals(ran)).toEqual({ passed: 1 })
    expect(ran.stderr).toContain('again, to the end: a connection was lost')
    expect([ran.code, taken(), called('RevokeSecurityGroupIngress')]).toEqual([0, 2, 2])
    expect(rules()).toEqual([])
  })

  it('cannot tell where it cannot be opened again, and says why', async () => {
    const { aws, run, rules, drop } = await useGuarded()
    const { folder, mark } = waitingProject(PROBE)
    const ran = await run(folder, ['run'], {
      meanwhile: async () => {
        await appeared(`${mark}.begun`)
        await vi.waitUntil(() => rules().length === 0, { timeout: 30_000 })
        aws.faults.push({
          action: 'AuthorizeSecurityGroupIngress',
          code: 'UnauthorizedOperation',
          status: 403,
          times: 9,
        })
        drop()
        writeFileSync(`${mark}.go`, '')
      },
    })
    expect(totals(ran).passed).toBeUndefined()
    expect(ran.stderr).toContain('note: a connection was lost, and SSH could not be opened again:')
    expect(ran.code).toBe(3)
  })

  it('says by which address a host sees this machine where it is another than the one that was let in', async () => {
    const { run } = await useGuarded()
    const ran = await run(projectWith(EASY), ['run', '--sudo'])
    expect(ran.code).toBe(0)
    expect(ran.stderr).toMatch(
      /note: 127\.0\.0\.1:\d+ sees this machine as 10\.\d+\.1\.1, and SSH was opened for 52\.1\.2\.3\/32: /,
    )
    const own = loadHosts().hosts['app-1'].address.replace(/\.2$/, '.1')
    const guarded = await useGuarded({ ip: own })
    const same = await guarded.run(projectWith(EASY), ['run', '--sudo'])
    expect([same.code, same.stderr.includes('sees this machine')]).toEqual([0, false])
  })

  it('is 2 and leaves nothing open where the group may not be opened, and visits no host', async () => {
    const { account, group, run, taken, rules } = await useGuarded()
    delete account.groups.get(group)?.tags['infraspec:allow']
    const ran = await run(projectWith(EASY), ['run'])
    expect([ran.code, taken(), rules()]).toEqual([2, 0, []])
    expect(ran.stderr).toContain('infraspec:allow=ssh')
  })

  it('is 3 and says how to close by hand where it cannot be closed', async () => {
    const { aws, group, run } = await useGuarded()
    // not before: opening asks by a dry run whether it may close
    aws.beforeAnswer = ({ action }) => {
      if (action !== 'AuthorizeSecurityGroupIngress') return
      aws.faults.push({ action: 'RevokeSecurityGroupIngress', code: 'UnauthorizedOperation', status: 403, times: 99 })
    }
    const ran = await run(projectWith(EASY), ['run'])
    expect(totals(ran)).toEqual({ passed: 1 })
    expect(ran.report.problems).toMatchObject([{ kind: 'access-not-closed' }])
    expect(ran.stdout).toContain(`aws ec2 revoke-security-group-ingress --region eu-west-1 --group-id ${group}`)
    expect(ran.code).toBe(3)
  })

  it('closes it while a host does not answer, and when the run is interrupted', async () => {
    const { run, rules } = await useGuarded()
    const { blackHole } = loadHosts()
    const settings: RunSettings = {
      meanwhile: async (child) => {
        await vi.waitUntil(() => rules().length > 0, { timeout: 30_000 })
        child.kill('SIGTERM')
      },
    }
    const ran = await run(projectWith(EASY), ['run', '--host', blackHole], settings)
    expect([ran.code, rules()]).toEqual([130, []])
  })

  it('closes it also at a second signal, and is 3 and says what is left where that fails', async () => {
    for (const [faults, code] of [
      [0, 130],
      [99, 3],
    ] as const) {
      const { aws, group, rules, run } = await useGuarded()
      const settings = haste(aws, rules, faults)
      const ran = await run(projectWith(EASY), ['run', '--host', loadHosts().blackHole], settings)
      expect([ran.code, rules().length]).toEqual([code, faults === 0 ? 0 : 2])
      expect(ran.stderr).toContain('note: what was opened is closed first, within 15 s')
      const byHand = `error: ${group} is still open for 52.1.2.3/32\n  try: close it: aws ec2 revoke-security-group-ingress`
      expect(ran.stderr.includes(byHand)).toBe(faults > 0)
    }
  })

  it('ends at once at the third, and says what is left', async () => {
    const { aws, group, rules, run } = await useGuarded()
    const ran = await run(projectWith(EASY), ['run', '--host', loadHosts().blackHole], haste(aws, rules, 0, true))
    expect([ran.code, rules().length]).toEqual([3, 2])
    expect(ran.stderr).toContain(`error: ${group} is still open for 52.1.2.3/32`)
  })
})

/** Two signals, the second of which comes while it is being closed; or a third while that hangs. */
function haste(aws: FakeAws, rules: () => string[], faults: number, third = false): RunSettings {
  return {
    meanwhile: async (child) => {
      await vi.waitUntil(() => rules().length > 0, { timeout: 30_000 })
      let go = () => {}
      const gone = new Promise<void>((resolve) => (go = resolve))
      let closing = false
      aws.beforeAnswer = ({ action }) => {
        if (action !== 'DeleteTags') return
        closing = true
        return gone
      }
      if (faults > 0) {
        const fault = { action: 'RevokeSecurityGroupIngress', code: 'UnauthorizedOperation', status: 403 }
        aws.faults.push({ ...fault, times: faults })
      }
      child.kill('SIGTERM')
      await vi.waitUntil(() => closing, { timeout: 30_000 })
      const noted = new Promise<void>((resolve) =>
        child.stderr?.on('data', (text: Buffer) => String(text).includes('closed first') && resolve()),
      )
      child.kill('SIGTERM')
      await noted
      if (third) child.kill('SIGTERM')
      else go()
      child.once('exit', () => go())
    },
  }
}

describe.skipIf(canBootHosts() !== undefined)('a gate that opens SSH', () => {
  const script = ': >begun; while [ ! -e seen ]; do sleep 0.1; done'

  it('has it open while its checks connect, and closed while its command runs', async () => {
    const { run, rules, taken, called } = await useGuarded()
    const folder = projectWith(EASY)
    let during: string[] = ['not looked at']
    const ran = await run(folder, ['gate', '--before', 'app', '--', 'sh', '-c', script], {
      meanwhile: async () => {
        await appeared(join(folder, 'begun'))
        during = rules()
        writeFileSync(join(folder, 'seen'), '')
      },
    })
    expect(during).toEqual([])
    expect(totals(ran)).toEqual({ passed: 2 })
    expect([ran.code, taken(), called('RevokeSecurityGroupIngress'), rules()]).toEqual([0, 2, 2, []])
  })

  it.each([
    ['closes it again', []],
    ['says so where it cannot close it, nor open it for the checks after', ['access-not-closed', 'usage']],
  ])('keeps it open while its command runs by --hold, and %s', async (_, problems) => {
    const { aws, group, run, rules } = await useGuarded()
    const folder = projectWith(EASY)
    let during: string[] = []
    const ran = await run(folder, ['gate', '--hold', '--', 'sh', '-c', script], {
      meanwhile: async () => {
        await appeared(join(folder, 'begun'))
        // not before: opening asks by a dry run whether it may close
        const fault = { action: 'RevokeSecurityGroupIngress', code: 'UnauthorizedOperation', status: 403 }
        if (problems.length > 0) aws.faults.push({ ...fault, times: 99 })
        during = rules()
        writeFileSync(join(folder, 'seen'), '')
      },
    })
    expect(during).toEqual([`${UNSEEN}/32`])
    expect(ran.report.problems.map(({ kind }) => kind)).toEqual(problems)
    expect(ran.stderr.includes(`${group} is still open for ${UNSEEN}/32`)).toBe(problems.length > 0)
    expect(totals(ran)).toEqual(problems.length > 0 ? {} : { passed: 1 })
    expect([ran.code, rules()]).toEqual(problems.length > 0 ? [2, [`${UNSEEN}/32`]] : [0, []])
  })

  it('says of a command that failed that it could not connect by itself', async () => {
    const { run, rules } = await useGuarded()
    const ran = await run(projectWith(EASY), ['gate', '--', 'false'])
    expect(ran.stderr).toContain('false exited with 1')
    expect(ran.stderr).toContain('--hold keeps it open')
    expect([ran.code, rules()]).toEqual([5, []])
  })

  it('reports what it checked before where SSH cannot be opened for the checks after', async () => {
    const { aws, run, rules } = await useGuarded()
    const folder = projectWith(EASY)
    const ran = await run(folder, ['gate', '--before', 'app', '--', 'sh', '-c', script], {
      meanwhile: async () => {
        await appeared(join(folder, 'begun'))
        aws.faults.push({
          action: 'AuthorizeSecurityGroupIngress',
          code: 'UnauthorizedOperation',
          status: 403,
          times: 9,
        })
        writeFileSync(join(folder, 'seen'), '')
      },
    })
    expect(totals(ran)).toEqual({ passed: 1 })
    expect(ran.report).toMatchObject({ gate: { status: 'passed' }, problems: [{ kind: 'usage' }] })
    expect([ran.code, rules()]).toEqual([2, []])
  })
})
