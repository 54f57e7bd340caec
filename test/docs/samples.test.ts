import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'

import { globSync } from 'tinyglobby'
import { expect, it, onTestFinished } from 'vitest'

import * as exported from '../../src/index.ts'

const FOLDER = 'node_modules/.cache/infraspec-samples'
const NAMES = Object.keys(exported).join(', ')
const PAGES = ['README.md', ...globSync('docs/*.md').toSorted()]

/** The samples of TypeScript on a page, each as a module of its own. */
function samplesOf(page: string): { readonly name: string; readonly code: string }[] {
  const samples = [...readFileSync(page, 'utf8').matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code = '']) => code)
  return samples.map((code, index) => {
    const imports = `import { ${NAMES} } from 'infraspec'; void [${NAMES}]; `
    return { name: `${basename(page, '.md')}-${index + 1}`, code: (/^import /m.test(code) ? '' : imports) + code }
  })
}

it('compile, on every page', () => {
  onTestFinished(() => rmSync(FOLDER, { recursive: true, force: true }))
  mkdirSync(FOLDER, { recursive: true })
  const samples = PAGES.flatMap(samplesOf)
  expect(samples.length).toBeGreaterThan(60)
  for (const { name, code } of samples) writeFileSync(`${FOLDER}/${name}.ts`, code)
  const paths = { infraspec: ['../../../src/index.ts'], 'infraspec/config': ['../../../src/config.ts'] }
  const compilerOptions = { noEmit: true, rootDir: '../../..', paths }
  const config = { extends: '../../../tsconfig.json', compilerOptions, include: ['*.ts'] }
  writeFileSync(`${FOLDER}/tsconfig.json`, JSON.stringify(config))
  expect(faults()).toBe('')
}, 60_000)

function faults(): string {
  try {
    return execFileSync('npx', ['tsc', '-p', FOLDER, '--pretty', 'false'], { encoding: 'utf8' })
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}
