import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createJunitReporter } from '../../reporters/junit.ts'
import { createJsonReporter } from '../../reporters/json.ts'
import { createGithubReporter } from '../../reporters/github.ts'
import { quote } from '../../src/host/shell.ts'
import { makeRedactor } from '../../src/run/secrets/redactor.ts'
import { redacted } from '../../src/run/reports/redacted.ts'
import { redact, registerSecret } from '../../src/run/secrets/secrets.ts'
import { octal } from '../../src/transports/exec-line.ts'
import { print } from '../reporters/print.ts'
import { check, failed, host, withChecks } from '../reporters/sample.ts'
import { reportTried, runs, trying } from './runs.ts'

reportTried('secrets')

/** Passwords of any characters: a prefix keeps them from being a word of ours. */
const secrets = fc.string({ unit: 'grapheme-ascii', minLength: 4, maxLength: 24 }).map((text) => `pW_${text}`)
const around = fc.string({ unit: 'grapheme-ascii', maxLength: 20 })

const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in JSON': (text) => JSON.stringify(text).slice(1, -1),
  'in XML': (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  'in quotes of the shell': (text) => quote(text).replace(/^'|'$/g, ''),
  'in a URL': encodeURIComponent,
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in what starts a shell': octal,
}

describe('a secret', () => {
  it.each(Object.entries(ENCODINGS))('is taken out %s', (_, encode) => {
    fc.assert(
      fc.property(secrets, around, around, (secret, before, after) => {
        trying()
        registerSecret(secret)
        const form = encode(secret)
        expect(redact(before + form + after)).not.toContain(form)
      }),
      runs(100),
    )
  })

  it('is taken out however a text is cut into pieces', () => {
    fc.assert(
      fc.property(
        secrets,
        fc.array(around, { maxLength: 4 }),
        fc.array(fc.nat(9), { minLength: 1 }),
        (secret, texts, sizes) => {
          trying()
          registerSecret(secret)
          const whole = [...texts, ''].join(secret)
          const redactor = makeRedactor()
          let shown = ''
          for (let at = 0, turn = 0; at < whole.length; turn += 1) {
            const size = 1 + sizes[turn % sizes.length]!
            shown += redactor.push(whole.slice(at, at + size))
            at += size
          }
          shown += redactor.end()
          expect(shown).toBe(redact(whole))
        },
      ),
      runs(200),
    )
  })

  it('is in no report', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        trying()
        registerSecret(secret)
        const outcome = failed(`no ${secret}`, {
          state: { [secret]: [secret] },
          stderr: secret,
          evidence: [{ label: secret, text: secret }],
        })
        const report = redacted(
          withChecks([check('app', [secret], 'a:1:1', { a: outcome })], { hosts: [host('a', secret)] }),
        )
        for (const reporter of [createJunitReporter(), createJsonReporter(), createGithubReporter()]) {
          const text = reporter.onEnd(report) ?? ''
          expect(print(report)).not.toContain(secret)
          for (const encode of Object.values(ENCODINGS)) expect(text).not.toContain(encode(secret))
        }
      }),
      runs(30),
    )
  })
})
