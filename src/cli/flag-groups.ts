import type { Settings } from '../run/options/settings.ts'

/** What flags are about, as the help of a command with many of them puts them together. */
export const FLAG_GROUPS = {
  'Which hosts': ['role', 'host', 'inventory', 'allowNoHosts', 'failing'],
  'How to log in': [
    ...(['user', 'port', 'identity', 'keyStdin', 'sudo', 'become', 'askSudoPass', 'vaultId'] as const),
    ...(['hostKey', 'knownHosts', 'sshConfig', 'jump', 'transport'] as const),
  ],
  'What is checked': ['tag', 'name', 'var', 'before', 'idempotent', 'watch', 'bail', 'shard', 'passWithNoFiles'],
  'How long, and how many at once': [
    ...(['timeout', 'connectTimeout', 'wait', 'waitFor', 'retryFor', 'deadline', 'concurrency'] as const),
  ],
  'What is reported': ['reporter', 'evidence', 'quiet', 'verbose', 'color', 'profile', 'audit'],
  AWS: [
    ...(['openSsh', 'hold', 'ip', 'ipService', 'multiEgress', 'ttl', 'force', 'region'] as const),
    ...(['instanceType', 'subnet', 'securityGroup', 'dryRun'] as const),
  ],
  Files: ['packer', 'circleci'],
} as const satisfies Readonly<Record<string, readonly (keyof Settings)[]>>
