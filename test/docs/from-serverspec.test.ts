import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'

import { expect, it, onTestFinished } from 'vitest'

import * as exported from '../../src/index.ts'
import { fromServerspecPage } from './from-serverspec-page.ts'
import { accounts } from './serverspec/accounts.ts'
import { CATALOGUE } from './serverspec/catalogue.ts'
import { files } from './serverspec/files.ts'
import { network } from './serverspec/network.ts'
import { services } from './serverspec/services.ts'
import { system } from './serverspec/system.ts'

const types = { ...accounts, ...files, ...network, ...services, ...system }
const FOLDER = 'node_modules/.cache/infraspec-docs'

it('has a row for everything that Serverspec asks of a Unix host', () => {
  const asked = Object.fromEntries(Object.entries(types).map(([type, rows]) => [type, rows.map(({ asks }) => asks)]))
  expect(asked).toEqual(CATALOGUE)
})

it('leaves only what has a reason unsupported', () => {
  const unsupported = Object.entries(types).flatMap(([type, rows]) =>
    rows.filter(({ ours }) => ours === undefined).map(({ asks, note }) => ({ type, asks, note })),
  )
  expect(unsupported.filter(({ note }) => note === undefined)).toEqual([])
  expect([...new Set(unsupported.map(({ type }) => type))].toSorted()).toEqual(['kvm'])
})

it('compiles, each line of it', () => {
  onTestFinished(() => rmSync(FOLDER, { recursive: true, force: true }))
  mkdirSync(FOLDER, { recursive: true })
  const lines = Object.values(types).flatMap((rows) => rows.flatMap(({ ours }) => ours ?? []))
  const code = [
    `import { ${Object.keys(exported).join(', ')} } from 'infraspec'`,
    ...lines,
    `void [${Object.keys(exported).join(', ')}]`,
  ]
  writeFileSync(`${FOLDER}/lines.ts`, code.join('\n'))
  const paths = { infraspec: ['../../../src/index.ts'] }
  writeFileSync(
    `${FOLDER}/tsconfig.json`,
    JSON.stringify({
      extends: '../../../tsconfig.json',
      compilerOptions: { noEmit: true, rootDir: '../../..', paths },
      include: ['lines.ts'],
    }),
  )
  const faults = execTsc()
  expect(faults.map((fault) => `${fault.text}\n${code[fault.line - 1]}`)).toEqual([])
}, 60_000)

function execTsc(): readonly { readonly line: number; readonly text: string }[] {
  try {
    execFileSync('npx', ['tsc', '-p', FOLDER, '--pretty', 'false'], { encoding: 'utf8' })
    return []
  } catch (error) {
    const { stdout } = error as { stdout: string }
    const faults = [...stdout.matchAll(/lines\.ts\((\d+),\d+\): (.*)/g)]
    if (faults.length === 0) throw error
    return faults.map(([, line, text]) => ({ line: Number(line), text: text as string }))
  }
}

it('docs/from-serverspec.md is what the rows say (npm run docs writes it)', async () => {
  await expect(fromServerspecPage(types)).toMatchFileSnapshot('../../docs/from-serverspec.md')
})
