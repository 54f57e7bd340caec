import { describe, expect, it } from 'vitest'
import {
  file,
  group,
  it as check,
  kernelParameter,
  mount,
  networkInterface,
  pkg,
  port,
  proc,
  service,
  user,
  type Resource,
} from '../../src/index.ts'
import { TOOLS } from '../../src/host/platform/platform.ts'
import { runSpec } from '../spec/harness.ts'
import { aPlatform } from './live/ask.ts'

/** Fifty checks of each of ten resources; what the host answers does not matter to how often it is asked. */
const fifty: Readonly<Record<string, (index: number) => void>> = {
  pkg: (index) => check(pkg(`p${index}`)).toBeInstalled(),
  service: (index) => check(service(`s${index}`)).toBeRunning(),
  port: (index) => check(port(1000 + index)).toBeListening(),
  file: (index) => check(file(`/f${index}`)).toHaveMode('0644'),
  user: (index) => check(user(`u${index}`)).toExist(),
  group: (index) => check(group(`g${index}`)).toExist(),
  proc: (index) => check(proc(`c${index}`)).toBeRunning(),
  mount: (index) => check(mount(`/m${index}`)).toBeMounted(),
  kernelParameter: (index) => check(kernelParameter(`net.p${index}`)).toHaveValue(1),
  networkInterface: (index) => check(networkInterface(`e${index}`)).toExist(),
}

function ask(names: readonly string[]): Promise<{ readonly scripts: readonly string[] }> {
  const platform = aPlatform({ tools: TOOLS })
  return runSpec(
    () => {
      for (const name of names) for (let index = 0; index < 50; index++) fifty[name]?.(index)
    },
    { platform },
  )
}

describe('what checks cost', () => {
  it.each(Object.keys(fifty))('fifty of %s are one script', async (name) => {
    const { scripts } = await ask([name])
    expect(scripts).toHaveLength(1)
  })

  it('fifty of each of ten are ten scripts', async () => {
    const { scripts } = await ask(Object.keys(fifty))
    expect(scripts).toHaveLength(10)
  })

  it('content and digests are asked for only when a check wants them', async () => {
    const paths = Array.from({ length: 50 }, (_, index) => file(`/f${index}`) as Resource)
    const { scripts } = await runSpec(() => {
      for (const one of paths)
        check(one as ReturnType<typeof file>)
          .toBeOwnedBy('root')
          .toHaveMode('0644')
    })
    expect(scripts.some((script) => /base64|sha256sum|md5sum/.test(script))).toBe(false)
    const { scripts: more } = await runSpec(() => {
      for (const one of paths)
        check(one as ReturnType<typeof file>)
          .toContain('a')
          .toHaveSha256('0'.repeat(64))
    })
    expect(more.filter((script) => script.includes('base64'))).toHaveLength(1)
    expect(more.filter((script) => script.includes('sha256sum'))).toHaveLength(1)
    expect(more.some((script) => script.includes('md5sum'))).toBe(false)
  })
})
