import { expect, it } from 'vitest'
import { createGithubReporter } from '../../reporters/github.ts'
import { green, sample } from './sample.ts'

it('annotates the line of each check that failed, once for hosts that are alike', async () => {
  await expect(createGithubReporter().onEnd(sample)).toMatchFileSnapshot('snapshots/sample.github.txt')
})

it('escapes what separates', () => {
  const problem = {
    kind: 'usage',
    message: '100%: a,b\nc',
    location: { file: 'a,b:c.ts', line: 1, column: 2 },
  } as const
  const text = createGithubReporter().onEnd({ ...green, problems: [problem] })
  expect(text).toBe('::error file=a%2Cb%3Ac.ts,line=1,col=2,title=usage::100%25: a,b%0Ac\n')
})

it('says nothing of a green run', () => {
  expect(createGithubReporter().onEnd(green)).toBe('')
})
