import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { useAws } from '../../support/aws/use-aws.ts'

/** A fake AWS with one group that may be opened and has a rule of somebody else's, and a journal of its own. */
export async function useGroup() {
  const aws = await useAws()
  const state = mkdtempSync(join(tmpdir(), 'infraspec-state-'))
  vi.stubEnv('XDG_STATE_HOME', state)
  onTestFinished(() => rmSync(state, { recursive: true }))
  const account = aws.account()
  const group = account.addGroup({ tags: { 'infraspec:allow': 'ssh' } }).id
  account.addRule({ group, cidr: '192.0.2.200/32', description: 'office' })
  const journal = () => {
    try {
      return readdirSync(join(state, 'infraspec/leases'))
    } catch {
      return []
    }
  }
  return { aws, account, group, journal, cidrs: () => account.rulesOf(group).map(({ cidr }) => cidr) }
}

export const OFFICE = '192.0.2.200/32'
