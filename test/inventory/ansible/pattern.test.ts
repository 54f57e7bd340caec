import { describe, expect, it } from 'vitest'

import { readList } from '../../../src/inventory/ansible/groups.ts'
import { matchPattern } from '../../../src/inventory/ansible/pattern.ts'

const list = readList({
  _meta: { hostvars: {} },
  all: { children: ['ungrouped', 'app', 'db', 'prod'] },
  app: { hosts: ['web-1', 'web-2', 'web-3'] },
  db: { hosts: ['db-1', 'db-2'] },
  prod: { hosts: ['web-1', 'db-1'] },
  // of a script: a bare list, and groups that hold each other
  spare: ['web-3'],
  ring: { children: ['round'], hosts: ['db-2'] },
  round: { children: ['ring'] },
  'db-1': { hosts: ['web-3'] },
})!

// each was given to `ansible PATTERN --list-hosts` of ansible-core 2.14.18 with the same inventory
describe('a pattern of hosts', () => {
  it.each([
    ['app', 'web-1 web-2 web-3'],
    ['all', 'web-1 web-2 web-3 db-1 db-2'],
    ['*', 'web-1 web-2 web-3 db-1 db-2'],
    ['web-*', 'web-1 web-2 web-3'],
    ['web-?:!web-2', 'web-1 web-3'],
    ['app:&prod', 'web-1'],
    ['app,db,!prod', 'web-2 web-3 db-2'],
    ['!app', 'db-1 db-2'],
    ['app[0]', 'web-1'],
    ['app[-1]', 'web-3'],
    ['app[1:2]', 'web-2 web-3'],
    ['app[1:]', 'web-2 web-3'],
    ['~(web|db)-1', 'web-3 web-1 db-1'],
    ['db-1', 'db-1'],
    ['~web-[12]', 'web-1 web-2'],
    ['app[0-1]', 'web-1 web-2'],
    ['app[1-]', 'web-2 web-3'],
    ['web-2:db-1', 'web-2 db-1'],
    ['ungrouped', ''],
  ])('%s', (pattern, hosts) => {
    expect(matchPattern(pattern, list).join(' ')).toBe(hosts)
  })

  it('is followed through groups that hold each other', () => {
    expect(list.groups.get('round')).toEqual(['db-2'])
    expect(list.groups.get('spare')).toEqual(['web-3'])
  })

  it('is refused where Ansible would only warn', () => {
    const refused = expect.objectContaining({ code: 'unknown-group', message: expect.stringContaining('mean "prod"') })
    expect(() => matchPattern('app:!prd', list)).toThrow(refused)
    for (const pattern of ['app[3]', 'app[-4]', 'all:!app[9]']) {
      expect(() => matchPattern(pattern, list)).toThrow('counts beyond the ')
    }
  })
})
