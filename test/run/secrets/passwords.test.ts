import { beforeEach, describe, expect, it } from 'vitest'
import { askSudoPassword, secret, takeVariable } from '../../../src/run/secrets/passwords.ts'
import { redact } from '../../../src/run/secrets/secrets.ts'
import { withoutSecrets } from '../../../src/secret-variables.ts'

const NAME = 'INFRASPEC_SUDO_PASSWORD'

beforeEach(() => {
  process.env[NAME] = ''
  takeVariable(NAME)
})

describe('a variable that holds a secret', () => {
  it('is taken out of the environment, known from then on, and a secret', () => {
    process.env[NAME] = ' p4ss of-env '
    expect(takeVariable(NAME)).toBe(' p4ss of-env ')
    expect(process.env[NAME]).toBeUndefined()
    expect(takeVariable(NAME)).toBe(' p4ss of-env ')
    expect(redact('it is p4ss of-env, yes')).toBe('it is [redacted], yes')
  })

  it('says nothing when it is empty', () => {
    expect(takeVariable(NAME)).toBeUndefined()
  })

  it('is not inherited by a thread that starts before it is taken', () => {
    expect(withoutSecrets({ [NAME]: 'a', INFRASPEC_PASSPHRASE: 'b', INFRASPEC_HOST: 'c' })).toEqual({
      INFRASPEC_HOST: 'c',
    })
  })
})

describe('a password', () => {
  it.each(['two\nlines', 'a\rb', 'a\0b'])('of %j cannot be typed, and is not repeated', (value) => {
    process.env[NAME] = value.replace('\0', '\n')
    const refused = expect.objectContaining({
      code: 'malformed-secret',
      message: `${NAME} holds a line break or a NUL byte`,
    })
    expect(() => takeVariable(NAME)).toThrow(refused)
    expect(() => secret(value, NAME)).toThrow(refused)
  })

  it('is asked for on a terminal only', async ({ skip }) => {
    const { hasTerminal } = await import('../../../src/run/secrets/ask-hidden.ts')
    skip(hasTerminal(), 'there is a terminal')
    await expect(askSudoPassword()).rejects.toMatchObject({ name: 'ConfigError', code: 'no-terminal' })
  })
})
