import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider } from '../define-resource.ts'
import { allFailed, allUnknown } from '../shared/all-unknown.ts'
import { readRuleset, type NftChain } from './nft-ruleset.ts'

/** A chain that is there. */
export type NftChainPresent = { readonly exists: true } & NftChain

/** What is known about a chain of nftables. */
export type NftChainState = { readonly exists: false } | NftChainPresent

// nft(8): -s leaves out what counters have counted.
export const nft: Provider<NftChainState> = {
  on: ({ tools }) => tools.includes('nft'),
  show: (key) => sh`nft -s list chain ${key.split(' ')}`,
  ask: () => sh`nft -s list ruleset && echo '# the end'`,
  parse: (answer, keys) => {
    if (answer.exitCode !== 0 || !answer.stdout.endsWith('# the end\n')) return allFailed(keys, 'nft', answer)
    const ruleset = readRuleset(answer.stdout)
    if (typeof ruleset === 'string') return allUnknown(keys, `nft printed what cannot be read: ${ruleset}`)
    const chains = new Map(
      ruleset.chains.map((chain) => [`${chain.family} ${chain.table} ${chain.chain}`, { exists: true, ...chain }]),
    )
    const off = couldNotTell('its table is dormant: no packet comes to it')
    return new Map(
      keys.map((key) => {
        const chain = chains.get(key) as NftChainPresent | undefined
        const isOff = chain !== undefined && ruleset.dormant.includes(`${chain.family} ${chain.table}`)
        return [key, isOff ? off : (chain ?? { exists: false })]
      }),
    )
  },
}
