import { expect, it } from 'vitest'
import { ownStack } from '../../../src/run/evaluation/own-stack.ts'

const USER = '    at Object.body (/project/specs/app.spec.ts:3:7)'
const FILE = '    at async file:///project/specs/app.spec.ts:3:7'
const OURS = '    at judge (file:///project/node_modules/infraspec/dist/src/judge.js:3:7)'
const VITE = '    at transform (file:///project/node_modules/vite/dist/node.js:7673:19)'
const NODE = '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)'

const own = (...lines: string[]) =>
  ownStack(['Error: no', ...lines].join('\n'), '/project', '/project/node_modules/infraspec/dist')

it('keeps the frames of the user', () => {
  expect(own(OURS, USER, FILE, VITE, NODE)).toBe(`${USER}\n${FILE}`)
})

it('keeps our own where there is none of the user: that is a fault of ours', () => {
  expect(own(OURS, VITE)).toBe(OURS)
})

it('is nothing where there is neither', () => {
  expect(own(VITE, NODE)).toBeUndefined()
  expect(ownStack(undefined, '/project')).toBeUndefined()
})
