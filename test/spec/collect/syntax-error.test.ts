import { expect, it } from 'vitest'
import { syntaxProblem } from '../../../src/spec/collect/syntax-error.ts'

// as Vite 8.3.8 throws it, colours and all
const PICTURE = `Transform failed with 1 error:

\u001b[31m[PARSE_ERROR] \u001b[0mUnexpected token
   \u001b[38;5;246m╭\u001b[0m\u001b[38;5;246m─\u001b[0m\u001b[38;5;246m[\u001b[0m specs/bad.spec.ts:3:7 \u001b[38;5;246m]\u001b[0m
   \u001b[38;5;246m│\u001b[0m
 \u001b[38;5;246m3 │\u001b[0m \u001b[38;5;249mc\u001b[0monst = 1
 \u001b[38;5;240m  │\u001b[0m       ┬
\u001b[38;5;246m───╯\u001b[0m
`

it('has the place of a mistake and its line once', () => {
  expect(syntaxProblem(new Error(PICTURE))).toEqual({
    message: 'specs/bad.spec.ts: Unexpected token\n  3 | const = 1\n    |       ^',
    location: { file: 'specs/bad.spec.ts', line: 3, column: 7 },
  })
})

it('is silent about everything else', () => {
  expect(syntaxProblem(new Error('no'))).toBeUndefined()
  expect(syntaxProblem('no')).toBeUndefined()
})
