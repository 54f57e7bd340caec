import { describe, expect, it } from 'vitest'
import { Unknown } from '../../../src/resources/define-resource.ts'
import { isSameValue } from '../../../src/resources/settings/same-value.ts'

describe('a setting that a program prints', () => {
  // What systemctl 252 and sshd 9.2 of Debian 12 print, and what their files say.
  it.each([
    ['no', 'no', true],
    ['no', 'false', true],
    ['yes', 'On', true],
    ['yes', 'false', false],
    ['yes', '1', true],
    ['1min 30s', '90s', true],
    ['1min 30s', '1.5m', true],
    ['1min 30s', '90', true],
    ['1min 30s', '2min', false],
    ['100ms', '100ms', true],
    ['100ms', '0.1', true],
    ['infinity', '90s', false],
    ['120', '2m', true],
    ['120', '2', false],
    ['536870912', '512M', true],
    ['536870912', '1G', false],
    ['infinity', '512M', false],
    ['0022', '22', false],
    ['', 'x', false],
    ['Always', 'no', false],
  ])('%j is what %j means: %s', (actual, wanted, same) => expect(isSameValue(actual, wanted)).toBe(same))
  it.each([
    ['no', 'NO!', false],
    ['always', 'Always', true],
    ['INFO', 'info', true],
    ['a.target b.target', 'b.target', true],
    ['aes128-ctr,aes256-ctr', 'aes128-ctr', true],
    ['a.target b.target', 'c.target', false],
  ])('%j is left open for %j: %s', (actual, wanted, open) => {
    expect(isSameValue(actual, wanted) instanceof Unknown).toBe(open)
  })
  it('is read in no time, however long', () => {
    expect(isSameValue('1'.repeat(1_000_000), '2m')).toBe(false)
    expect(isSameValue(`${'1'.repeat(60)}!`, '2m')).toBe(false)
  })
})
