/** The distribution families that some mechanism depends on. */
export type OsFamily = 'debian' | 'redhat' | 'suse' | 'arch' | 'alpine' | 'gentoo' | 'void' | 'unknown'

/** What os-release(5) says. */
export interface Os {
  /** `ID`, such as `debian`, `ubuntu`, `rocky`, `amzn`. */
  readonly id: string
  /** From `ID`, then `ID_LIKE`. */
  readonly family: OsFamily
  /** `PRETTY_NAME`. */
  readonly name: string
  /** `VERSION_ID`, such as `12` or `22.04`; empty when a rolling release has none. */
  readonly version: string
  /** `VERSION_CODENAME`, such as `bookworm`; empty when there is none. */
  readonly codename: string
}

/** The init systems that a service can be asked of. */
export type Init = 'systemd' | 'openrc' | 'runit' | 'sysvinit' | 'unknown'

/** The package databases, by what is on the host and not by its distribution. */
export type PackageDatabase = 'dpkg' | 'rpm' | 'apk' | 'pacman' | 'unknown'

/** What a host is and has: read once per session, in its first round trip. */
export interface Platform {
  readonly os: Os
  /** `uname -m`, such as `x86_64` or `aarch64`. */
  readonly arch: string
  /** `uname -s` and `uname -r`. */
  readonly kernel: { readonly name: string; readonly release: string }
  readonly init: Init
  readonly packages: PackageDatabase
  /** The tools of {@link TOOLS} that are on the PATH. */
  readonly tools: readonly Tool[]
  /** Who the session's shell runs as. */
  readonly user: { readonly name: string; readonly uid: number }
  readonly identity: {
    readonly hostname: string
    /** /etc/machine-id; empty when there is none. */
    readonly machineId: string
    /** Of the kernel that runs it, another one after each boot; empty when it is hidden. */
    readonly bootId: string
    /** `$SSH_CONNECTION`; empty on other transports. */
    readonly sshConnection: string
  }
  /** Whether stat, ps, timeout and the like are GNU's and procps', or busybox's. */
  readonly userland: 'gnu' | 'busybox'
}

/** The tools that the preamble looks for. Add a tool here when a provider asks for it in `on`. */
export const TOOLS = [
  'dpkg-query',
  'rpm',
  'apk',
  'pacman',
  'systemctl',
  'journalctl',
  'rc-service',
  'sv',
  'ss',
  'ps',
  'getent',
  'stat',
  'lsattr',
  'sha256sum',
  'md5sum',
  'timeout',
  'setsid',
  'sudo',
  'chage',
  'apt-cache',
  'dnf',
  'readlink',
  'getfattr',
  'ip',
  'crontab',
  'bash',
  'auditctl',
  'curl',
  'dig',
  'drill',
  'firewall-cmd',
  'host',
  'ip6tables-save',
  'iptables-save',
  'nft',
  'openssl',
  'semodule',
  'su',
  'ufw',
  'wget',
  'docker',
  'podman',
  'sshd',
  'timedatectl',
  'chronyc',
  'ntpq',
  'apt-get',
  'php',
  'lxc-info',
  'zfs',
  'zpool',
  'mysqld',
  'mariadbd',
] as const

/** One of {@link TOOLS}. */
export type Tool = (typeof TOOLS)[number]
