import { describe, expect, it } from 'vitest'

import type { AnsibleCfg } from '../../../src/gates/ansible-cfg.ts'
import { connectionOf, withoutPasswords } from '../../../src/inventory/ansible/connection.ts'
import { parseSshArgs } from '../../../src/inventory/ansible/ssh-args.ts'

const cfgOf = (settings: Readonly<Record<string, string>> = {}): AnsibleCfg => ({
  get: (_, section, key) => {
    const text = settings[`${section}.${key}`]
    return text === undefined ? undefined : { text, from: 'ansible.cfg', folder: '/' }
  },
})
const of = (vars: Readonly<Record<string, unknown>>, cfg = cfgOf()) =>
  JSON.parse(JSON.stringify(connectionOf('web-1', vars, cfg))) as unknown

describe('the connection of a host', () => {
  it.each([
    [{}, { address: 'web-1', sshOptions: [] }],
    [
      { ansible_host: '10.0.0.1', ansible_port: 2222 },
      { address: '10.0.0.1', port: 2222 },
    ],
    [
      { ansible_ssh_host: '::1', ansible_ssh_user: 'ann' },
      { address: '::1', user: 'ann' },
    ],
    [
      { ansible_user: 'ann', ansible_ssh_private_key_file: '~/k' },
      { user: 'ann', identities: ['~/k'] },
    ],
    [{ ansible_password: 'p' }, { password: 'p' }],
    [{ ansible_password: '{{ vault_pw }}', vault_pw: 'p' }, { password: 'p' }],
    // the INI format gives texts, and Ansible takes them for what they say
    [
      { ansible_become: 'true', ansible_become_pass: 's' },
      { sudo: true, become: 'sudo', sudoPassword: 's' },
    ],
    [
      { ansible_become: 'yes', ansible_become_method: 'community.general.doas' },
      { sudo: true, become: 'doas' },
    ],
    [{ ansible_become: 'false' }, { sudo: false }],
    [{ ansible_become: false }, { sudo: false }],
    [{ ansible_connection: 'local' }, { transport: 'local', address: 'localhost' }],
    [{ ansible_connection: 'ansible.builtin.ssh' }, { address: 'web-1' }],
    [{ ansible_ssh_common_args: '-J bastion' }, { sshOptions: [['ProxyJump', 'bastion']] }],
    [{ ansible_host_key_checking: 'False' }, { sshOptions: [['StrictHostKeyChecking', 'no']] }],
  ])('%j', (vars, connection) => {
    expect(of(vars)).toMatchObject(connection)
  })

  it('is completed by the configuration of Ansible', () => {
    const cfg = cfgOf({
      'defaults.remote_user': 'ann',
      'defaults.private_key_file': '/k',
      'privilege_escalation.become': 'True',
      'ssh_connection.ssh_args': '-C -o ControlMaster=auto -o ControlPersist=60s',
    })
    expect(of({ ansible_user: 'bob' }, cfg)).toMatchObject({
      user: 'bob',
      identities: ['/k'],
      sudo: true,
      sshOptions: [],
    })
  })

  it.each([
    [{ ansible_host: '{{ ip }}' }, 'ansible_host is a template'],
    [{ ansible_port: '{{ p }}' }, 'ansible_port is a template'],
    [{ ansible_password: '{{ a + b }}' }, 'ansible_password is a template'],
    [{ ansible_password: '{{ missing }}' }, 'ansible_password is a template'],
    [{ ansible_port: 'ssh' }, 'ansible_port says port "ssh"'],
    [{ ansible_connection: 'winrm' }, 'ansible_connection is "winrm"'],
    [{ ansible_become: true, ansible_become_user: 'app' }, 'ansible_become_user is "app"'],
    [{ ansible_become: true, ansible_become_method: 'pbrun' }, 'ansible_become_method is "pbrun"'],
    [{ ansible_shell_type: 'powershell' }, 'ansible_shell_type is set'],
    [{ ansible_ssh_executable: '/tmp/ssh' }, 'ansible_ssh_executable is set'],
    [{ ansible_become_flags: '-H -S' }, 'ansible_become_flags is set'],
    [{ ansible_ssh_common_args: '-o ProxyCommand="ssh -W %h:%p b"' }, 'ansible_ssh_common_args says "-o ProxyCommand'],
  ])('is refused for %j', (vars, message) => {
    expect(() => of(vars)).toThrow(message)
  })

  it('leaves its passwords out of what specs see', () => {
    expect(withoutPasswords({ ansible_become_pass: 'x', ansible_ssh_pass: 'y', workers: 4 })).toEqual({ workers: 4 })
  })
})

describe('arguments of ssh', () => {
  it.each([
    [
      '-o StrictHostKeyChecking=no -oUserKnownHostsFile=/dev/null',
      'StrictHostKeyChecking no,UserKnownHostsFile /dev/null',
    ],
    ['-o "ConnectTimeout 5" -C -vvv', 'ConnectTimeout 5'],
    [`-i '/my keys/id' -p 22 -l ann`, 'IdentityFile /my keys/id,Port 22,User ann'],
    [String.raw`-J ann@b\ c,d`, 'ProxyJump ann@b c,d'],
    ['-o ControlPath="%d/%%h" -o ForwardAgent=yes', ''],
    ['', ''],
  ])('%s', (text, options) => {
    expect(
      parseSshArgs(text, 'args')
        .map((option) => option.join(' '))
        .join(','),
    ).toBe(options)
  })

  it.each([
    '-o',
    '-6',
    '-F other',
    '-o PermitLocalCommand=yes',
    '-o LocalCommand=id',
    '-L 1:b:2',
    '-o "open',
    'bastion',
  ])('refuses %s', (text) => {
    expect(() => parseSshArgs(text, 'args')).toThrow(expect.objectContaining({ code: 'unsupported-ssh-args' }))
  })
})
