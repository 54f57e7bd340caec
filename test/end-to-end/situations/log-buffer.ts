import type { Proof } from '../situations.ts'

// Configurations and files as the agents write them; the agents themselves are not packaged for the hosts' system.
const agents = `mkdir -p /etc/fluent/conf.d /etc/td-agent /etc/fluent-bit /etc/vector /var/log/fluent/full /var/log/fluent/empty
cat > /etc/fluent/fluentd.conf <<'END'
@include conf.d/*.conf
<match app.**>
  @type forward
  <buffer>
    @type file
    path /var/log/fluent/empty
  </buffer>
</match>
END
cat > /etc/td-agent/td-agent.conf <<'END'
<match app.**>
  @type forward
  <buffer tag>
    @type file
    path /var/log/fluent/full
  </buffer>
</match>
END
mkdir -m 700 /var/log/fluent/hidden; ln -s full /var/log/fluent/link; printf 1 > /var/log/fluent/hidden/buffer.b1.log
for f in hidden link; do sed "s/full/$f/" /etc/td-agent/td-agent.conf > /etc/fluent/$f.conf; done
printf 0123456789 > /var/log/fluent/full/buffer.b64a2b1f0c0d7e5c1a2b3c4d5e6f7a8b9.log
printf 'not counted' > /var/log/fluent/full/buffer.b64a2b1f0c0d7e5c1a2b3c4d5e6f7a8b9.log.meta
cat > /etc/fluent-bit/fluent-bit.conf <<'END'
[SERVICE]
    storage.path /var/log/fluent/nosuch
[INPUT]
    name tail
    storage.type filesystem
END
printf 'data_dir: /var/lib/vector\\nsinks:\\n  out:\\n    type: blackhole\\n' > /etc/vector/vector.yaml`

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['files'],
      host: 'app-2',
      before: agents,
      after: `rm -r /etc/fluent /etc/td-agent /etc/fluent-bit /etc/vector /var/log/fluent`,
      holds: [
        `it(logBuffer('fluentd')).toBeConfigured()`,
        `it(logBuffer('fluentd')).toBePresent()`,
        `it(logBuffer('fluentd')).toBeDrained()`,
        `it(logBuffer('td-agent')).toHaveSize(10)`,
        `it(logBuffer('fluentd', { config: '/etc/fluent/link.conf' })).toHaveSize(10)`,
        `it(logBuffer('td-agent')).toHaveAge({ below: 3600 })`,
      ],
      fails: [
        `it(logBuffer('td-agent')).toBeDrained()`,
        `it(logBuffer('td-agent')).toHaveSize({ below: 10 })`,
        `it(logBuffer('fluent-bit')).toBePresent()`,
        `it(logBuffer('vector')).toBeConfigured()`,
        `it(logBuffer('fluentd', { config: '/nosuch.conf' })).toBeConfigured()`,
      ],
      absent: [`it(logBuffer('fluentd', { config: '/nosuch.conf' })).toBeDrained()`],
      untold: [
        `it(logBuffer('fluent-bit')).toBeDrained()`,
        `it(logBuffer('vector')).toBeDrained()`,
        `it(as('nosuch', logBuffer('fluentd'))).toBeConfigured()`,
        `it(as('plain', logBuffer('fluentd', { config: '/etc/fluent/hidden.conf' }))).toBeDrained()`,
      ],
    },
    {
      mechanisms: ['files'],
      holds: [],
      fails: [`it(logBuffer('fluentd')).toBeConfigured()`],
      absent: [`it(logBuffer('fluentd')).toBePresent()`],
      untold: [],
    },
  ],
}
