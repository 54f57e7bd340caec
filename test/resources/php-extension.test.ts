import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { phpExtension, type PhpExtensionState } from '../../src/resources/php-extension.ts'
import { phpLoaded } from '../../src/resources/settings/php.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('php-extension/state'))('$host, $name', (capture) => {
    expect(parsed(phpLoaded, capture)).toEqual(capture.expected)
  })
})

describe('an extension of PHP', () => {
  it.each([
    ['php is not there', 'php\n'],
    ['php died on its way', 'php\n\n=["json","8.2"]\n'],
    ['nothing was answered', ''],
  ])('cannot be told when %s', (_, stdout) => {
    expect(phpLoaded.parse(answer(stdout), ['\njson'], debian).get('\njson')).toBeInstanceOf(Unknown)
  })
  it.each(['', '$(exit)', 'a;b'])('is not called %j', (name) => {
    expect(() => phpExtension('x').definition.key?.(name, undefined)).toThrow(ConfigError)
  })
  const state: PhpExtensionState = { exists: true, version: '8.2.1' }
  it.each<[string, PhpExtensionState, readonly unknown[], string]>([
    ['toBeLoaded', state, [], 'true'],
    ['toBeLoaded', { exists: false }, [], 'false'],
    ['toHaveVersion', state, ['8.2.1'], 'true'],
    ['toHaveVersion', state, ['8.2'], 'false'],
    ['toHaveVersion', state, [/^8\.2/], 'true'],
    ['toHaveVersion', { exists: false }, ['8'], 'absent'],
  ])('%s of %o with %o is %s', (matcher, of, args, expected) => {
    expect(judged(verdict(phpExtension('json'), matcher, of, ...args))).toBe(expected)
  })
})
