import { describe, expect, it } from 'vitest'

import { namingOf, settingsOf } from '../../src/run/options/settings.ts'
import { checkOptions, requestOf } from '../../src/vitest/request.ts'

const settings = (options: object, variables: NodeJS.ProcessEnv = {}) =>
  settingsOf(requestOf(checkOptions(options), '/project', variables))

describe('options', () => {
  it('are what the flags are', () => {
    expect(
      settings({
        ...{ role: 'app', hosts: ['a', 'b'], inventory: 'packer', tags: 'smoke', vars: { workers: 4 }, sudo: true },
        ...{ ssh: { user: 'admin', port: 2222, identity: ['a', 'b'], jump: 'hop' }, hostKey: 'strict' },
        ...{ wait: '5m', retryFor: 0, timeouts: { connect: '1s', probe: 200, deadline: '1m' }, evidence: 'none' },
      }),
    ).toEqual({
      ...{ role: ['app'], host: ['a', 'b'], inventory: ['packer'], tag: ['smoke'], var: { workers: 4 }, sudo: true },
      ...{ user: 'admin', port: 2222, identity: ['a', 'b'], jump: ['hop'], hostKey: ['strict'] },
      ...{ wait: 300_000, retryFor: 0, connectTimeout: 1000, timeout: 200, deadline: 60_000, evidence: 'none' },
    })
  })

  it.each([
    [{ roles: 'app' }, 'roles is not known. Did you mean "role"?'],
    [{ role: [] }, 'role: expected at least one role'],
    [{ hosts: '' }, 'hosts: expected a text that is not empty'],
    [{ vars: 1 }, 'vars: expected an object'],
    [{ timeouts: { probe: 'soon' } }, 'timeouts.probe'],
    [{ allowNoHosts: true }, 'allowNoHosts is not known'],
  ])('%o are refused', (options, message) => {
    expect(() => checkOptions(options as object)).toThrow(`infraspec() in the configuration of Vitest: ${message}`)
  })
})

describe('the environment', () => {
  it('stands over the options, and adds to their vars', () => {
    const variables = { INFRASPEC_HOST: 'c', INFRASPEC_VAR: 'zone=b', INFRASPEC_ROLE: 'db', INFRASPEC_TIMEOUT: '3s' }
    const options = { role: 'app', hosts: 'a', vars: { workers: 4, zone: 'a' }, timeouts: { probe: '1s' } }
    expect(settings(options, variables)).toEqual({
      ...{ role: ['db'], host: ['c'], var: { workers: 4, zone: 'b' }, timeout: 3000 },
    })
  })

  it('says nothing about the report, and never that no host is well', () => {
    const variables = { INFRASPEC_REPORTER: 'json', INFRASPEC_ALLOW_NO_HOSTS: '1', INFRASPEC_BAIL: '1' }
    expect(settings({}, { ...variables, INFRASPEC_WATCH: '1', INFRASPEC_PASS_WITH_NO_FILES: '1' })).toEqual({ var: {} })
  })

  it.each(['ASK_SUDO_PASS', 'KEY_STDIN', 'OPEN_SSH', 'SHARD'])('is refused where it says INFRASPEC_%s', (name) => {
    const value = { OPEN_SSH: 'sg-1', SHARD: '1/2' }[name] ?? '1'
    expect(() => settings({}, { [`INFRASPEC_${name}`]: value })).toThrow(`INFRASPEC_${name} cannot be obeyed`)
    expect(() => settings({}, { [`INFRASPEC_${name}`]: '' })).not.toThrow()
  })

  it.each(['prompt', 'dev@prompt'])('and the options are refused where a password would be asked for: %s', (id) => {
    expect(() => settings({ vaultId: ['file', id] })).toThrow('cannot be asked for within Vitest')
    expect(() => settings({}, { INFRASPEC_VAULT_ID: id })).toThrow('cannot be asked for within Vitest')
    expect(() => settings({ vaultId: 'prompt.sh' })).not.toThrow()
  })

  it('and the options are called by their own names', () => {
    const { flags, environment } = namingOf(requestOf({}, '/project', {}))
    expect([flags('host-key'), environment('host-key'), environment('host'), environment('jump')]).toEqual([
      ...['INFRASPEC_HOST_KEY', 'hostKey of infraspec()', 'hosts of infraspec()', 'ssh.jump of infraspec()'],
    ])
    expect(environment('sudo-password')).toBe('INFRASPEC_SUDO_PASSWORD')
  })
})
