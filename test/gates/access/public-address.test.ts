import { describe, expect, it } from 'vitest'
import { checkAddressGiven, isPublic, readAddress } from '../../../src/gates/access/public-address.ts'

it.each(['52.1.2.3', '1.1.1.1', '100.63.255.255', '100.128.0.0', '172.15.0.1', '172.32.0.1', '2a05:d018::1'])(
  '%s is public',
  (address) => {
    expect(isPublic(address)).toBe(true)
  },
)

const SPECIAL = ['10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.16.0.1', '192.168.1.1', '0.0.0.0']
const MORE = ['224.0.0.1', '255.255.255.255', '192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1']
const SIX = [
  '::1',
  '::',
  'fe80::1',
  'fc00::1',
  'ff02::1',
  '2001:db8::1',
  '2002:a00:1::',
  '::ffff:10.0.0.1',
  '64:ff9b::1',
]

it.each([...SPECIAL, ...MORE, ...SIX])('%s is not', (address) => {
  expect(isPublic(address)).toBe(false)
})

describe('what a service says', () => {
  it('is one address', () => {
    expect(readAddress('52.1.2.3\n', 'https://a/')).toBe('52.1.2.3')
  })

  it.each([
    ['<!DOCTYPE html><html>Please log in</html>', 'which is not an address'],
    ['', 'said "", which is not an address'],
    ['52.1.2.3, 10.0.0.1', 'which is not an address'],
    ['52.1.2.3/8', 'which is not an address'],
    ['052.1.2.3', 'which is not an address'],
    ['52.1.2', 'which is not an address'],
    ['0x34010203', 'which is not an address'],
    ['10.0.0.1', 'said 10.0.0.1, by which nobody is seen from outside'],
    ['\u001B[2J52.1.2.3', String.raw`said "\u001b[2J52.1.2.3"`],
  ])('%j is refused', (body, why) => {
    expect(() => readAddress(body, 'https://a/')).toThrow(why)
  })
})

describe('an address that is named', () => {
  it.each(['10.0.0.1', '52.1.2.3', 'fd00::1'])('%s may be', (address) => {
    expect(checkAddressGiven(address, '--ip')).toBe(address)
  })

  it.each([
    '0.0.0.0',
    '0.0.0.0/0',
    '::',
    '::/0',
    '127.0.0.1',
    '::1',
    '224.0.0.1',
    'fe80::1%eth0',
    '10.0.0.0/8',
    'web',
    '',
  ])('%j may not', (address) => {
    expect(() => checkAddressGiven(address, '--ip')).toThrow("which is no machine's address")
  })
})
