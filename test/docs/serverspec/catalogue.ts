/**
 * Every type of Serverspec 2.43 for Unix hosts, with its matchers and its properties (`its(…)`).
 *
 * A chained word stands with the matcher that has it: `be_installed.by`.
 */
export const CATALOGUE: Readonly<Record<string, readonly string[]>> = {
  bond: ['exist', 'have_interface'],
  bridge: ['exist', 'have_interface'],
  cgroup: ["its('cpuset.cpus')"],
  command: ['its(:stdout)', 'its(:stdout_as_json)', 'its(:stderr)', 'its(:exit_status)'],
  cron: ['have_entry', 'have_entry.with_user', 'its(:table)'],
  default_gateway: ['its(:ipaddress)', 'its(:interface)'],
  docker_container: ['exist', 'be_running', 'have_volume', 'its(:inspection)', "its(['A.B.[0].C'])"],
  docker_image: ['exist', 'its(:inspection)', "its(['A.B'])"],
  file: [
    ...['be_file', 'be_directory', 'be_symlink', 'be_socket', 'be_pipe', 'be_block_device', 'be_character_device'],
    ...['exist', 'be_immutable', 'be_mode', 'be_owned_by', 'be_grouped_into', 'be_linked_to'],
    ...['be_mounted', 'be_mounted.with', 'be_mounted.only_with'],
    ...['be_readable', 'be_readable.by', 'be_readable.by_user', 'be_writable', 'be_writable.by', 'be_writable.by_user'],
    ...['be_executable', 'be_executable.by', 'be_executable.by_user'],
    ...['contain', 'contain.from.to', 'contain.after', 'contain.before', 'contain([lines])'],
    ...['its(:content)', 'its(:content_as_json)', 'its(:content_as_yaml)', 'its(:md5sum)', 'its(:sha256sum)'],
    ...['its(:size)', 'its(:mtime)', 'its(:mode)', 'its(:owner)', 'its(:group)', 'its(:link_target)'],
    'its(:selinux_label)',
  ],
  fstab: ['have_entry'],
  group: ['exist', 'have_gid', 'be_is_system_group', 'its(:gid)'],
  hadoop_config: ['its(:value)'],
  host: [
    ...['be_resolvable', 'be_resolvable.by', 'be_reachable', 'be_reachable.with'],
    ...['its(:ipaddress)', 'its(:ipv4_address)', 'its(:ipv6_address)'],
  ],
  host_inventory: ['[]'],
  interface: [
    ...['exist', 'be_up', 'have_ipv4_address', 'have_ipv6_address'],
    ...['its(:speed)', 'its(:mtu)', 'its(:ipv4_address)', 'its(:ipv6_address)'],
  ],
  iptables: ['have_rule', 'have_rule.with_table', 'have_rule.with_chain'],
  ip6tables: ['have_rule', 'have_rule.with_table', 'have_rule.with_chain'],
  json_file: ['its(:content)'],
  kernel_module: ['be_loaded'],
  kvm: ['exist', 'be_running', 'be_enabled'],
  linux_audit_system: ['be_enabled', 'be_running', 'its(:rules)'],
  linux_kernel_parameter: ['its(:value)'],
  lxc: ['exist', 'be_running'],
  mail_alias: ['be_aliased_to'],
  mysql_config: ['its(:value)'],
  package: ['be_installed', 'be_installed.by', 'be_installed.with_version', 'its(:version)'],
  php_config: ['its(:value)'],
  php_extension: ['be_loaded'],
  port: ['be_listening', 'be_listening.with', 'be_listening.on'],
  ppa: ['exist', 'be_enabled'],
  process: ['be_running', 'its(:user)', 'its(:group)', 'its(:args)', 'its(:pid)', 'its(:ppid)', 'its(:count)'],
  routing_table: ['have_entry'],
  selinux: ['be_disabled', 'be_enforcing', 'be_enforcing.with_policy', 'be_permissive', 'be_permissive.with_policy'],
  selinux_module: ['be_enabled', 'be_installed', 'be_installed.with_version'],
  service: [
    ...['be_enabled', 'be_enabled.with_level', 'be_enabled.under', 'be_running', 'be_running.under'],
    ...['be_monitored_by', 'be_monitored_by.with_name'],
  ],
  user: [
    ...['exist', 'belong_to_group', 'belong_to_primary_group', 'have_uid', 'have_home_directory', 'have_login_shell'],
    ...['have_authorized_key', 'be_is_system_user', 'its(:uid)', 'its(:encrypted_password)'],
    ...['its(:minimum_days_between_password_change)', 'its(:maximum_days_between_password_change)'],
  ],
  x509_certificate: [
    ...['be_certificate', 'be_valid', 'have_purpose', 'its(:subject)', 'its(:issuer)', 'its(:email)'],
    ...['its(:fingerprint)', 'its(:alias)', 'its(:keylength)', 'its(:validity_in_days)', 'its(:subject_alt_names)'],
  ],
  x509_private_key: ['be_valid', 'be_encrypted', 'have_matching_certificate'],
  yumrepo: ['exist', 'be_enabled'],
  zfs: ['exist', 'have_property', 'its(:property)'],
}

/** The types that look at what is no Unix host of ours: one row each says so. */
export const OTHER_PLATFORMS: Readonly<Record<string, string>> = {
  iis_app_pool: 'Windows',
  iis_website: 'Windows',
  windows_feature: 'Windows',
  windows_firewall: 'Windows',
  windows_hot_fix: 'Windows',
  windows_registry_key: 'Windows',
  windows_scheduled_task: 'Windows',
  ipfilter: 'Solaris',
  ipnat: 'Solaris',
}
