import { row, type Rows } from './row.ts'

const MODE_BITS =
  'without a class of users it is about the user that looks, as the kernel decides it; Serverspec looks at the mode bits'

/** Files and what is mounted on them. */
export const files: Readonly<Record<string, Rows>> = {
  file: [
    row('be_file', `it(file('/etc/hosts')).toBeFile()`),
    row('be_directory', `it(file('/etc')).toBeDirectory()`),
    row('be_symlink', `it(file('/bin')).toBeSymlink()`),
    row('be_socket', `it(file('/run/app.sock')).toBeSocket()`),
    row('be_pipe', `it(file('/run/app.pipe')).toBePipe()`),
    row('be_block_device', `it(file('/dev/sda')).toBeBlockDevice()`),
    row('be_character_device', `it(file('/dev/null')).toBeCharacterDevice()`),
    row(
      'exist',
      `it(file('/etc/hosts')).toExist()`,
      'a folder that may not be searched cannot be told, and is not "no"',
    ),
    row('be_immutable', `it(file('/etc/resolv.conf')).toBeImmutable()`),
    row(
      'be_mode',
      `it(file('/etc/shadow')).toHaveMode('0640')`,
      "`'640'`, `'0640'` and `0o640` are the same; a decimal 640 is refused",
    ),
    row('be_owned_by', `it(file('/etc/app')).toBeOwnedBy('root')`, 'the name is literal, not a regular expression'),
    row('be_grouped_into', `it(file('/etc/app')).toHaveGroup('app')`),
    row('be_linked_to', `it(file('/etc/localtime')).toBeLinkedTo('/usr/share/zoneinfo/Etc/UTC')`),
    row('be_mounted', `it(mount('/srv')).toBeMounted()`),
    row('be_mounted.with', `it(mount('/srv')).toHaveType('ext4').toHaveOption('noatime').toHaveDevice('/dev/sdb1')`),
    row(
      'be_mounted.only_with',
      `it(mount('/srv')).toMatchState({ type: 'ext4', device: '/dev/sdb1' })`,
      'give all properties that count',
    ),
    row('be_readable', `it(file('/etc/app.conf')).toBeReadable()`, MODE_BITS),
    row('be_readable.by', `it(file('/etc/app.conf')).toBeReadableBy('group')`),
    row(
      'be_readable.by_user',
      `it(as('app', file('/etc/app.conf'))).toBeReadable()`,
      'real access with the groups of the user, also without sudo on the host',
    ),
    row('be_writable', `it(file('/var/lib/app')).toBeWritable()`, MODE_BITS),
    row('be_writable.by', `it(file('/var/lib/app')).toBeWritableBy('owner')`),
    row('be_writable.by_user', `it(as('app', file('/var/lib/app'))).toBeWritable()`),
    row('be_executable', `it(file('/usr/bin/app')).toBeExecutable()`, MODE_BITS),
    row('be_executable.by', `it(file('/usr/bin/app')).toBeExecutableBy('others')`),
    row('be_executable.by_user', `it(as('app', file('/usr/bin/app'))).toBeExecutable()`),
    row(
      'contain',
      `it(file('/etc/app.conf')).toContain('workers = 4').toContain(/^port = \\d+$/m)`,
      'a string is literal and a RegExp is one of JavaScript; of a missing file it fails in both polarities',
    ),
    row(
      'contain.from.to',
      `it(file('/etc/app.conf')).toContain('port', { after: '[http]', before: /^\\[/ })`,
      'the lines between the two, without them',
    ),
    row('contain.after', `it(file('/etc/app.conf')).toContain('port', { after: '[http]' })`),
    row('contain.before', `it(file('/etc/app.conf')).toContain('port', { before: '[http]' })`),
    row('contain([lines])', `it(file('/etc/hosts')).toContainLines(['127.0.0.1 localhost', '::1 localhost'])`),
    row(
      'its(:content)',
      `it(file('/etc/motd')).toHaveContent('Welcome')`,
      'missing, unreadable and empty are three things',
    ),
    row('its(:content_as_json)', `it(file('/etc/app.json')).toHaveJson('http.port', 80)`),
    row(
      'its(:content_as_yaml)',
      `it(file('/etc/app.yml')).toHaveYaml('http.port', 80)`,
      'there are `toHaveIni` and `toHaveToml` as well',
    ),
    row('its(:md5sum)', `it(file('/etc/motd')).toHaveMd5('d41d8cd98f00b204e9800998ecf8427e')`),
    row(
      'its(:sha256sum)',
      `it(file('/etc/motd')).toHaveSha256('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')`,
    ),
    row('its(:size)', `it(file('/var/log/app.log')).toHaveSize({ below: 1024 * 1024 })`),
    row('its(:mtime)', `it(file('/etc/motd')).toMatchState({ modified: '2026-01-01T00:00:00Z' })`),
    row('its(:mode)', `it(file('/etc/motd')).toHaveMode('0644')`),
    row('its(:owner)', `it(file('/etc/motd')).toBeOwnedBy('root')`),
    row('its(:group)', `it(file('/etc/motd')).toHaveGroup('root')`),
    row('its(:link_target)', `it(file('/bin')).toBeLinkedTo('usr/bin')`),
    row('its(:selinux_label)', `it(file('/etc/shadow')).toHaveSelinuxLabel(/:shadow_t:/)`),
  ],
  json_file: [row('its(:content)', `it(file('/etc/app.json')).toHaveJson('http.port', 80)`)],
  fstab: [
    row(
      'have_entry',
      `it(fstab('/srv')).toHaveDevice('/dev/sdb1').toHaveType('ext4').toHaveOption('noatime').toHavePass(2)`,
    ),
  ],
}
