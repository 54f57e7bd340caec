import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { phpConfig, type PhpSettingPresent } from '../../src/resources/php-config.ts'
import { phpIni } from '../../src/resources/settings/php.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('php-config/state'))('$host, $name', (capture) => {
    expect(parsed(phpIni, capture)).toEqual(capture.expected)
  })
})

describe('a setting of PHP', () => {
  const read = (stdout: string, more = {}) => phpIni.parse(answer(stdout, more), ['\na'], debian).get('\na')

  it('is read past the warnings of PHP itself', () => {
    expect(read('php\nPHP Warning:  Unable to load x\n\n=["a","1",true]\n=end\n')).toEqual({
      exists: true,
      value: '1',
      configured: true,
    })
  })
  it.each([
    ['php is not there', 'php\n', { exitCode: 127, stderr: 'sh: 1: php: not found' }],
    ['php died on its way', 'php\n\n=["a","1",true]\n', { exitCode: 255 }],
    ['it is another one', 'php\n\n=["b","1",true]\n=end\n', {}],
    ['it cannot be read', 'php\n\n=["a","1"\n=end\n', {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))

  it('has a name, and a file with an absolute path', () => {
    const { key, title } = phpConfig('x').definition
    expect(key?.('memory_limit', { ini: '/etc/php.ini' })).toBe('/etc/php.ini\nmemory_limit')
    expect(title?.('memory_limit', { ini: '/etc/php.ini' })).toBe('php setting "memory_limit" of /etc/php.ini')
    for (const name of ['', 'a b', '$(exit)']) expect(() => key?.(name, undefined)).toThrow(ConfigError)
    expect(() => key?.('a', { ini: 'php.ini' })).toThrow(ConfigError)
  })

  const set = (value: string, configured = true): PhpSettingPresent => ({ exists: true, value, configured })
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', set(''), [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toHaveValue', set('128M'), ['128M'], 'true'],
    ['toHaveValue', set('128M'), ['12'], 'false'],
    ['toHaveValue', set('128M'), [/M$/], 'true'],
    ['toHaveValue', set('128M'), ['131072k'], 'true'],
    ['toHaveValue', set('128M'), [134_217_728], 'true'],
    ['toHaveValue', set('1'), ['On'], 'true'],
    ['toHaveValue', set(''), ['On'], 'false'],
    ['toHaveValue', set(''), ['off'], 'true'],
    ['toHaveValue', set('1'), ['Off'], 'false'],
    ['toHaveValue', set('22527'), ['E_ALL'], 'unknown'],
    ['toHaveValue', set('exec,system'), ['exec'], 'unknown'],
    ['toHaveValue', set('exec,system'), ['passthru'], 'false'],
    ['toHaveValue', set('14'), [14], 'true'],
    ['toHaveValue', set('1'), [true], 'true'],
    ['toHaveValue', set('On'), [true], 'true'],
    ['toHaveValue', set(''), [false], 'true'],
    ['toHaveValue', set('0'), [false], 'true'],
    ['toHaveValue', set('1'), [false], 'false'],
    ['toHaveValue', { exists: false }, ['1'], 'absent'],
    ['toBeConfigured', set('1'), [], 'true'],
    ['toBeConfigured', set('1', false), [], 'false'],
  ])('%s of %o with %o is %s', (matcher, of, args, expected) => {
    expect(judged(verdict(phpConfig('a'), matcher, of as PhpSettingPresent, ...args))).toBe(expected)
  })
})
