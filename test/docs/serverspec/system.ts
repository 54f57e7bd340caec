import { row, type Rows } from './row.ts'

/** The kernel, security, configuration, file systems. */
export const system: Readonly<Record<string, Rows>> = {
  host_inventory: [
    row(
      '[]',
      `it(hardware()).toMatchState({ cpus: 4 })`,
      'in a `describe((host) => …)` the host has `os`, `arch`, `name`, `role`, `vars`',
    ),
  ],
  kernel_module: [
    row('be_loaded', `it(kernelModule('br_netfilter')).toBeLoaded()`, 'built in counts, and the exact name'),
  ],
  linux_kernel_parameter: [
    row(
      'its(:value)',
      `it(kernelParameter('net.ipv4.ip_forward')).toHaveValue(1).toHavePersistedValue(1)`,
      'what it is now, and what it is after a boot',
    ),
  ],
  cgroup: [
    row(
      "its('cpuset.cpus')",
      `it(cgroup('system.slice')).toHaveValue('memory.max', 'max')`,
      'version 1 and 2, without cgget',
    ),
  ],
  linux_audit_system: [
    row('be_enabled', `it(auditSystem()).toBeEnabled()`),
    row('be_running', `it(auditSystem()).toBeRunning()`),
    row('its(:rules)', `it(auditSystem()).toHaveRule('-w /etc/passwd -p wa -k identity')`),
  ],
  selinux: [
    row('be_disabled', `it(selinux()).toBeDisabled()`),
    row('be_enforcing', `it(selinux()).toBeEnforcing()`),
    row('be_enforcing.with_policy', `it(selinux()).toBeEnforcing().toHavePolicy('targeted')`),
    row('be_permissive', `it(selinux()).toBePermissive()`),
    row('be_permissive.with_policy', `it(selinux()).toBePermissive().toHavePolicy('targeted')`),
  ],
  selinux_module: [
    row('be_enabled', `it(selinuxModule('httpd')).toBeEnabled()`),
    row('be_installed', `it(selinuxModule('httpd')).toBeInstalled()`, 'the exact name'),
    row(
      'be_installed.with_version',
      `it(command('semodule --list-modules=full')).toHaveStdout(/^400 +httpd /m)`,
      'modules have no versions since SELinux 2.4: `toHavePriority`',
    ),
  ],
  mysql_config: [row('its(:value)', `it(mysqlConfig('innodb_buffer_pool_size')).toHaveValue('128M')`)],
  php_config: [row('its(:value)', `it(phpConfig('memory_limit')).toHaveValue('256M')`)],
  php_extension: [row('be_loaded', `it(phpExtension('mbstring')).toBeLoaded()`)],
  hadoop_config: [
    row(
      'its(:value)',
      `it(file('/etc/hadoop/conf/core-site.xml')).toContain('<value>hdfs://nn:8020</value>')`,
      'as any XML file',
    ),
  ],
  ppa: [
    row('exist', `it(aptRepository('ppa:deadsnakes/ppa')).toExist()`, 'in either format of sources'),
    row('be_enabled', `it(aptRepository('ppa:deadsnakes/ppa')).toBeEnabled()`),
  ],
  yumrepo: [
    row('exist', `it(yumRepository('epel')).toExist()`),
    row('be_enabled', `it(yumRepository('epel')).toBeEnabled()`, 'the exact id'),
  ],
  x509_certificate: [
    row(
      'be_certificate',
      `it(x509Certificate('/etc/ssl/app.pem')).toExist()`,
      'what is no certificate could not be told',
    ),
    row('be_valid', `it(x509Certificate('/etc/ssl/app.pem')).toBeValid()`),
    row('have_purpose', `it(x509Certificate('/etc/ssl/app.pem')).toHavePurpose('serverAuth')`),
    row('its(:subject)', `it(x509Certificate('/etc/ssl/app.pem')).toHaveSubject(/CN=app/)`),
    row('its(:issuer)', `it(x509Certificate('/etc/ssl/app.pem')).toBeIssuedBy(/Let's Encrypt/)`),
    row('its(:email)', `it(x509Certificate('/etc/ssl/app.pem')).toHaveSubject(/emailAddress=ops@example.com/)`),
    row('its(:fingerprint)', `it(x509Certificate('/etc/ssl/app.pem')).toHaveFingerprint('AA:BB')`),
    row(
      'its(:alias)',
      `it(command('openssl x509 -noout -alias -in /etc/ssl/app.pem')).toHaveStdout('app')`,
      'only OpenSSL knows it, and hardly any certificate has one',
    ),
    row('its(:keylength)', `it(x509Certificate('/etc/ssl/app.pem')).toHaveKey({ type: 'rsa', bits: 2048 })`),
    row('its(:validity_in_days)', `it(x509Certificate('/etc/ssl/app.pem')).toBeValidForDays({ atLeast: 30 })`),
    row('its(:subject_alt_names)', `it(x509Certificate('/etc/ssl/app.pem')).toHaveName('app.example.com')`),
  ],
  x509_private_key: [
    row('be_valid', `it(privateKey('/etc/ssl/app.key')).toExist()`, 'RSA, EC and Ed25519'),
    row('be_encrypted', `it(privateKey('/etc/ssl/app.key')).not.toBeEncrypted()`),
    row(
      'have_matching_certificate',
      `it(privateKey('/etc/ssl/app.key', { certificate: '/etc/ssl/app.pem' })).toMatchCertificate()`,
    ),
  ],
  zfs: [
    row('exist', `it(zfs('tank/data')).toExist()`),
    row('have_property', `it(zfs('tank/data')).toHaveProperty('compression', 'lz4')`),
    row('its(:property)', `it(zfs('tank/data')).toHaveProperty('mountpoint', '/data')`),
  ],
}
