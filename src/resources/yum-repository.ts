import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineList, listed, lookedUp } from './define-list.ts'
import {
  couldNotTell,
  defineResource,
  ifPresent,
  incomparable,
  type Comparison,
  type Verdict,
} from './define-resource.ts'
import { yumSources, type YumSource } from './repositories/yum.ts'
import { checkKind } from './shared/wanted.ts'

export type { YumSource } from './repositories/yum.ts'

/** What is known about a repository of yum or dnf. */
export type YumRepositoryState = { readonly exists: false } | YumRepositoryPresent

/** A repository that a file of yum or dnf has. */
export type YumRepositoryPresent = { readonly exists: true } & YumSource

const files = lookedUp<YumSource, YumRepositoryState>(yumSources, (sources, key) => {
  const source = sources.find(({ id }) => id === key)
  return source === undefined ? { exists: false } : { exists: true, ...source }
})

/**
 * A repository of yum or dnf, by its exact id: `epel` is not `epel-testing`.
 *
 * The files of /etc/yum.repos.d are read; yum and dnf are not run, for they would ask the network.
 *
 * @example
 * it(yumRepository('epel')).toBeEnabled().toCheckSignatures()
 * it(yumRepository('epel-testing')).not.toBeEnabled()
 */
export const yumRepository = defineResource({
  kind: 'yum repository',
  key: repositoryId,
  providers: { files },
  evidence: ({ state }) =>
    state.exists
      ? []
      : [{ label: 'the repositories', script: sh`grep -h '^\[' /etc/yum.repos.d/*.repo 2>&1 | head -n 30` }],
  matchers: {
    /** There is such a repository, switched on or off. */
    toExist: (repository: YumRepositoryState) => repository.exists,
    /** It is there, and switched on. */
    toBeEnabled: (repository: YumRepositoryState) => repository.exists && repository.enabled,
    /** One of its addresses is this, as the file has it. Where a list of mirrors has them, that fails in both polarities. */
    toHaveBaseUrl: ifPresent(({ baseUrls }: YumRepositoryPresent, url: string): Comparison => {
      checkKind(url, 'string')
      if (baseUrls.length === 0) return incomparable('it has no address of its own', url)
      return { pass: baseUrls.includes(url.replace(/\/+$/, '')), expected: url, actual: baseUrls }
    }),
    /** Packages from it have to be signed. */
    toCheckSignatures: ifPresent(
      ({ gpgCheck }: YumRepositoryPresent): Verdict =>
        gpgCheck ?? couldNotTell('it does not say so itself: the main configuration decides'),
    ),
    /** It takes the key at this address. */
    toHaveSigningKey: ifPresent(({ gpgKeys }: YumRepositoryPresent, url: string): Comparison => {
      checkKind(url, 'string')
      return { pass: gpgKeys.includes(url), expected: url, actual: gpgKeys }
    }),
  },
})

/**
 * All repositories of yum or dnf, those that are switched off included.
 *
 * @example
 * it('installs from nowhere else', async () => {
 *   const on = (await inspect(yumRepositories())).filter(({ enabled }) => enabled)
 *   expect(on.map(({ id }) => id)).toEqual(['appstream', 'baseos'])
 * })
 */
export const yumRepositories = defineList({
  title: 'the repositories of yum',
  providers: { files: listed(yumSources) },
})

function repositoryId(id: string): string {
  if (/^[\w.:+-]+$/.test(id)) return id
  throw new ConfigError('yum-repository', `${JSON.stringify(id)} is not the id of a repository`, { hint: 'epel' })
}
