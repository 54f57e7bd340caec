import { writeFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { idempotenceProblem, recordRecap, requirePlaybook } from '../../src/gates/idempotence.ts'

describe('--idempotent', () => {
  it.each([
    [['ansible-playbook', 'site.yml']],
    [['/usr/bin/ansible-playbook', '-i', 'hosts', '-e', 'x=C', '-vv', 'site.yml']],
  ])('takes %j', (words) => {
    expect(() => requirePlaybook(words)).not.toThrow()
  })

  it.each([
    [['ansible', 'all']],
    [['sh', '-c', 'ansible-playbook site.yml']],
    [['ansible-playbook', '--check', 'site.yml']],
    [['ansible-playbook', 'site.yml', '-C']],
    [['ansible-playbook', 'site.yml', '-vbC']],
    [['ansible-playbook', '--chec', 'site.yml']],
    [['ansible-playbook', '--list-tasks', 'site.yml']],
  ])('refuses %j', (words) => {
    expect(() => requirePlaybook(words)).toThrow(expect.objectContaining({ name: 'ConfigError', code: 'usage' }))
  })
})

describe('what a second run changed', () => {
  it('is read from what Ansible counted', () => {
    const recorder = recordRecap('/')
    const file = recorder.variables['INFRASPEC_RECAP']!
    expect(idempotenceProblem(recorder.recap())).toMatchObject({ kind: 'idempotence-unknown' })
    writeFileSync(file, JSON.stringify({ changed: { 'web-1': 0 }, tasks: [] }))
    expect(idempotenceProblem(recorder.recap())).toBeUndefined()
    writeFileSync(file, JSON.stringify({ changed: { 'web-1': 2, 'web-2': 0 }, tasks: ['date', 'date'] }))
    const message = 'ansible-playbook is not idempotent: its second run changed something on web-1 (2): "date"'
    expect(idempotenceProblem(recorder.recap())).toMatchObject({ kind: 'not-idempotent', message })
    recorder.dispose()
  })

  it('is not told of hosts that it did not reach', () => {
    const recap = { changed: { 'web-1': 0 }, tasks: [], unreachable: [] }
    const both = { ...recap, changed: { 'web-1': 1, 'web-2': 1 } }
    expect(idempotenceProblem(recap, recap)).toBeUndefined()
    const message = 'Whether ansible-playbook is idempotent could not be told: its second run did not reach web-2'
    expect(idempotenceProblem(recap, both)).toMatchObject({ kind: 'idempotence-unknown', message })
    const ignored = { ...recap, changed: { 'web-1': 0, 'web-2': 0 }, unreachable: ['web-2'] }
    expect(idempotenceProblem(ignored, both)).toMatchObject({ kind: 'idempotence-unknown', message })
    const changed = { ...ignored, changed: { 'web-1': 1 } }
    expect(idempotenceProblem(changed, both)).toMatchObject({ kind: 'not-idempotent' })
  })

  it.each(['', '{', '{"changed":{},"tasks":[]}', '{"changed":null}'])('cannot be told from %j', (text) => {
    const recorder = recordRecap('/')
    writeFileSync(recorder.variables['INFRASPEC_RECAP']!, text)
    expect(recorder.recap()).toBeUndefined()
    recorder.dispose()
  })
})
