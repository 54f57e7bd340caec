import { writeFileSync } from 'node:fs'
import { afterEach, expect, it, vi } from 'vitest'
import { readRecent } from '../../src/transports/recent-file.ts'
import { tempFile, tempFolder } from '../support/connect.ts'

afterEach(() => vi.restoreAllMocks())

it('reads once for all who ask at about the same time, and again a second later', async () => {
  const file = tempFile('key', 'old')
  expect(await Promise.all([readRecent(file), readRecent(file)])).toEqual(['old', 'old'])
  writeFileSync(file, 'new')
  expect(await readRecent(file)).toBe('old')
  const now = performance.now()
  vi.spyOn(performance, 'now').mockReturnValue(now + 1001)
  expect(await readRecent(file)).toBe('new')
})

it('says of a file that is not there what readFile says', async () => {
  await expect(readRecent(`${tempFolder()}/none`)).rejects.toMatchObject({ code: 'ENOENT' })
})
