// Read by tsc, never run: what each resource lets be said of it.
import { command } from '../../src/resources/command.ts'
import { as } from '../../src/resources/define-resource.ts'
import { file } from '../../src/resources/file.ts'
import { group } from '../../src/resources/group.ts'
import { user } from '../../src/resources/user.ts'
import { expect, inspect } from '../../src/spec/expect.ts'

export async function said(): Promise<void> {
  await expect(file('/x')).toHaveMode(0o644)
  await expect(as('www-data', file('/x'))).not.toBeWritable()
  await expect(file('/x')).toContain(/a/, { after: 'b', before: /c/ })
  await expect(file('/x')).toContainLines(['a', 'b'])
  await expect(file('/x')).toHaveSize({ below: 10 })
  await expect(file('/x')).toBeReadableBy('group')
  await expect(user('a')).toBelongToGroup('b')
  await expect(group('a')).toHaveMember('b')
  await expect(command('true')).toExitWith(0)
  await expect(command('true')).toHaveStdout(/ok/)

  const hosts = await inspect(file('/etc/hosts'), 'content')
  if (hosts.exists) hosts.content.toUpperCase()
  const deploy = await inspect(user('deploy'), 'password', 'authorizedKeys')
  if (deploy.exists) deploy.password.status satisfies 'set' | 'locked' | 'empty' | 'odd'
  const all = await inspect(group('a'), 'primaryMembers')
  if (all.exists) all.primaryMembers satisfies readonly string[]

  // @ts-expect-error -- only of what exists
  void hosts.content
  // @ts-expect-error -- was not asked for
  if (deploy.exists) void deploy.passwordHash
  // @ts-expect-error -- a mode is no boolean
  await expect(file('/x')).toHaveMode(true)
  // @ts-expect-error -- needs one
  await expect(file('/x')).toHaveMode()
  // @ts-expect-error -- no such class
  await expect(file('/x')).toBeReadableBy('root')
  // @ts-expect-error -- no such limit
  await expect(file('/x')).toHaveSize({ above: 10 })
  // @ts-expect-error -- of a file, not of a user
  await expect(user('a')).toHaveMode('0644')
  // @ts-expect-error -- a group belongs to none
  await expect(group('a')).toBelongToGroup('b')
  // @ts-expect-error -- an exit code is a number
  await expect(command('true')).toExitWith('0')
}
