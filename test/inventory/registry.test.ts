import { describe, expect, it } from 'vitest'
import { openInventory, SOURCE_FORMS } from '../../src/inventory/registry.ts'

describe('--inventory', () => {
  it('opens a source without asking it for anything', async () => {
    await expect(openInventory('ec2:Role=app?region=eu-west-1', '--inventory')).resolves.toMatchObject({
      kind: 'ec2:Role=app',
    })
  })

  it.each([
    ['ec3:Role=app', 'no source of hosts "ec3". Did you mean "ec2"?'],
    ['web-1', 'no source of hosts "web-1". A host is named by --host.'],
    ['constructor:x', 'no source of hosts "constructor".'],
    ['', 'no source of hosts ""'],
    ['ec2:', 'ec2 needs a tag, such as Role=app'],
    ['ec2:Role', '"Role" is not NAME=VALUE'],
    ['ec2:Role=app?regoin=x', 'there is no option "regoin". Did you mean "region"?'],
    ['ec2:Role=app?region=example.com', '"example.com" is not the name of a region'],
    ['ec2:Role=app?address=pubic', 'there is no address "pubic". Did you mean "public"?'],
    ['ec2:Role=app?state=runing', 'there is no state "runing". Did you mean "running"?'],
  ])('refuses %s', async (text, why) => {
    await expect(openInventory(text, '--inventory')).rejects.toThrow(why)
  })

  it('says how each source is written', () => {
    expect(SOURCE_FORMS.length).toBeGreaterThan(0)
    for (const form of SOURCE_FORMS) expect(form).toMatch(/^[a-z][a-z0-9]*(:|$)/)
  })
})
