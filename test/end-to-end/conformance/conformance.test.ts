import { describe, expect, it } from 'vitest'

import * as exported from '../../../src/index.ts'
import { canBootHosts, loadHosts } from '../../hosts/hosts.ts'
import { infraspec, on, project, temporaryFolder } from '../infraspec.ts'
import { conformancePage, type Comparison } from './page.ts'
import { askPeer } from './peers.ts'
import type { Question, Reply } from './question.ts'
import { accounts } from './questions/accounts.ts'
import { files } from './questions/files.ts'
import { packages } from './questions/packages.ts'
import { ports } from './questions/ports.ts'
import { services } from './questions/services.ts'
import { system } from './questions/system.ts'

const questions: readonly Question[] = [...packages, ...services, ...ports, ...files, ...accounts, ...system]
const REPLIES: Readonly<Record<string, Reply>> = { passed: 'yes', failed: 'no', errored: 'unknown' }

async function askInfraspec(): Promise<(Reply | undefined)[]> {
  const checks = questions.map(({ infraspec: check }, index) => `describe('${index}', () => { ${check} })`)
  const imports = `import { ${Object.keys(exported).join(', ')} } from 'infraspec'\n`
  const cwd = project({
    'roles/app.ts': "export default { specs: ['app'] }",
    'specs/app.spec.ts': imports + checks.join('\n'),
  })
  const { report } = await infraspec(['run', '--role', 'app', ...on('app-1')], { cwd })
  const found = new Map(
    report.checks.map(({ titles, outcomes }) => [titles.at(-2), Object.values(outcomes)[0]?.status]),
  )
  return questions.map((_, index) => REPLIES[found.get(String(index)) ?? ''])
}

async function askAll(): Promise<readonly Comparison[]> {
  const host = loadHosts().hosts['app-1']
  const folder = temporaryFolder()
  const ours = await askInfraspec()
  const serverspec = askPeer('serverspec', questions, host, `${folder}/serverspec`)
  const testinfra = askPeer('testinfra', questions, host, `${folder}/testinfra`)
  return questions.map((question, index) => ({
    question,
    infraspec: ours[index],
    serverspec: serverspec[index],
    testinfra: testinfra[index],
  }))
}

describe.skipIf(canBootHosts() !== undefined)('the same questions to infraspec, Serverspec and Testinfra', () => {
  let asked: Promise<readonly Comparison[]> | undefined
  const comparisons = () => (asked ??= askAll())

  it('are at least 150', () => {
    expect(questions.length).toBeGreaterThanOrEqual(150)
    expect(new Set(questions.map(({ text }) => text)).size).toBe(questions.length)
  })

  it('have the true answer from infraspec', async () => {
    const wrong = (await comparisons()).filter(({ question, infraspec: reply }) => reply !== question.truth)
    expect(wrong.map(({ question, infraspec: reply }) => `${question.text}: ${reply}`)).toEqual([])
  })

  it.each(['serverspec', 'testinfra'] as const)(
    'have an answer from %s, and where it differs a reason',
    async (peer) => {
      for (const { question, [peer]: reply } of await comparisons())
        expect(reply === undefined).toBe(question[peer] === undefined)
      const differing = (await comparisons()).filter(
        ({ question, [peer]: reply }) => reply !== undefined && reply !== question.truth,
      )
      const explained = questions.filter(({ faults }) => faults?.[peer] !== undefined)
      expect(differing.map(({ question }) => question.text)).toEqual(explained.map(({ text }) => text))
    },
  )

  it('are answered as docs/conformance.md says (npm run docs:conformance writes it)', async () => {
    await expect(conformancePage(await comparisons())).toMatchFileSnapshot('../../../docs/conformance.md')
  })
})
