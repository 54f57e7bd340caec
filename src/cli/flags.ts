import type { SshTransport } from '../inventory/inventory.ts'
import type { BecomeMethod, WaitFor } from '../host/host-spec.ts'
import { parsePort } from '../inventory/port.ts'
import type { EvidenceLevel } from '../run/options/options.ts'
import type { PackerFormat, Settings } from '../run/options/settings.ts'
import { parseShard } from '../run/options/shard.ts'
import { parseLimit, parseWait } from '../run/options/time-limit.ts'
import { count, hops, one, regex, text, texts, vars, word, words } from './flag-readers.ts'

/** One flag, and its form in the environment. */
export interface Flag<Value = unknown> {
  readonly help: string
  /** What stands for its value in the help; a flag without one is on or off. */
  readonly value?: string
  /** It may be given more than once; in the environment it is a list, split by this. */
  readonly split?: (list: string) => string[]
  /** `--no-…` turns off what a role or the configuration turned on. */
  readonly negatable?: boolean
  /** The commands that have it; every command that reaches hosts when it is not set. */
  readonly only?: readonly string[]
  /** The value of all that was given, or a ConfigError. `source` is `--port` or `INFRASPEC_PORT`. */
  readonly read?: (texts: readonly string[], source: string) => Value
}

const byCommas = (list: string) => list.split(/[,\n]/)
const byLines = (list: string) => list.split('\n')
// a value may hold commas: only one before the next name separates, and none where there are lines
const byNames = (list: string) => list.split(list.includes('\n') ? '\n' : /,(?=[\w.-]+=)/)
// a path may hold commas: only one before the next pin separates
const byPins = (list: string) => list.split(/[,\n]\s*(?=SHA256:|file:)/)
const EVIDENCE: readonly EvidenceLevel[] = ['none', 'short', 'full']
const SSH_TRANSPORTS: readonly SshTransport[] = ['ssh', 'openssh']
const WAIT_FOR: readonly WaitFor[] = ['cloud-init']
const BECOME_METHODS: readonly BecomeMethod[] = ['sudo', 'doas', 'su']
const RUN = { only: ['run', 'gate', 'ami'] }
const LISTS = { only: ['run', 'gate', 'hosts', 'facts', 'probes'] }
const AMI = { only: ['ami'] }
const CHECKS = { only: ['run', 'gate', 'probes'] }
const REACH = { only: ['run', 'gate', 'ami', 'facts', 'probes'] }
const GATE = { only: ['gate'] }
const ACCESS = { only: ['run', 'gate', 'access'] }
const PACKER_FORMATS: readonly PackerFormat[] = ['json', 'hcl']
const EGRESS: readonly ('open' | 'fail')[] = ['open', 'fail']

/** Every flag there is, by the name of its setting. */
export const FLAGS: { readonly [Key in keyof Settings]-?: Flag<NonNullable<Settings[Key]>> } = {
  role: { value: 'NAME', split: byCommas, read: texts, help: 'roles/NAME.ts (repeatable)' },
  host: {
    ...LISTS,
    value: 'HOST',
    split: byCommas,
    read: (given) => given,
    help: "these hosts instead of the role's: [user@]address[:port], docker://NAME … or local (repeatable)",
  },
  inventory: {
    ...LISTS,
    value: 'SOURCE',
    split: byLines,
    read: texts,
    help: "hosts from here instead of the role's: ansible:PATH, ec2:Service=x,Role=app?region=…, terraform:DIR, mackerel:SERVICE/ROLE, packer (repeatable)",
  },
  user: { value: 'NAME', read: text, help: 'log in as this user' },
  port: { value: 'PORT', read: one(parsePort), help: 'the port of SSH' },
  identity: { value: 'FILE', read: text, help: 'log in with this private key' },
  keyStdin: { help: 'read a private key from standard input' },
  sudo: { negatable: true, help: 'look as root, by sudo or what --become says' },
  become: { value: 'METHOD', read: word(BECOME_METHODS), help: 'look as root by sudo (default), doas or su' },
  askSudoPass: { only: ['run', 'gate', 'facts'], help: 'ask for the password of sudo, on the terminal' },
  vaultId: {
    value: '[LABEL@]SOURCE',
    split: byCommas,
    read: texts,
    help: 'where a vault password is: a file, a script or prompt (repeatable)',
  },
  hostKey: {
    value: 'HOW',
    split: byPins,
    read: texts,
    help: 'strict (default), accept-new, SHA256:… or file:PATH (pins are repeatable)',
  },
  knownHosts: { value: 'FILE', read: text, help: 'the known host keys, instead of those of OpenSSH' },
  sshConfig: { value: 'FILE', read: text, help: 'the SSH config (default ~/.ssh/config); none to read none' },
  jump: { value: 'HOST', split: byCommas, read: hops, help: 'the hosts on the way, the first one first (repeatable)' },
  transport: {
    value: 'NAME',
    read: word(SSH_TRANSPORTS),
    help: "ssh (default) or openssh: the system's own client",
  },
  reporter: {
    ...RUN,
    value: 'NAME[=FILE]',
    split: byCommas,
    read: texts,
    help: 'where the report goes (default console; repeatable)',
  },
  concurrency: { value: 'COUNT', read: one(count), help: 'hosts being connected to at once (default 32)' },
  timeout: { value: 'TIME', read: one(parseLimit), help: 'for one probe or command (default 10s)' },
  connectTimeout: { value: 'TIME', read: one(parseLimit), help: 'for one attempt to connect (default 15s)' },
  wait: {
    ...REACH,
    value: 'TIME',
    read: one(parseWait),
    help: 'until a machine has booted and answers (default: not at all)',
  },
  waitFor: {
    ...REACH,
    value: 'WHAT',
    split: byCommas,
    read: words(WAIT_FOR),
    help: 'then until this has finished: cloud-init',
  },
  retryFor: {
    ...RUN,
    value: 'TIME',
    read: one(parseWait),
    help: 'ask again for so long, each check (default: ask once)',
  },
  deadline: { value: 'TIME', read: one(parseLimit), help: 'for the whole run (default 30m)' },
  bail: { only: ['run'], help: 'end at the first check that does not pass' },
  shard: {
    only: ['run'],
    value: 'I/N',
    read: one(parseShard),
    help: "a part of host × spec: 1/4, or auto for CircleCI's node",
  },
  passWithNoFiles: { only: ['run'], help: 'without a spec on the command line check nothing, for reruns in CI' },
  before: {
    ...GATE,
    value: 'SPEC',
    split: byCommas,
    read: texts,
    help: 'a spec that has to pass before the command is run (repeatable)',
  },
  idempotent: { ...GATE, help: 'run ansible-playbook again, and fail if that changes anything' },
  tag: { ...CHECKS, value: 'TAG', split: byCommas, read: texts, help: 'only checks with this tag (repeatable)' },
  name: { ...CHECKS, value: 'REGEX', read: one(regex), help: 'only checks whose title matches' },
  var: { value: 'NAME=VALUE', split: byNames, read: vars, help: 'host.vars.NAME in specs, a string (repeatable)' },
  evidence: {
    only: ['run'],
    value: 'LEVEL',
    read: word(EVIDENCE),
    help: 'none, short (default) or full: with each failure',
  },
  allowNoHosts: { ...RUN, help: 'a role without hosts is not an error' },
  openSsh: { ...ACCESS, value: 'GROUP', read: text, help: 'the security group that is opened for this machine, sg-…' },
  hold: { ...GATE, help: 'keep it open also while the command runs, which connects by itself' },
  ip: { ...ACCESS, value: 'ADDRESS', split: byCommas, read: texts, help: "this machine's address (repeatable)" },
  ipService: {
    ...ACCESS,
    value: 'URL',
    split: byCommas,
    read: texts,
    help: 'asked for it otherwise (default https://checkip.amazonaws.com; repeatable)',
  },
  multiEgress: {
    ...ACCESS,
    value: 'HOW',
    read: word(EGRESS),
    help: 'when this machine is seen by several addresses: fail (default), or open for all',
  },
  ttl: {
    ...ACCESS,
    value: 'TIME',
    read: one(parseLimit),
    help: 'how long it stays open if this is killed (default 15m)',
  },
  force: { ...ACCESS, help: 'open a group that is not tagged infraspec:allow=ssh' },
  region: {
    only: ['run', 'gate', 'access', 'ami', 'sweep'],
    value: 'NAME',
    read: text,
    help: 'the AWS region (default AWS_REGION)',
  },
  instanceType: { ...AMI, value: 'TYPE', read: text, help: 'what is launched (default t3.micro, t4g.micro for ARM)' },
  subnet: { ...AMI, value: 'ID', read: text, help: 'where it is launched, subnet-… (default: of the default VPC)' },
  securityGroup: {
    ...AMI,
    value: 'GROUP',
    split: byCommas,
    read: texts,
    help: 'what lets this machine in to it, sg-… (repeatable)',
  },
  dryRun: { only: ['sweep'], help: 'say what would be taken back, and change nothing' },
  audit: {
    ...REACH,
    value: 'FILE',
    read: text,
    help: 'write down every command with host, time and exit, as JSON lines',
  },
  watch: { only: ['run'], help: 'run what is touched by each save, until q; sessions stay open' },
  profile: { only: ['run'], help: 'say where the time went: start, hosts, each script' },
  failing: {
    only: ['hosts'],
    value: 'REPORT',
    read: text,
    help: 'of this JSON report, the ids of hosts that fail what the rest of their role passes',
  },
  packer: {
    only: ['init'],
    value: 'FORMAT',
    read: word(PACKER_FORMATS),
    help: 'write the provisioners that gate an image: json or hcl',
  },
  circleci: { only: ['init'], help: 'write a pipeline for CircleCI: bake, provision, verify, sweep' },
  quiet: { help: 'report only what is wrong' },
  verbose: { help: 'say more: all that passed, every command and how much it answered, causes of errors' },
  color: { negatable: true, help: 'use colour, even where nobody may see it' },
}

/** `connectTimeout` as `connect-timeout`. */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** Commands that reach no host, and what they have of the flags that all others share. */
const NO_HOST: Readonly<Record<string, readonly (keyof Settings)[]>> = {
  access: ['port', 'verbose'],
  sweep: ['verbose'],
  init: ['verbose'],
}

/** The settings that a command knows, with their flags. */
export function flagsOf(command: string): (readonly [keyof Settings, Flag])[] {
  const all = Object.entries(FLAGS) as [keyof Settings, Flag][]
  const shared = NO_HOST[command]
  return all.filter(([key, { only }]) => only?.includes(command) ?? shared?.includes(key) ?? true)
}
