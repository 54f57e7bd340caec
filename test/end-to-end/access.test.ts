import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { addressService } from '../support/address-service.ts'
import { type FakeAws, startAws } from '../support/aws/fake-aws.ts'
import { infraspec, type RunSettings, temporaryFolder } from './infraspec.ts'

const MINE = '52.1.2.3'
const OFFICE = '192.0.2.200/32'

/** A fake AWS with a group that may be opened and has a rule of somebody else's. */
async function useGroup() {
  const aws = await startAws()
  onTestFinished(() => aws.close())
  const account = aws.account()
  const group = account.addGroup({ tags: { 'infraspec:allow': 'ssh' } }).id
  account.addRule({ group, cidr: OFFICE, description: 'office' })
  const folder = temporaryFolder()
  const env = { ...aws.env, XDG_STATE_HOME: join(folder, 'state') }
  const run = (args: readonly string[], settings: RunSettings = {}) =>
    infraspec(args, { ...settings, env: { ...env, ...settings.env } })
  return {
    aws,
    account,
    group,
    folder,
    cidrs: () => account.rulesOf(group).map(({ cidr }) => cidr),
    access: (command: readonly string[], settings: RunSettings & { readonly flags?: readonly string[] } = {}) =>
      run(['access', '--open-ssh', group, ...(settings.flags ?? ['--ip', MINE]), '--', ...command], settings),
    sweep: (...flags: string[]) => run(['sweep', ...flags]),
    journal: () => (existsSync(join(folder, 'state')) ? readdirSync(join(folder, 'state/infraspec/leases')) : []),
  }
}

/** Waits for a file that a command writes. */
async function seen(file: string): Promise<void> {
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** Calls back once AWS has made a rule, and before it says so. */
function whenMade(aws: FakeAws, act: () => unknown): void {
  aws.beforeAnswer = ({ action }) => (action === 'AuthorizeSecurityGroupIngress' ? act() : undefined)
}

describe('access', () => {
  it("lets a command in, gives its code, and leaves the standard output to it; nothing is left but somebody else's", async () => {
    const { aws, account, access, cidrs, journal } = await useGroup()
    let during: string[] = []
    aws.beforeAnswer = () => void (during = [...new Set([...during, ...cidrs()])])
    const ran = await access(['sh', '-c', 'cat; exit 7'], { stdin: 'from standard input' })
    expect(ran).toMatchObject({ code: 7, stdout: 'from standard input' })
    expect(during).toEqual([OFFICE, `${MINE}/32`])
    expect(ran.stderr).toMatch(
      /access: opened sg-\w+ port 22 for 52\.1\.2\.3\/32 \(sgr-\w+\) while sh runs\naccess: closed it again\n/,
    )
    expect(cidrs()).toEqual([OFFICE])
    expect(account.rulesOf()).toHaveLength(1)
    expect(journal()).toEqual([])
  })

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
  ] as const)('closes at %s, which the command gets too', async (signal, code) => {
    const { access, cidrs, folder } = await useGroup()
    const mark = join(folder, 'mark')
    const ran = await access(['sh', '-c', `touch ${mark}; sleep 60`], {
      meanwhile: async (child) => {
        await seen(mark)
        expect(cidrs()).toEqual([OFFICE, `${MINE}/32`])
        child.kill(signal)
      },
    })
    expect(ran.code).toBe(code)
    expect(ran.stderr).toContain('closed it again')
    expect(cidrs()).toEqual([OFFICE])
  })

  it('does not run the command when a signal comes before it is open', async () => {
    const { aws, access, cidrs, folder } = await useGroup()
    const mark = join(folder, 'mark')
    const ran = await access(['touch', mark], {
      meanwhile: (child) =>
        whenMade(aws, async () => {
          child.kill('SIGTERM')
          await new Promise((resolve) => setTimeout(resolve, 200))
        }),
    })
    expect(ran.code).toBe(143)
    expect(existsSync(mark)).toBe(false)
    expect(cidrs()).toEqual([OFFICE])
  })

  it('that was killed while the command ran is swept', async () => {
    const { access, cidrs, folder, sweep } = await useGroup()
    const mark = join(folder, 'mark')
    const ran = await access(['sh', '-c', `echo $$ > ${mark}; exec sleep 60`], {
      meanwhile: async (child) => {
        await seen(mark)
        child.kill('SIGKILL')
        await new Promise((resolve) => setTimeout(resolve, 100))
        process.kill(Number(readFileSync(mark, 'utf8')), 'SIGKILL')
      },
    })
    expect(ran.code).toBe(null)
    expect(cidrs()).toEqual([OFFICE, `${MINE}/32`])
    const looked = await sweep('--dry-run')
    expect(looked).toMatchObject({ code: 0, stdout: expect.stringContaining('would take back') as string })
    expect(cidrs()).toHaveLength(2)
    const swept = await sweep()
    expect(swept).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`${MINE}/32 (of a run that was killed)`) as string,
    })
    expect(cidrs()).toEqual([OFFICE])
    expect(await sweep()).toMatchObject({ code: 0, stdout: 'nothing was left open in eu-west-1\n' })
  })

  it('that was killed between making the rule and writing down its id is swept', async () => {
    const { aws, access, cidrs, sweep, journal } = await useGroup()
    const ran = await access(['true'], {
      meanwhile: (child) =>
        whenMade(aws, async () => {
          child.kill('SIGKILL')
          await new Promise((resolve) => setTimeout(resolve, 100))
        }),
    })
    expect(ran.code).toBe(null)
    aws.beforeAnswer = () => undefined
    expect(cidrs()).toEqual([OFFICE, `${MINE}/32`])
    expect(journal()).toHaveLength(1)
    expect((await sweep()).code).toBe(0)
    expect(cidrs()).toEqual([OFFICE])
    expect(journal()).toEqual([])
  })

  it('of several processes with one address: nobody is shut out, and nothing is left', async () => {
    const { access, cidrs, folder } = await useGroup()
    const marks = Array.from({ length: 5 }, (_, number) => join(folder, `running-${number}`))
    let shutOut = 0
    let looks = 0
    const timer = setInterval(() => {
      if (!marks.some((mark) => existsSync(mark))) return
      looks += 1
      if (!cidrs().includes(`${MINE}/32`)) shutOut += 1
    }, 10)
    onTestFinished(() => clearInterval(timer))
    const jobs = marks.map((mark, number) => access(['sh', '-c', `touch ${mark}; sleep 0.${number}; rm ${mark}`]))
    const codes = (await Promise.all(jobs)).map(({ code }) => code)
    expect(codes).toEqual([0, 0, 0, 0, 0])
    expect(looks).toBeGreaterThan(5)
    expect(shutOut).toBe(0)
    expect(cidrs()).toEqual([OFFICE])
  })

  it('that cannot close is 3 and says how to do it by hand, or has the code of a command that failed', async () => {
    const { aws, access, group, cidrs } = await useGroup()
    whenMade(aws, () =>
      aws.faults.push({ action: 'RevokeSecurityGroupIngress', code: 'UnauthorizedOperation', status: 403, times: 9 }),
    )
    const ran = await access(['true'])
    expect(ran.code).toBe(3)
    expect(ran.stderr).toContain(`error: ${group} is still open for ${MINE}/32`)
    expect(ran.stderr).toContain(`aws ec2 revoke-security-group-ingress --region eu-west-1 --group-id ${group}`)
    expect(cidrs()).toHaveLength(2)
  })

  it('has the code of a command that failed, also when it cannot close', async () => {
    const { aws, access, group } = await useGroup()
    whenMade(aws, () =>
      aws.faults.push({ action: 'RevokeSecurityGroupIngress', code: 'UnauthorizedOperation', status: 403, times: 9 }),
    )
    const ran = await access(['sh', '-c', 'exit 9'])
    expect(ran.code).toBe(9)
    expect(ran.stderr).toContain(`error: ${group} is still open for ${MINE}/32`)
  })
})

describe('access does not run the command, and leaves nothing open,', () => {
  it('where there is no such program', async () => {
    const { aws, access } = await useGroup()
    expect(await access(['no-such-program'])).toMatchObject({ code: 2 })
    expect(aws.calls).toEqual([])
  })

  it('where the group has 60 rules, is missing, or does not allow it, or the credentials have expired', async () => {
    const { account, access, folder, cidrs } = await useGroup()
    const mark = join(folder, 'mark')
    account.rulesPerGroup = 1
    const full = await access(['touch', mark])
    expect(full).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot take another rule') as string })
    account.credentials = 'expired'
    const expired = await access(['touch', mark])
    expect(expired).toMatchObject({ code: 2, stderr: expect.stringContaining('credentials have expired') as string })
    expect(expired.stderr).not.toContain('not-a-real-secret-key')
    expect(existsSync(mark)).toBe(false)
    expect(cidrs()).toEqual([OFFICE])
  })

  it.each([
    ['HTML', ['<html>Log in</html>'], 'which is not an address'],
    ['a private address', ['10.0.0.1'], 'by which nobody is seen from outside'],
    [
      'two addresses, one after the other',
      ['52.1.2.3', '52.1.2.4'],
      'is seen by several addresses: 52.1.2.3, 52.1.2.4',
    ],
    ['a flood', ['x'.repeat(100_000)], 'it said far more than an address'],
  ])('where the service of addresses answers %s', async (_, answers, why) => {
    const { access, folder, cidrs } = await useGroup()
    const service = await addressService(answers)
    const mark = join(folder, 'mark')
    const settings = { flags: ['--ip-service', service.url], env: { NODE_EXTRA_CA_CERTS: service.authority } }
    const ran = await access(['touch', mark], settings)
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining(why) as string })
    expect(existsSync(mark)).toBe(false)
    expect(cidrs()).toEqual([OFFICE])
  })

  it('where the service redirects, fails, or has a certificate that nobody vouches for', async () => {
    const { access } = await useGroup()
    const moved = await addressService((_, response) => response.writeHead(302, { location: 'http://a/' }).end(MINE))
    const flags = ['--ip-service', moved.url]
    const known = { NODE_EXTRA_CA_CERTS: moved.authority }
    expect((await access(['true'], { flags, env: known })).stderr).toContain('answered with status 302')
    expect((await access(['true'], { flags })).stderr).toMatch(/self-signed certificate/)
    const plain = await access(['true'], { flags: ['--ip-service', 'http://checkip.amazonaws.com'] })
    expect(plain).toMatchObject({ code: 2, stderr: expect.stringContaining('https://… only') as string })
  })
})

it('access finds out the address by itself, and opens for several when it is told to', async () => {
  const { aws, access, cidrs } = await useGroup()
  const service = await addressService(['52.1.2.3', '52.1.2.4'])
  let during: string[] = []
  aws.beforeAnswer = () => void (during = [...new Set([...during, ...cidrs()])])
  const flags = ['--ip-service', service.url, '--multi-egress', 'open']
  const ran = await access(['true'], { flags, env: { NODE_EXTRA_CA_CERTS: service.authority } })
  expect(ran.code).toBe(0)
  expect(during.toSorted()).toEqual([OFFICE, '52.1.2.3/32', '52.1.2.4/32'].toSorted())
  expect(cidrs()).toEqual([OFFICE])
})
