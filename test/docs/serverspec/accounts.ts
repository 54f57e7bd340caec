import { row, type Rows } from './row.ts'

/** Users and groups. */
export const accounts: Readonly<Record<string, Rows>> = {
  user: [
    row('exist', `it(user('deploy')).toExist()`),
    row(
      'belong_to_group',
      `it(user('deploy')).toBelongToGroup('docker')`,
      'exactly this group: Serverspec finds any part of a name',
    ),
    row('belong_to_primary_group', `it(user('deploy')).toHavePrimaryGroup('deploy')`),
    row('have_uid', `it(user('deploy')).toHaveUid(1000)`),
    row('have_home_directory', `it(user('deploy')).toHaveHome('/home/deploy')`, 'the whole path'),
    row('have_login_shell', `it(user('deploy')).toHaveShell('/bin/bash')`, 'the whole path'),
    row(
      'have_authorized_key',
      `it(user('deploy')).toHaveAuthorizedKey('ssh-ed25519 AAAAC3…')`,
      'type and key are compared, where sshd looks for them; a line that is commented out is none',
    ),
    row('be_is_system_user', `it(user('app')).toBeSystemUser()`),
    row('its(:uid)', `it(user('deploy')).toHaveUid(1000)`, 'of a missing user it fails: Serverspec says 0'),
    row(
      'its(:encrypted_password)',
      `it(user('root')).toHaveLockedPassword()`,
      '`toHavePassword` and `toHavePasswordHash` as well; the hash is never shown',
    ),
    row('its(:minimum_days_between_password_change)', `it(user('deploy')).toHaveMinimumPasswordAge(1)`),
    row('its(:maximum_days_between_password_change)', `it(user('deploy')).toHaveMaximumPasswordAge(90)`),
  ],
  group: [
    row('exist', `it(group('docker')).toExist()`),
    row('have_gid', `it(group('docker')).toHaveGid(998)`),
    row('be_is_system_group', `it(group('docker')).toBeSystemGroup()`),
    row('its(:gid)', `it(group('docker')).toHaveGid(998)`, 'of a missing group it fails: Serverspec says 0'),
  ],
}
