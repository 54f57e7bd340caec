/** What the help says of a command. */
export interface CommandHelp {
  readonly summary: string
  /** Each begins with `npx infraspec`, and works in a project with these roles. */
  readonly examples: readonly (readonly [command: string, meaning: string])[]
  /** It takes the names of spec files. */
  readonly specs?: boolean
  /** It runs a command, which stands behind `--`. */
  readonly wraps?: boolean
  /** What its words are, where they are no specs. */
  readonly words?: readonly (readonly [word: string, meaning: string])[]
  /** A word that stands before all others. */
  readonly verb?: string
  /** What its exit codes mean. */
  readonly exits: Exits
}

/** Exit codes with what they mean. */
export type Exits = readonly (readonly [code: string, meaning: string])[]

const ACCESS_EXITS: Exits = [
  ['any', 'that of CMD, or 128 and the number of the signal that ended it: SSH is closed again'],
  ['2', 'SSH was not opened, and CMD not run'],
  ['3', 'CMD exited with 0, but closing failed: it says how to do it by hand'],
]
const SWEEP_EXITS: Exits = [
  ['0', 'nothing is left open'],
  ['2', 'AWS could not be asked'],
  ['3', 'something could not be taken back'],
]
const INIT_EXITS: Exits = [
  ['0', 'what was not there before is there'],
  ['2', 'it cannot be written'],
]
const RUN_EXITS: Exits = [
  ['0', 'every host passed at least one check, and none failed or errored'],
  ['1', 'a check failed'],
  ['2', 'usage, configuration, a spec or the inventory is wrong'],
  ['3', 'it could not be told: a host was unreachable, a probe unreadable'],
  ['4', 'nothing was checked on some host, or a role has too few hosts'],
  ['130', 'interrupted'],
]
const LOOK_EXITS: Exits = [
  ['0', 'every host was reached'],
  ['2', 'usage, configuration, a spec or the inventory is wrong'],
  ['3', 'a host was unreachable, or it was interrupted'],
  ['4', 'there was no host to ask'],
]
const HOSTS_EXITS: Exits = [
  ['0', 'there are as many as each role asks for'],
  ['2', 'usage, configuration or the inventory is wrong'],
  ['4', 'a role has too few hosts'],
]
const GATE_EXITS: Exits = RUN_EXITS.toSpliced(5, 0, ['5', 'CMD failed: nothing was checked after it'])

/** The commands there are. */
export const COMMANDS = {
  run: {
    summary: 'check every host of a role, and say so by the exit code',
    specs: true,
    exits: RUN_EXITS,
    examples: [
      ['npx infraspec run --role app', 'every check of roles/app.ts on every host of it'],
      ['npx infraspec run --role app --host admin@10.0.3.7 --reporter junit=app.xml', 'one host, for a build server'],
    ],
  },
  gate: {
    summary: 'run a command between checks: only if those before pass, and count it only if those after do',
    wraps: true,
    exits: GATE_EXITS,
    examples: [
      [
        'npx infraspec gate --role app --idempotent -- ansible-playbook site.yml',
        'the playbook, again, and the checks',
      ],
      ['npx infraspec gate --role app --before disk -- ./deploy.sh', 'deploys only where specs/disk.spec.ts passes'],
    ],
  },
  access: {
    summary: 'open SSH in a security group for this machine while a command runs',
    wraps: true,
    exits: ACCESS_EXITS,
    examples: [
      [
        'npx infraspec access --open-ssh sg-0123456789abcdef0 -- ansible-playbook site.yml',
        "SSH is open for this machine's address, and closed again however the playbook ends",
      ],
    ],
  },
  ami: {
    summary: 'launch an instance from an image, check it, terminate it, and tag the image if all passed',
    specs: true,
    verb: 'verify',
    words: [['IMAGE', 'the image, ami-…']],
    exits: RUN_EXITS,
    examples: [
      [
        'npx infraspec ami verify ami-0123456789abcdef0 --role app --security-group sg-0123456789abcdef0',
        'tags the image infraspec:verified=app, infraspec:verified:commit and infraspec:verified:at',
      ],
    ],
  },
  sweep: {
    summary: 'take back what runs that were killed have left open in AWS',
    exits: SWEEP_EXITS,
    examples: [['npx infraspec sweep --dry-run', 'what is left in the region; without --dry-run it is taken back']],
  },
  init: {
    summary: 'write roles/, specs/ and a configuration to start from, provisioners for Packer, a pipeline',
    exits: INIT_EXITS,
    examples: [
      ['npx infraspec init', 'then npx infraspec run --role app; nothing is overwritten'],
      ['npx infraspec init --packer hcl', 'the provisioners that gate an image, too'],
      ['npx infraspec init --packer json --circleci', 'and .circleci/config.yml, whose jobs use them'],
    ],
  },
  hosts: {
    summary: 'list the hosts that a run would visit, and where each came from',
    exits: HOSTS_EXITS,
    examples: [
      ['npx infraspec hosts --role app', 'the hosts of roles/app.ts; without --role, of all roles'],
      [
        'npx infraspec hosts --role app --failing out/report.json',
        'ids of those that differ from the rest, to replace',
      ],
    ],
  },
  facts: {
    summary: "show what infraspec sees of a host's platform",
    exits: LOOK_EXITS,
    examples: [['npx infraspec facts --host admin@10.0.3.7', 'operating system, init system, package database, tools']],
  },
  probes: {
    summary: 'show what a run would send to the hosts',
    specs: true,
    exits: LOOK_EXITS,
    examples: [['npx infraspec probes --role app', 'each script, to read before trusting it with sudo']],
  },
} as const satisfies Readonly<Record<string, CommandHelp>>

export type CommandName = keyof typeof COMMANDS
