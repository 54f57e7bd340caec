import { family, type Question } from '../question.ts'

const ZERO = '`getent` prints nothing for who is missing, and Ruby makes a 0 of nothing'
const MISSING = 'a property of what is missing breaks the test off'
const SUBSTRING = 'it runs `id … | cut -f4 -d= | grep -- NAME`, which finds any part of a name'
const WORD = 'it runs `getent passwd … | grep -w -- PATH`, which is content with a part that ends at a slash'

const users: readonly Question[] = [
  ...family(
    [
      ...['root', 'app', 'ops', 'deploy', '_chrony'].map((name) => [name, 'yes'] as const),
      ...['nosuch', 'roo', 'root2'].map((name) => [name, 'no'] as const),
    ],
    (name) => ({
      text: `there is a user "${name}"`,
      infraspec: `it(user('${name}')).toExist()`,
      serverspec: `expect(user('${name}')).to exist`,
      testinfra: `host.user('${name}').exists`,
    }),
  ),
  ...family(
    [
      ['root 0', 'yes'],
      ['app 1500', 'yes'],
      ['app 150', 'no'],
    ],
    (subject) => {
      const [name, uid] = subject.split(' ')
      return {
        text: `the user "${name}" has the id ${uid}`,
        infraspec: `it(user('${name}')).toHaveUid(${uid})`,
        serverspec: `expect(user('${name}')).to have_uid(${uid})`,
        testinfra: `host.user('${name}').uid == ${uid}`,
      }
    },
  ),
  {
    text: 'the user "nosuch" has the id 0',
    truth: 'no',
    infraspec: `it(user('nosuch')).toHaveUid(0)`,
    serverspec: `expect(user('nosuch').uid).to eq 0`,
    testinfra: `host.user('nosuch').uid == 0`,
    faults: { serverspec: ZERO, testinfra: MISSING },
  },
  ...family(
    [
      ['ops adm', 'yes'],
      ['ops ops', 'yes'],
      ['ops ad', 'no', { serverspec: SUBSTRING }],
      ['root roo', 'no', { serverspec: SUBSTRING }],
      ['app adm', 'no'],
    ],
    (subject) => {
      const [name, group] = subject.split(' ')
      return {
        text: `the user "${name}" belongs to the group "${group}"`,
        infraspec: `it(user('${name}')).toBelongToGroup('${group}')`,
        serverspec: `expect(user('${name}')).to belong_to_group('${group}')`,
        testinfra: `'${group}' in host.user('${name}').groups`,
      }
    },
  ),
  ...family(
    [
      ['app /srv/app', 'yes'],
      ['app /srv', 'no', { serverspec: WORD }],
      ['ops /home/ops', 'yes'],
      ['ops /home/op', 'no'],
    ],
    (subject) => {
      const [name, path] = subject.split(' ')
      return {
        text: `the user "${name}" has the home directory ${path}`,
        infraspec: `it(user('${name}')).toHaveHome('${path}')`,
        serverspec: `expect(user('${name}')).to have_home_directory('${path}')`,
        testinfra: `host.user('${name}').home == '${path}'`,
      }
    },
  ),
  ...family(
    [
      ['app /usr/sbin/nologin', 'yes'],
      ['ops /bin/bash', 'yes'],
      ['ops /bin', 'no', { serverspec: WORD }],
      ['ops /bin/sh', 'no'],
    ],
    (subject) => {
      const [name, path] = subject.split(' ')
      return {
        text: `the user "${name}" has the login shell ${path}`,
        infraspec: `it(user('${name}')).toHaveShell('${path}')`,
        serverspec: `expect(user('${name}')).to have_login_shell('${path}')`,
        testinfra: `host.user('${name}').shell == '${path}'`,
      }
    },
  ),
]

const groups: readonly Question[] = [
  ...family(
    [
      ['adm', 'yes'],
      ['app', 'yes'],
      ['ad', 'no'],
      ['nosuch', 'no'],
    ],
    (name) => ({
      text: `there is a group "${name}"`,
      infraspec: `it(group('${name}')).toExist()`,
      serverspec: `expect(group('${name}')).to exist`,
      testinfra: `host.group('${name}').exists`,
    }),
  ),
  {
    text: 'the group "app" has the id 1500',
    truth: 'yes',
    infraspec: `it(group('app')).toHaveGid(1500)`,
    serverspec: `expect(group('app')).to have_gid(1500)`,
    testinfra: `host.group('app').gid == 1500`,
  },
  {
    text: 'the group "nosuch" has the id 0',
    truth: 'no',
    infraspec: `it(group('nosuch')).toHaveGid(0)`,
    serverspec: `expect(group('nosuch').gid).to eq 0`,
    testinfra: `host.group('nosuch').gid == 0`,
    faults: { serverspec: ZERO, testinfra: MISSING },
  },
]

/** Users and groups. */
export const accounts: readonly Question[] = [...users, ...groups]
