import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quote } from '../../src/host/shell.ts'
import { makeRedactor } from '../../src/run/secrets/redactor.ts'
import { redacted } from '../../src/run/reports/redacted.ts'
import { hasSecrets, redact, registerSecret } from '../../src/run/secrets/secrets.ts'
import { check, failed, host, sample, withChecks } from './sample.ts'

it('leaves everything as it is before there is a secret', () => {
  expect(hasSecrets()).toBe(false)
  expect(redact('anything')).toBe('anything')
  expect(redacted(sample)).toBe(sample)
})

describe('redact', () => {
  it('takes a secret out of the first piece that has it, also one that ends as it begins', () => {
    registerSecret('pass-the-map')
    const redactor = makeRedactor()
    expect(redactor.push('pass-the-map') + redactor.end()).toBe('[redacted]')
  })

  const secret = `p&ss "wörd" it's+1`
  const base64 = (text: string) => Buffer.from(text).toString('base64')

  it.each([
    ['as it is', secret],
    ['in a URL', encodeURIComponent(secret)],
    ['in a form', new URLSearchParams({ a: secret }).toString()],
    ['in JSON', JSON.stringify([secret])],
    ['in quotes of the shell', `sudo -S ${quote(secret)}`],
    ['in base64', base64(secret)],
    ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
    ['in base64 behind one byte', base64(`u${secret}`)],
    ['in base64 behind two bytes', base64(`me${secret}@`)],
    ['in base64 behind many bytes', base64(`admin:${secret}`)],
  ])('takes a secret out %s', (_, text) => {
    registerSecret(secret)
    expect(redact(text)).toContain('[redacted]')
    expect(redact(text)).not.toMatch(/rd|it's|dyZCU/)
  })

  it('takes the longest first, so that nothing of it is left', () => {
    registerSecret('hunter')
    registerSecret('hunter2000')
    expect(redact('hunter2000 hunter')).toBe('[redacted] [redacted]')
  })

  it('takes out each line of a key, and not its armour', () => {
    const line = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ'
    registerSecret(`-----BEGIN OPENSSH PRIVATE KEY-----\n${line}\n-----END OPENSSH PRIVATE KEY-----\n`)
    expect(redact(`  │ ${line}`)).toBe('  │ [redacted]')
    expect(redact('-----BEGIN OPENSSH PRIVATE KEY-----')).toContain('BEGIN')
  })

  it('takes out a secret that ends in a newline where it has none', () => {
    registerSecret('from-a-file\n')
    expect(redact('from-a-file.')).toBe('[redacted].')
  })

  it('takes out the beginning of one before an ellipsis, where a text was cut', () => {
    registerSecret('correct-horse-battery')
    expect(redact('it said correct-hor… (4 more characters) and corre… too…')).toBe(
      'it said [redacted]… (4 more characters) and [redacted]… too…',
    )
    expect(redact('correct-hor is whole, and cor… is no more than anybody knows')).toBe(
      'correct-hor is whole, and cor… is no more than anybody knows',
    )
  })

  it('leaves alone what is too short to be one', () => {
    registerSecret('abc')
    expect(redact('abcabc')).toBe('abcabc')
  })

  it('takes out any secret from any text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, unit: 'binary' }), fc.string(), fc.string(), (value, before, after) => {
        registerSecret(value)
        expect(redact(before + value + after)).not.toContain(value)
      }),
      { numRuns: 50 },
    )
  })
})

describe('a report', () => {
  it('has none of it anywhere, and is the same otherwise', () => {
    const secret = 'correct-horse'
    registerSecret(secret)
    const outcome = failed(`no ${secret}`, {
      state: { [secret]: { deep: [secret] } },
      evidence: [{ label: secret, text: secret }],
    })
    const checks = [check('app', [secret], `${secret}:1:1`, { [`${secret}-1`]: outcome })]
    const clean = redacted(withChecks(checks, { hosts: [host(`${secret}-1`, secret)] }))
    expect(JSON.stringify(clean)).not.toContain(secret)
    expect(Object.keys(clean.checks[0]?.outcomes ?? {})).toEqual([clean.hosts[0]?.id])
  })

  it('can still be read when a password is one of our own words', () => {
    for (const word of ['passed', 'failed', 'checked', 'ssh', 'spec', 'unreachable', 'message']) registerSecret(word)
    const clean = redacted(sample)
    expect(clean.checks.map(({ outcomes }) => Object.values(outcomes).map(({ status }) => status))).toEqual(
      sample.checks.map(({ outcomes }) => Object.values(outcomes).map(({ status }) => status)),
    )
    expect(clean.hosts.map(({ status }) => status)).toEqual(sample.hosts.map(({ status }) => status))
    expect(clean.totals).toEqual(sample.totals)
    expect(redacted({ type: 'host', host: 'a', state: 'unreachable' })).toEqual({
      type: 'host',
      host: 'a',
      state: 'unreachable',
    })
  })

  it('may hold itself', () => {
    const state: Record<string, unknown> = {}
    state['self'] = state
    expect(JSON.stringify(redacted({ state }))).toContain('[nested too deeply]')
  })
})
