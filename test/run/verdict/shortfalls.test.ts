import { expect, it } from 'vitest'
import type { HostSpec } from '../../../src/host/host-spec.ts'
import type { HostStatus } from '../../../src/host/messages.ts'
import { Ledger } from '../../../src/run/verdict/ledger.ts'
import type { RunOptions } from '../../../src/run/options/options.ts'
import { silentHosts } from '../../../src/run/verdict/shortfalls.ts'
import { makeProject } from '../project.ts'

/** What is said of a run on two hosts in which no check was left. */
function silence(filters: RunOptions['filters'], spec = "it(x, { tags: ['smoke', 'slow'] })") {
  const root = makeProject({ 'specs/app.spec.ts': spec })
  const hosts = ['web-1', 'web-2'].map((id) => ({ id, name: id }) as HostSpec)
  const specs = [`${root}/specs/app.spec.ts`]
  const role = { name: 'app', file: `${root}/roles/app.ts`, specs, hosts: ['web-1', 'web-2'], atLeast: 1, vars: {} }
  const options = { root, roles: [role], hosts, filters } as unknown as RunOptions
  const ledger = new Ledger(options, () => undefined)
  for (const { id } of hosts) ledger.host(id, { status: 'ready' } as HostStatus)
  return silentHosts(options, ledger, []).map(({ kind, message, hint }) => `${kind}: ${message} ${hint}`)
}

it('says once that no check has a tag, and which was meant', () => {
  const said =
    'nothing-checked: No check has the tag "smok". Did you mean "smoke"? the tags that there are: smoke, slow'
  expect(silence({ tags: ['smok'], name: undefined })).toEqual([said])
})

it('says once that no title matches', () => {
  const said =
    'nothing-checked: No check has a title that matches "ngnix". --verbose of a run without --name lists all titles'
  expect(silence({ tags: [], name: 'ngnix' })).toEqual([said])
})

it('speaks of each host where nothing was filtered', () => {
  const said = silence({ tags: [], name: undefined })
  expect(said).toHaveLength(2)
  expect(said[0]).toContain('no check exists for it declare one for it in specs/app.spec.ts')
})
