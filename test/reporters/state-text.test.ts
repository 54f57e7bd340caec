import { expect, it } from 'vitest'

import { stateText } from '../../reporters/state-text.ts'

it('writes a state on one line, and what is nested in it the same way', () => {
  const access = { readable: true, writable: false }
  expect(stateText({ exists: true, mode: '0644', owner: undefined, names: ['a', 'b'], access, size: 10n })).toBe(
    'exists: true, mode: "0644", names: ["a", "b"], access: { readable: true, writable: false }, size: 10',
  )
  expect(stateText({ exists: true, options: {}, symlink: null })).toBe('exists: true, options: {}, symlink: null')
})
