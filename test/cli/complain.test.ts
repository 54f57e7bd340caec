import { expect, it, onTestFinished, vi } from 'vitest'
import { complain } from '../../src/cli/complain.ts'
import { ConfigError, ConnectError, InventoryError, ProbeError } from '../../src/errors.ts'

function complainOf(thrown: unknown, argv: readonly string[] = []) {
  const written: string[] = []
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  onTestFinished(() => write.mockRestore())
  const exitCode = complain(thrown, argv)
  return { exitCode, text: written.join('') }
}

it('says what the user can put right, with what to do, and no stack', () => {
  const error = new ConfigError('x', 'There is no role "ap"', { hint: 'roles/ap.ts', cause: new Error('deep') })
  expect(complainOf(error)).toEqual({ exitCode: 2, text: 'error: There is no role "ap"\n  try: roles/ap.ts\n' })
})

it('says the cause when asked to say everything', () => {
  const error = new ConfigError('x', 'Cannot load roles/app.ts', { cause: new Error('deep') })
  expect(complainOf(error, ['run', '--verbose']).text).toMatch(/^error: Cannot load roles\/app\.ts\nError: deep\n +at /)
})

it.each([
  [new InventoryError('x', 'no hosts'), 2],
  [new ConnectError('x', 'refused'), 3],
  [new ProbeError('x', 'unreadable'), 3],
])('exits by the kind of error: %s', (error, exitCode) => {
  expect(complainOf(error)).toEqual({ exitCode, text: `error: ${error.message}\n` })
})

it.each([new TypeError('x is not a function'), 'text', undefined])('calls anything else a bug: %s', (thrown) => {
  const { exitCode, text } = complainOf(thrown)
  expect(exitCode).toBe(3)
  expect(text).toContain(`error: ${thrown instanceof Error ? thrown.stack : String(thrown)}`)
  expect(text).toContain('This is a bug in infraspec')
})
