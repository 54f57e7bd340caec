import { onTestFinished, vi } from 'vitest'
import { type FakeAws, startAws } from './fake-aws.ts'

/** A fake AWS for one test, which the SDK in this process finds by the environment. */
export async function useAws(): Promise<FakeAws> {
  const aws = await startAws()
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value)
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await aws.close()
  })
  return aws
}
