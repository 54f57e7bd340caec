import type { Settings } from '../../src/run/options/settings.ts'

/** A flag, its form in the environment, and what both say. */
export interface Sample {
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly settings: Settings
  /** A command that has it. */
  readonly command: string
}

/** One for each flag, and for what is particular about some. */
export const SAMPLES: readonly Sample[] = [
  sample({ role: ['app', 'db'] }, ['--role', 'app', '--role', 'db'], { INFRASPEC_ROLE: 'app,db' }),
  sample({ host: ['a', 'ann@[::1]:22'] }, ['--host', 'a', '--host', 'ann@[::1]:22'], {
    INFRASPEC_HOST: 'a\nann@[::1]:22\n',
  }),
  sample({ inventory: ['ec2:A=b,C=d', 'terraform:x'] }, ['--inventory', 'ec2:A=b,C=d', '--inventory', 'terraform:x'], {
    INFRASPEC_INVENTORY: 'ec2:A=b,C=d\nterraform:x\n',
  }),
  sample({ user: 'ann' }, ['--user', 'ann'], { INFRASPEC_USER: 'ann' }),
  sample({ port: 2222 }, ['--port', '2222'], { INFRASPEC_PORT: '2222' }),
  sample({ identity: 'a,b' }, ['--identity', 'a,b'], { INFRASPEC_IDENTITY: 'a,b' }),
  sample({ keyStdin: true }, ['--key-stdin'], { INFRASPEC_KEY_STDIN: '1' }),
  sample({ sudo: true }, ['--sudo'], { INFRASPEC_SUDO: 'true' }),
  sample({ sudo: false }, ['--no-sudo'], { INFRASPEC_SUDO: 'no' }),
  sample({ become: 'doas' }, ['--become', 'doas'], { INFRASPEC_BECOME: 'doas' }),
  sample({ askSudoPass: true }, ['--ask-sudo-pass'], { INFRASPEC_ASK_SUDO_PASS: '1' }),
  sample({ vaultId: ['prod@pass', 'other'] }, ['--vault-id', 'prod@pass', '--vault-id', 'other'], {
    INFRASPEC_VAULT_ID: 'prod@pass, other',
  }),
  sample({ hostKey: ['accept-new'] }, ['--host-key', 'accept-new'], { INFRASPEC_HOST_KEY: 'accept-new' }),
  sample(
    { hostKey: ['SHA256:one', 'file:a,b', 'SHA256:two'] },
    ['--host-key', 'SHA256:one', '--host-key', 'file:a,b', '--host-key', 'SHA256:two'],
    {
      INFRASPEC_HOST_KEY: 'SHA256:one,file:a,b, SHA256:two',
    },
  ),
  sample({ knownHosts: 'known' }, ['--known-hosts', 'known'], { INFRASPEC_KNOWN_HOSTS: 'known' }),
  sample({ sshConfig: 'none' }, ['--ssh-config', 'none'], { INFRASPEC_SSH_CONFIG: 'none' }),
  sample({ jump: ['a', 'ann@b:22'] }, ['--jump', 'a,ann@b:22'], { INFRASPEC_JUMP: 'a, ann@b:22' }),
  sample({ transport: 'openssh' }, ['--transport', 'openssh'], { INFRASPEC_TRANSPORT: 'openssh' }),
  sample({ reporter: ['console', 'junit=a.xml'] }, ['--reporter', 'console', '--reporter', 'junit=a.xml'], {
    INFRASPEC_REPORTER: 'console, junit=a.xml',
  }),
  sample({ concurrency: 8 }, ['--concurrency', '8'], { INFRASPEC_CONCURRENCY: '8' }),
  sample({ timeout: 500 }, ['--timeout', '500ms'], { INFRASPEC_TIMEOUT: '500ms' }),
  sample({ connectTimeout: 30_000 }, ['--connect-timeout', '30s'], { INFRASPEC_CONNECT_TIMEOUT: '30s' }),
  sample({ wait: 300_000 }, ['--wait', '5m'], { INFRASPEC_WAIT: '5m' }),
  sample({ waitFor: ['cloud-init'] }, ['--wait-for', 'cloud-init'], { INFRASPEC_WAIT_FOR: 'cloud-init' }),
  sample({ retryFor: 60_000 }, ['--retry-for', '1m'], { INFRASPEC_RETRY_FOR: '1m' }),
  sample({ retryFor: 0 }, ['--retry-for', '0s'], { INFRASPEC_RETRY_FOR: '0s' }),
  sample({ deadline: 3_600_000 }, ['--deadline', '1h'], { INFRASPEC_DEADLINE: '1h' }),
  sample({ watch: true }, ['--watch'], { INFRASPEC_WATCH: '1' }),
  sample({ profile: true }, ['--profile'], { INFRASPEC_PROFILE: '1' }),
  sample({ bail: true }, ['--bail'], { INFRASPEC_BAIL: 'on' }),
  sample({ shard: { index: 2, total: 4 } }, ['--shard', '2/4'], { INFRASPEC_SHARD: '2/4' }),
  sample({ passWithNoFiles: true }, ['--pass-with-no-files'], { INFRASPEC_PASS_WITH_NO_FILES: '1' }),
  sample({ before: ['a', 'b'] }, ['--before', 'a', '--before', 'b'], { INFRASPEC_BEFORE: 'a,b' }, 'gate'),
  sample({ idempotent: true }, ['--idempotent'], { INFRASPEC_IDEMPOTENT: '1' }, 'gate'),
  sample({ failing: 'out.json' }, ['--failing', 'out.json'], { INFRASPEC_FAILING: 'out.json' }, 'hosts'),
  sample({ circleci: true }, ['--circleci'], { INFRASPEC_CIRCLECI: '1' }, 'init'),
  sample({ packer: 'hcl' }, ['--packer', 'hcl'], { INFRASPEC_PACKER: 'hcl' }, 'init'),
  sample({ tag: ['smoke', 'slow'] }, ['--tag', 'smoke', '--tag', 'slow'], { INFRASPEC_TAG: 'smoke,,slow,' }),
  sample({ name: '^nginx, .*$' }, ['--name', '^nginx, .*$'], { INFRASPEC_NAME: '^nginx, .*$' }),
  sample({ var: { list: 'a,b=', n: '4' } }, ['--var', 'list=a,b=', '--var', 'n=4'], {
    INFRASPEC_VAR: 'list=a,b=\nn=4',
  }),
  sample({ var: { list: 'a,b', n: '' } }, ['--var', 'list=a,b', '--var', 'n='], { INFRASPEC_VAR: 'list=a,b,n=' }),
  sample({ evidence: 'full' }, ['--evidence', 'full'], { INFRASPEC_EVIDENCE: 'full' }),
  sample({ allowNoHosts: true }, ['--allow-no-hosts'], { INFRASPEC_ALLOW_NO_HOSTS: 'yes' }),
  sample({ hold: true }, ['--hold'], { INFRASPEC_HOLD: '1' }, 'gate'),
  sample({ openSsh: 'sg-1' }, ['--open-ssh', 'sg-1'], { INFRASPEC_OPEN_SSH: 'sg-1' }, 'access'),
  sample({ ip: ['52.1.2.3', '::1'] }, ['--ip', '52.1.2.3', '--ip', '::1'], { INFRASPEC_IP: '52.1.2.3,::1' }, 'access'),
  sample(
    { ipService: ['https://a/'] },
    ['--ip-service', 'https://a/'],
    { INFRASPEC_IP_SERVICE: 'https://a/' },
    'access',
  ),
  sample({ multiEgress: 'open' }, ['--multi-egress', 'open'], { INFRASPEC_MULTI_EGRESS: 'open' }, 'access'),
  sample({ ttl: 600_000 }, ['--ttl', '10m'], { INFRASPEC_TTL: '10m' }, 'access'),
  sample({ force: true }, ['--force'], { INFRASPEC_FORCE: '1' }, 'access'),
  sample({ region: 'eu-west-1' }, ['--region', 'eu-west-1'], { INFRASPEC_REGION: 'eu-west-1' }, 'access'),
  sample({ instanceType: 't3.nano' }, ['--instance-type', 't3.nano'], { INFRASPEC_INSTANCE_TYPE: 't3.nano' }, 'ami'),
  sample({ subnet: 'subnet-1' }, ['--subnet', 'subnet-1'], { INFRASPEC_SUBNET: 'subnet-1' }, 'ami'),
  sample({ securityGroup: ['sg-1'] }, ['--security-group', 'sg-1'], { INFRASPEC_SECURITY_GROUP: 'sg-1' }, 'ami'),
  sample({ dryRun: true }, ['--dry-run'], { INFRASPEC_DRY_RUN: '1' }, 'sweep'),
  sample({ audit: 'out/audit.jsonl' }, ['--audit', 'out/audit.jsonl'], { INFRASPEC_AUDIT: 'out/audit.jsonl' }),
  sample({ quiet: true }, ['--quiet'], { INFRASPEC_QUIET: 'TRUE' }),
  sample({ verbose: true }, ['--verbose'], { INFRASPEC_VERBOSE: '1' }),
  sample({ color: true }, ['--color'], { INFRASPEC_COLOR: '1' }),
  sample({ color: false }, ['--no-color'], { INFRASPEC_COLOR: '0' }),
]

function sample(
  settings: Settings,
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
  command = 'run',
): Sample {
  return { settings, argv, environment, command }
}
