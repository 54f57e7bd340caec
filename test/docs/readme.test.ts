import { readFileSync } from 'node:fs'

import { globSync } from 'tinyglobby'
import { expect, it } from 'vitest'

import { cells } from '../../bench/tables.ts'

const readme = readFileSync('README.md', 'utf8')
const row = (begin: string) => cells(readme).find(([first = '']) => first.startsWith(begin)) ?? []

it('compares as docs/conformance.md does', () => {
  const page = readFileSync('docs/conformance.md', 'utf8')
  const [, all, serverspec, testinfra] = /^(\d+) questions [^]*?\((\d+) of them[^]*?\((\d+) of them/m.exec(page) ?? []
  const otherwise = (peer: string) => page.split('\n').filter((line) => line.includes(` | ${peer} | `)).length
  expect(row('[questions').slice(1, 4)).toEqual([
    `${all}, all told as they are`,
    `${serverspec}, ${otherwise('Serverspec')} told otherwise`,
    `${testinfra}, ${otherwise('Testinfra')} told otherwise`,
  ])
})

it('compares times that were measured', () => {
  const times = ['**infraspec**, Node 20', 'Serverspec', 'Testinfra, ControlPersist'].map((name) => row(name).at(-1))
  expect(row('[200 checks]').slice(1, 4)).toEqual(times)
})

it('leads to every page of the documentation', () => {
  const pages = globSync('docs/*.md')
  expect(pages.length).toBeGreaterThan(10)
  expect(pages.filter((page) => !readme.includes(`](${page})`))).toEqual([])
})
