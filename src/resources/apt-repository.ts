import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineList, listed, lookedUp } from './define-list.ts'
import { defineResource, ifPresent, type Comparison } from './define-resource.ts'
import { aptSources, plainUri, type AptSource } from './repositories/apt.ts'
import { checkKind } from './shared/wanted.ts'

export type { AptSource } from './repositories/apt.ts'

/** A repository that apt's configuration names. */
export interface AptRepositoryPresent {
  readonly exists: true
  /** All entries that name it, switched on or off. */
  readonly entries: readonly AptSource[]
}

/** What is known about a repository of apt. */
export type AptRepositoryState = { readonly exists: false } | AptRepositoryPresent

const apt = lookedUp<AptSource, AptRepositoryState>(aptSources, (sources, key) => {
  const addresses = addressesOf(key)
  const entries = sources.filter(({ uri }) => addresses.includes(uri))
  return entries.length === 0 ? { exists: false } : { exists: true, entries }
})

/**
 * A repository of apt by its address, or a PPA as `ppa:owner/name`; read from both kinds of files, .list and .sources.
 *
 * What is said of one that is switched off is what it would be: `toBeEnabled` alone looks at that.
 *
 * @example
 * it(aptRepository('https://apt.example.com/debian')).toBeEnabled().toHaveSuite('bookworm')
 * it(aptRepository('ppa:owner/name')).not.toExist()
 */
export const aptRepository = defineResource({
  kind: 'apt repository',
  key: repository,
  providers: { apt },
  evidence: ({ state }) =>
    state.exists
      ? []
      : [
          {
            label: 'the addresses that apt knows',
            script: sh`grep -rhoE '(https?|file|mirror)[^ ]*://[^ ]+' /etc/apt/sources.list /etc/apt/sources.list.d 2>&1 | sort -u | head -n 30`,
          },
        ],
  matchers: {
    /** It is named, switched on or off. */
    toExist: (repository: AptRepositoryState) => repository.exists,
    /** It is named, and one of its entries is switched on. */
    toBeEnabled: (repository: AptRepositoryState) =>
      repository.exists && repository.entries.some(({ enabled }) => enabled),
    /** One of its suites is this: `bookworm`, `bookworm-updates`, `./`. */
    toHaveSuite: ifPresent(({ entries }: AptRepositoryPresent, suite: string) =>
      hasOne(
        entries.flatMap(({ suites }) => suites),
        suite,
      ),
    ),
    /** One of its components is this: `main`, `non-free-firmware`. */
    toHaveComponent: ifPresent(({ entries }: AptRepositoryPresent, component: string) =>
      hasOne(
        entries.flatMap(({ components }) => components),
        component,
      ),
    ),
    /** Sources come from it too: one of its entries is of this type, `deb` or `deb-src`. */
    toHaveType: ifPresent(({ entries }: AptRepositoryPresent, type: string) =>
      hasOne(
        entries.flatMap(({ types }) => types),
        type,
      ),
    ),
    /** All of its entries take this keyring, or these fingerprints, and no others; none goes without a signature. */
    toBeSignedBy: ifPresent(({ entries }: AptRepositoryPresent, key: string): Comparison => {
      checkKind(key, 'string')
      const actual = entries.map(({ signedBy, trusted }) =>
        trusted ? 'nothing: it is trusted' : (signedBy ?? 'any key'),
      )
      return { pass: actual.every((one) => one === key), expected: key, actual }
    }),
  },
})

/**
 * All entries of apt's configuration, those that are switched off included.
 *
 * @example
 * it('installs from nowhere else', async () => {
 *   const hosts = (await inspect(aptRepositories())).map(({ uri }) => new URL(uri).hostname)
 *   expect([...new Set(hosts)]).toEqual(['apt.example.com'])
 * })
 */
export const aptRepositories = defineList({ title: 'the repositories of apt', providers: { apt: listed(aptSources) } })

function hasOne(all: readonly string[], wanted: string): Comparison {
  checkKind(wanted, 'string')
  return { pass: all.includes(wanted), expected: wanted, actual: [...new Set(all)] }
}

const PPA = /^ppa:([\w.+-]+)\/([\w.+-]+)$/

function repository(name: string): string {
  if (PPA.test(name)) return name
  if (/^[a-z][a-z0-9+.-]*:\S+$/i.test(name) && !name.startsWith('ppa:')) return plainUri(name)
  throw new ConfigError('apt-repository', `${JSON.stringify(name)} is not the address of a repository`, {
    hint: 'https://apt.example.com/debian or ppa:owner/name',
  })
}

/** Launchpad's PPAs have moved: both addresses are in use. */
function addressesOf(key: string): readonly string[] {
  const [, owner, name] = PPA.exec(key) ?? []
  if (owner === undefined || name === undefined) return [key]
  const hosts = ['ppa.launchpadcontent.net', 'ppa.launchpad.net']
  return hosts.flatMap((host) => ['https', 'http'].map((scheme) => `${scheme}://${host}/${owner}/${name}/ubuntu`))
}
