import type { ReadConfig } from './buffer-place.ts'
import { readFluentBit } from './fluent-bit.ts'
import { readFluentd } from './fluentd.ts'
import { readVector } from './vector.ts'

/** An agent that sends logs on. */
export interface LogAgent {
  /** Where its configuration is looked for; the first that is there counts. */
  readonly configs: readonly string[]
  readonly read: ReadConfig
  /** The folder that it uses when nothing is said. */
  readonly usual?: string
}

/** The agents that are known, by their names. */
export const AGENTS: Readonly<Record<string, LogAgent>> = {
  fluentd: { configs: ['/etc/fluent/fluentd.conf', '/etc/fluent/fluent.conf'], read: readFluentd },
  'td-agent': { configs: ['/etc/td-agent/td-agent.conf'], read: readFluentd },
  'fluent-bit': {
    configs: [
      '/etc/fluent-bit/fluent-bit.yaml',
      '/etc/fluent-bit/fluent-bit.conf',
      '/fluent-bit/etc/fluent-bit.conf',
      '/etc/td-agent-bit/td-agent-bit.conf',
    ],
    read: readFluentBit,
  },
  vector: {
    configs: ['/etc/vector/vector.yaml', '/etc/vector/vector.toml', '/etc/vector/vector.json'],
    read: readVector,
    usual: '/var/lib/vector',
  },
}
