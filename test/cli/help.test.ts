import { describe, expect, it } from 'vitest'

import { COMMANDS, type CommandName } from '../../src/cli/commands.ts'
import { FLAG_GROUPS } from '../../src/cli/flag-groups.ts'
import { FLAGS, flagName, flagsOf } from '../../src/cli/flags.ts'
import { commandHelp } from '../../src/cli/help.ts'

it('has each flag in one group', () => {
  expect(Object.values<readonly string[]>(FLAG_GROUPS).flat().toSorted()).toEqual(Object.keys(FLAGS).toSorted())
})

describe.each(Object.keys(COMMANDS) as CommandName[])('the help of %s', (name) => {
  const lines = commandHelp(name).split('\n')

  it('has each of its flags once, in 80 columns', () => {
    for (const [key] of flagsOf(name)) {
      expect(
        lines.filter((line) => new RegExp(`^ {2}--${flagName(key)}[ ,]|^ {2}--${flagName(key)}$`).test(line)),
      ).toHaveLength(1)
    }
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80)
  })
})
