export { byOs } from './resources/by-os.ts'
export { defineList, listed, type ListDefinition, type Lister, type Listing } from './resources/define-list.ts'
export {
  as,
  couldNotTell,
  defineResource,
  ifPresent,
  incomparable,
  is,
  matches,
  secret,
  withDetails,
} from './resources/define-resource.ts'
export type {
  CommandProvider,
  Comparison,
  Definition,
  EvidenceProbe,
  Existence,
  Matcher,
  Provider,
  Resource,
  Unknown,
  Verdict,
} from './resources/define-resource.ts'
export type { Answer } from './host/answer.ts'
export type { Platform } from './host/platform/platform.ts'
export { sh, type Script, type ShellValue } from './host/shell.ts'
export { aptRepositories, aptRepository } from './resources/apt-repository.ts'
export { auditSystem } from './resources/audit-system.ts'
export { cgroup } from './resources/cgroup.ts'
export { cloudInit } from './resources/cloud-init.ts'
export { bond } from './resources/bond.ts'
export { bridge } from './resources/bridge.ts'
export { command } from './resources/command.ts'
export { container, containers } from './resources/container.ts'
export { cron } from './resources/cron.ts'
export { defaultGateway } from './resources/default-gateway.ts'
export { dns } from './resources/dns.ts'
export { endpoint } from './resources/endpoint.ts'
export { environment } from './resources/environment.ts'
export { file } from './resources/file.ts'
export { firewalld } from './resources/firewalld.ts'
export { fstab } from './resources/fstab.ts'
export { group } from './resources/group.ts'
export { hardware } from './resources/hardware.ts'
export { image, images } from './resources/image.ts'
export { http } from './resources/http.ts'
export { ip6tables } from './resources/ip6tables.ts'
export { iptables } from './resources/iptables.ts'
export { journal } from './resources/journal.ts'
export { kernelModule } from './resources/kernel-module.ts'
export { kernelParameter } from './resources/kernel-parameter.ts'
export { limits } from './resources/limits.ts'
export { mailAlias } from './resources/mail-alias.ts'
export { logBuffer } from './resources/log-buffer.ts'
export { lxc } from './resources/lxc.ts'
export { mount } from './resources/mount.ts'
export { mysqlConfig } from './resources/mysql-config.ts'
export { networkInterface } from './resources/network-interface.ts'
export { nftables } from './resources/nftables.ts'
export { packages, pkg } from './resources/pkg.ts'
export { phpConfig } from './resources/php-config.ts'
export { phpExtension } from './resources/php-extension.ts'
export { port, ports } from './resources/port.ts'
export { privateKey } from './resources/private-key.ts'
export { proc } from './resources/proc.ts'
export { reboot } from './resources/reboot.ts'
export { route } from './resources/route.ts'
export { selinux } from './resources/selinux.ts'
export { selinuxModule } from './resources/selinux-module.ts'
export { service, services } from './resources/service.ts'
export { sshdConfig } from './resources/sshd-config.ts'
export { sudoers } from './resources/sudoers.ts'
export { swap } from './resources/swap.ts'
export { systemState } from './resources/system-state.ts'
export { tls } from './resources/tls.ts'
export { ufw } from './resources/ufw.ts'
export { time } from './resources/time.ts'
export { updates } from './resources/updates.ts'
export { user, users } from './resources/user.ts'
export { x509Certificate } from './resources/x509-certificate.ts'
export { yumRepositories, yumRepository } from './resources/yum-repository.ts'
export { zfs } from './resources/zfs.ts'
export { zpool } from './resources/zpool.ts'
export { describe, type Describe, type DescribeBody } from './spec/describe.ts'
export { expect, inspect, type Expect } from './spec/expect.ts'
export { afterAll, afterEach, beforeAll, beforeEach } from './spec/hooks.ts'
export type { Host } from './spec/host.ts'
export { it, type It, type CheckBody } from './spec/it.ts'
