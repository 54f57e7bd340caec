import { describe, expect, it } from 'vitest'
import { readPairs, refuseOptions, splitSource } from '../../src/inventory/source-text.ts'

describe('a source of hosts as text', () => {
  it.each([
    ['packer', { kind: 'packer', subject: '', options: {} }],
    ['ansible:inventory/hosts.yml', { kind: 'ansible', subject: 'inventory/hosts.yml', options: {} }],
    ['terraform:a:b', { kind: 'terraform', subject: 'a:b', options: {} }],
    ['ec2:A=b,C=d?region=x&address=y', { kind: 'ec2', subject: 'A=b,C=d', options: { region: 'x', address: 'y' } }],
    ['x:?a=1%262%3D+%25', { kind: 'x', subject: '', options: { a: '1&2=+%' } }],
  ])('%s', (text, parts) => {
    expect(splitSource(text)).toEqual(parts)
  })

  it.each([
    ['x:?region', '"region" is not NAME=VALUE'],
    ['x:?region=', '"region=" is not NAME=VALUE'],
    ['x:?=eu', '"=eu" is not NAME=VALUE'],
    ['x:?a=1&a=2', '"a" comes twice'],
    ['x:?a=%zz', '"%zz" holds a "%" that stands for nothing'],
  ])('%s is refused', (text, why) => {
    expect(() => splitSource(text)).toThrow(`The inventory ${JSON.stringify(text)}: ${why}`)
  })

  it('may hold a name such as __proto__, which is a name like any other', () => {
    expect(Object.entries(readPairs('__proto__=1', ',', ''))).toEqual([['__proto__', '1']])
  })

  it('refuses an option that a source does not have', () => {
    expect(() => refuseOptions({ regoin: 'x' }, ['region', 'address'], 'ec2:A=b')).toThrow(
      'there is no option "regoin". Did you mean "region"? Known: region, address',
    )
  })
})
